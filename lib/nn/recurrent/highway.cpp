#include "nn/recurrent/highway.h"

#include <algorithm>

#include "kernels/elementwise.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

constexpr double initial_bias = -1;

template <class Scalar>
const Scalar* column_of(const ConstColumns<Scalar>& columns, std::size_t column) {
  return columns.data() + column * static_cast<std::size_t>(columns.outerStride());
}

}  // namespace

template <class Scalar>
Highway<Scalar>::Highway(Layout& layout, const std::string& name, std::size_t size)
    : size_(size), gate_(layout, name, size, size, "recurrent") {}

template <class Scalar>
void Highway<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  gate_.initialise(weights, noise, static_cast<Scalar>(initial_bias));
}

template <class Scalar>
void Highway<Scalar>::prepare(const Scalar* weights, Precision precision, Prepared& prepared) const {
  gate_.prepare(weights, false, prepared, precision);
}

template <class Scalar>
void Highway<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared) const {
  gate_.prepare(weights, true, prepared);
}

template <class Scalar>
void Highway<Scalar>::apply(const Scalar* weights, const Prepared& prepared, const Strided<const Scalar>& x,
                            std::size_t columns, const Strided<Scalar>& y,
                            const Strided<Scalar>& gates) const {
  gate_.forward(weights, prepared, x, columns, gates);
  for (std::size_t column = 0; column < columns; ++column) {
    Scalar* const gate = gates.column(column);
    kernels::apply_sigmoid<Scalar>({gate, size_});
    const Scalar* const read = x.column(column);
    Scalar* const own = y.column(column);
    for (std::size_t i = 0; i < size_; ++i) own[i] = read[i] + gate[i] * (own[i] - read[i]);
  }
}

template <class Scalar>
void Highway<Scalar>::forward(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                              Activations<Scalar>& y, Tape* tape, base::Pool& pool) const {
  Activations<Scalar> untaped;
  Activations<Scalar>& gates = tape != nullptr ? tape->gate : untaped;
  gates.resize(size_, y.columns());
  if (tape != nullptr) tape->difference.resize(size_, y.columns());
  const Strided<const Scalar> from{x.data(), static_cast<std::size_t>(x.outerStride())};
  each_piece(y.columns(), piece_columns, pool, [&](std::size_t first, std::size_t end) {
    for (std::size_t column = first; tape != nullptr && column < end; ++column) {
      const Scalar* const read = from.column(column);
      const Scalar* const own = y.column(column);
      Scalar* const difference = tape->difference.column(column);
      for (std::size_t i = 0; i < size_; ++i) difference[i] = own[i] - read[i];
    }
    apply(weights, prepared, {from.column(first), from.stride}, end - first, {y.column(first), y.stride()},
          {gates.column(first), gates.stride()});
  });
}

// dH = t dy   da = dy (H - x) t (1 - t)   dx = (1 - t) dy + W^T da, plus the part through H
template <class Scalar>
void Highway<Scalar>::backward(const Prepared& prepared, ConstColumns<Scalar> x, Tape& tape,
                               ConstColumns<Scalar> dy, Scalar* gradient, base::Pool& pool) const {
  const std::size_t columns = tape.gate.columns();
  tape.dlayer.resize(size_, columns);
  each_column(columns, pool, [&](std::size_t column) {
    const Scalar* const above = column_of<Scalar>(dy, column);
    const Scalar* const gate = tape.gate.column(column);
    Scalar* const dlayer = tape.dlayer.column(column);
    Scalar* const da = tape.difference.column(column);
    for (std::size_t i = 0; i < size_; ++i) {
      dlayer[i] = gate[i] * above[i];
      da[i] *= dlayer[i] * (1 - gate[i]);
    }
  });
  gate_.backward(prepared, x, tape.difference, gradient, tape.dx, pool);
  each_column(columns, pool, [&](std::size_t column) {
    const Scalar* const above = column_of<Scalar>(dy, column);
    const Scalar* const dlayer = tape.dlayer.column(column);
    Scalar* const dx = tape.dx.column(column);
    for (std::size_t i = 0; i < size_; ++i) dx[i] += above[i] - dlayer[i];
  });
}

template class Highway<Number>;

}  // namespace seqlab::nn
