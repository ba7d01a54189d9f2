#include "nn/recurrent/layer_normalisation.h"

#include <algorithm>
#include <cmath>

#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

constexpr double epsilon = 1e-5;
// Rows per piece of the gradient: a few cache lines.
constexpr std::size_t gradient_rows = 64;

// The sum of value(0) ... value(size - 1), in an order that depends on the size alone and that the compiler
// can vectorise.
template <class Scalar, class Value>
Scalar sum_of(std::size_t size, const Value& value) {
  constexpr std::size_t lanes = 16;
  Scalar sums[lanes] = {};
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += value(i + lane);
  }
  for (std::size_t lane = 0; i < size; ++i, ++lane) sums[lane] += value(i);
  for (std::size_t half = lanes / 2; half > 0; half /= 2) {
    for (std::size_t lane = 0; lane < half; ++lane) sums[lane] += sums[lane + half];
  }
  return sums[0];
}

}  // namespace

template <class Scalar>
LayerNormalisation<Scalar>::LayerNormalisation(Layout& layout, const std::string& name, std::size_t size)
    : size_(size),
      gain_(layout.add(name + ".gain", size, 1, "recurrent")),
      bias_(layout.add(name + ".bias", size, 1, "recurrent")) {}

template <class Scalar>
void LayerNormalisation<Scalar>::initialise(Scalar* weights) const {
  window(weights, gain_).setOnes();
  window(weights, bias_).setZero();
}

template <class Scalar>
void LayerNormalisation<Scalar>::prepare(const Scalar* weights, Prepared& prepared) const {
  prepared.gain.assign(weights + gain_.offset, weights + gain_.offset + size_);
  prepared.bias.assign(weights + bias_.offset, weights + bias_.offset + size_);
}

template <class Scalar>
Scalar LayerNormalisation<Scalar>::standardise(Scalar* y) const {
  const auto count = static_cast<Scalar>(size_);
  const Scalar mean = sum_of<Scalar>(size_, [&](std::size_t i) { return y[i]; }) / count;
  for (std::size_t i = 0; i < size_; ++i) y[i] -= mean;
  const Scalar variance = sum_of<Scalar>(size_, [&](std::size_t i) { return y[i] * y[i]; }) / count;
  const Scalar deviation = 1 / std::sqrt(variance + static_cast<Scalar>(epsilon));
  for (std::size_t i = 0; i < size_; ++i) y[i] *= deviation;
  return deviation;
}

template <class Scalar>
void LayerNormalisation<Scalar>::scale(const Prepared& prepared, Scalar* z) const {
  for (std::size_t i = 0; i < size_; ++i) z[i] = prepared.gain[i] * z[i] + prepared.bias[i];
}

template <class Scalar>
void LayerNormalisation<Scalar>::apply(const Prepared& prepared, Scalar* y) const {
  standardise(y);
  scale(prepared, y);
}

template <class Scalar>
void LayerNormalisation<Scalar>::forward(const Prepared& prepared, Activations<Scalar>& y, Tape* tape,
                                         base::Pool& pool) const {
  if (tape != nullptr) {
    tape->standard.resize(size_, y.columns());
    tape->deviations.resize(y.columns());
  }
  each_column(y.columns(), pool, [&](std::size_t column) {
    Scalar* const own = y.column(column);
    if (tape == nullptr) return apply(prepared, own);
    tape->deviations[column] = standardise(own);
    std::copy_n(own, size_, tape->standard.column(column));
    scale(prepared, own);
  });
}

// With dz = g dnormalised: dy = (dz - mean of dz - z mean of (dz z)) / sqrt(s^2 + 1e-5); dg is the sum over
// columns of dnormalised z, db that of dnormalised.
template <class Scalar>
void LayerNormalisation<Scalar>::backward(const Prepared& prepared, Tape& tape,
                                          ConstColumns<Scalar> dnormalised, Scalar* gradient,
                                          base::Pool& pool) const {
  const std::size_t columns = tape.standard.columns();
  tape.dy.resize(size_, columns);
  const auto count = static_cast<Scalar>(size_);
  const auto stride = static_cast<std::size_t>(dnormalised.outerStride());
  const std::size_t row_pieces = pieces_of(size_, gradient_rows);
  pool.run(row_pieces + pieces_of(columns, piece_columns), [&](std::size_t piece) {
    if (piece < row_pieces) {
      Scalar* const dgain = gradient + gain_.offset;
      Scalar* const dbias = gradient + bias_.offset;
      const std::size_t end = std::min((piece + 1) * gradient_rows, size_);
      for (std::size_t column = 0; column < columns; ++column) {
        const Scalar* const above = dnormalised.data() + column * stride;
        const Scalar* const standard = tape.standard.column(column);
        for (std::size_t i = piece * gradient_rows; i < end; ++i) {
          dgain[i] += above[i] * standard[i];
          dbias[i] += above[i];
        }
      }
      return;
    }
    const std::size_t first = (piece - row_pieces) * piece_columns;
    for (std::size_t column = first; column < std::min(first + piece_columns, columns); ++column) {
      const Scalar* const above = dnormalised.data() + column * stride;
      const Scalar* const standard = tape.standard.column(column);
      Scalar* const below = tape.dy.column(column);
      for (std::size_t i = 0; i < size_; ++i) below[i] = prepared.gain[i] * above[i];
      const Scalar mean = sum_of<Scalar>(size_, [&](std::size_t i) { return below[i]; }) / count;
      const Scalar along =
          sum_of<Scalar>(size_, [&](std::size_t i) { return below[i] * standard[i]; }) / count;
      for (std::size_t i = 0; i < size_; ++i) {
        below[i] = (below[i] - mean - standard[i] * along) * tape.deviations[column];
      }
    }
  });
}

template class LayerNormalisation<Number>;

}  // namespace seqlab::nn
