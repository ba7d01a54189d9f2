#include "nn/numbers/forward_weights.h"

#include <stdexcept>
#include <type_traits>

#include "kernels/number.h"
#include "kernels/product.h"

namespace seqlab::nn {

template <class Scalar>
kernels::PackedMatrix<Scalar>& ForwardWeights<Scalar>::packed() {
  auto* const packed = std::get_if<kernels::PackedMatrix<Scalar>>(&matrix_);
  return packed != nullptr ? *packed : matrix_.template emplace<kernels::PackedMatrix<Scalar>>();
}

template <class Scalar>
void ForwardWeights<Scalar>::pack_transposed(const Scalar* source, std::size_t rows, std::size_t depth,
                                             std::size_t stride) {
  packed().pack_transposed(source, rows, depth, stride);
}

template <class Scalar>
void ForwardWeights<Scalar>::pack(const Scalar* source, std::size_t rows, std::size_t depth,
                                  Precision precision) {
  if (precision != Precision::int8) return packed().pack(source, rows, depth, depth);
  if constexpr (std::is_same_v<Scalar, float>) {
    matrix_.template emplace<kernels::QuantizedMatrix>().pack(source, rows, depth, depth);
  } else {
    throw std::invalid_argument("only single precision can be quantised to 8 bits");
  }
}

template <class Scalar>
void ForwardWeights<Scalar>::multiply(const Scalar* b, std::size_t b_stride, std::size_t columns,
                                      const Scalar* start, Scalar* c, std::size_t c_stride) const {
  if constexpr (std::is_same_v<Scalar, float>) {
    if (const auto* quantized = std::get_if<kernels::QuantizedMatrix>(&matrix_)) {
      return quantized->multiply(b, b_stride, columns, start, c, c_stride);
    }
  }
  kernels::multiply(std::get<kernels::PackedMatrix<Scalar>>(matrix_), b, b_stride, columns, start, c,
                    c_stride);
}

template <class Scalar>
void ForwardWeights<Scalar>::multiply_add(const Scalar* b, std::size_t b_stride, std::size_t columns,
                                          Scalar* c, std::size_t c_stride) const {
  if constexpr (std::is_same_v<Scalar, float>) {
    if (const auto* quantized = std::get_if<kernels::QuantizedMatrix>(&matrix_)) {
      return quantized->multiply_add(b, b_stride, columns, c, c_stride);
    }
  }
  kernels::multiply_add(std::get<kernels::PackedMatrix<Scalar>>(matrix_), b, b_stride, columns, c, c_stride);
}

template <class Scalar>
void ForwardWeights<Scalar>::multiply_from(const Scalar* b, std::size_t b_stride, std::size_t columns,
                                           const Scalar* const* starts, Scalar* c,
                                           std::size_t c_stride) const {
  if constexpr (std::is_same_v<Scalar, float>) {
    if (const auto* quantized = std::get_if<kernels::QuantizedMatrix>(&matrix_)) {
      return quantized->multiply_from(b, b_stride, columns, starts, c, c_stride);
    }
  }
  kernels::multiply_from(std::get<kernels::PackedMatrix<Scalar>>(matrix_), b, b_stride, columns, starts, c,
                         c_stride);
}

template class ForwardWeights<kernels::Number>;

}  // namespace seqlab::nn
