// A matrix of weights in the form that the forward pass reads.
#pragma once

#include <cstddef>
#include <variant>

#include "kernels/packed_matrix.h"
#include "kernels/quantized_matrix.h"
#include "nn/choices.h"

namespace seqlab::nn {

// Packed for the instruction set in use, quantised to 8 bits if the precision is int8.
template <class Scalar>
class ForwardWeights {
 public:
  // From [rows x depth], row-major. Throws std::invalid_argument for int8 with doubles.
  void pack(const Scalar* source, std::size_t rows, std::size_t depth, Precision precision);
  // The transpose of a source [depth x rows], row-major; never quantised.
  void pack_transposed(const Scalar* source, std::size_t rows, std::size_t depth, std::size_t stride);

  // c = a b + start, c += a b and c = a b + starts, as in kernels/product.h.
  void multiply(const Scalar* b, std::size_t b_stride, std::size_t columns, const Scalar* start, Scalar* c,
                std::size_t c_stride) const;
  void multiply_add(const Scalar* b, std::size_t b_stride, std::size_t columns, Scalar* c,
                    std::size_t c_stride) const;
  void multiply_from(const Scalar* b, std::size_t b_stride, std::size_t columns, const Scalar* const* starts,
                     Scalar* c, std::size_t c_stride) const;

 private:
  // The packed matrix, which reuses the memory of the previous training step.
  kernels::PackedMatrix<Scalar>& packed();

  std::variant<kernels::PackedMatrix<Scalar>, kernels::QuantizedMatrix> matrix_;
};

}  // namespace seqlab::nn
