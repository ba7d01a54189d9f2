// A matrix of weights as the forward pass multiplies with it.
#pragma once

#include <cstddef>
#include <variant>

#include "kernels/packed_matrix.h"
#include "kernels/quantized_matrix.h"
#include "nn/choices.h"

namespace seqlab::nn {

// Packed for the instruction set in use, in eight bits where the precision says so.
template <class Scalar>
class ForwardWeights {
 public:
  // From [rows x depth], row after row. Throws std::invalid_argument for int8 of doubles.
  void pack(const Scalar* source, std::size_t rows, std::size_t depth, Precision precision);

  // c = a b + start, c += a b and c = a b + starts, as kernels/product.h says.
  void multiply(const Scalar* b, std::size_t b_stride, std::size_t columns, const Scalar* start, Scalar* c,
                std::size_t c_stride) const;
  void multiply_add(const Scalar* b, std::size_t b_stride, std::size_t columns, Scalar* c,
                    std::size_t c_stride) const;
  void multiply_from(const Scalar* b, std::size_t b_stride, std::size_t columns, const Scalar* const* starts,
                     Scalar* c, std::size_t c_stride) const;

 private:
  std::variant<kernels::PackedMatrix<Scalar>, kernels::QuantizedMatrix> matrix_;
};

}  // namespace seqlab::nn
