#include "nn/recurrent/window_layer.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "kernels/elementwise.h"
#include "kernels/outer_product.h"
#include "kernels/product.h"
#include "kernels/shared_columns.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// The column of the input that the neighbour k tokens ahead of each token reads; `outside` where the sequence
// has none.
template <class Scalar>
std::vector<std::uint32_t> columns_of_neighbours(const Packing& packing, const LayerInput<Scalar>& input,
                                                 std::ptrdiff_t k, std::uint32_t outside) {
  std::vector<std::uint32_t> found(packing.columns(), outside);
  for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
    const auto length = static_cast<std::ptrdiff_t>(packing.length(packed));
    for (std::ptrdiff_t step = std::max<std::ptrdiff_t>(0, -k); step < std::min(length, length - k); ++step) {
      const std::size_t neighbour = packing.column(packed, static_cast<std::size_t>(step + k));
      found[packing.column(packed, static_cast<std::size_t>(step))] =
          static_cast<std::uint32_t>(input.column_of(neighbour));
    }
  }
  return found;
}

}  // namespace

template <class Scalar>
WindowLayer<Scalar>::WindowLayer(Layout& layout, const std::string& name, std::size_t inputs,
                                 std::size_t hidden, std::size_t context, Activation activation)
    : context_(context), activation_(activation) {
  if (hidden == 0) throw std::invalid_argument("a layer needs units");
  weight_ = layout.add(name + ".window.weight", windows() * hidden, inputs, "recurrent");
  bias_ = layout.add(name + ".window.bias", hidden, 1, "recurrent");
}

template <class Scalar>
void WindowLayer<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  const double limit = std::sqrt(6.0 / static_cast<double>(windows() * inputs() + outputs()));
  for (std::size_t element = 0; element < weight_.size(); ++element) {
    weights[weight_.offset + element] = static_cast<Scalar>((2 * noise.uniform(element) - 1) * limit);
  }
  window(weights, bias_).setZero();
}

template <class Scalar>
void WindowLayer<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared) const {
  prepare(weights, Precision::f32, prepared);
  prepared.transposed.pack_transposed(weights + weight_.offset, inputs(), weight_.rows, inputs());
}

template <class Scalar>
void WindowLayer<Scalar>::prepare(const Scalar* weights, Precision precision, Prepared& prepared) const {
  prepared.weight.pack(weights + weight_.offset, weight_.rows, inputs(), precision);
}

template <class Scalar>
void WindowLayer<Scalar>::project(const Prepared& prepared, const LayerInput<Scalar>& input,
                                  Activations<Scalar>& projected, base::Pool& pool) const {
  projected.resize(projected_rows(), input.width);
  each_piece(input.width, piece_columns, pool, [&](std::size_t first, std::size_t end) {
    prepared.weight.multiply(input.x.data + first * input.x.stride, input.x.stride, end - first, nullptr,
                             projected.column(first), projected.stride());
  });
}

template <class Scalar>
void WindowLayer<Scalar>::activate(std::span<Scalar> values) const {
  switch (activation_) {
    case Activation::tanh:
      return kernels::apply_tanh(values);
    case Activation::logistic:
      return kernels::apply_sigmoid(values);
    case Activation::relu:
      for (Scalar& value : values) value = value < 0 ? Scalar{0} : value;
  }
}

template <class Scalar>
void WindowLayer<Scalar>::forward(const Scalar* weights, const Prepared& prepared, const Packing& packing,
                                  const LayerInput<Scalar>& input, Activations<Scalar>& output, Tape* tape,
                                  base::Pool& pool) const {
  const std::size_t h = outputs();
  output.resize(h, packing.columns());
  if (tape != nullptr) tape->y.resize(h, packing.columns());
  Activations<Scalar> untaped;
  Activations<Scalar>& projected = tape != nullptr ? tape->projected : untaped;
  if (input.projected.empty()) project(prepared, input, projected, pool);
  const auto column_of = [&](std::size_t token) {
    const std::size_t column = input.column_of(token);
    return input.projected.empty() ? projected.column(column) : input.projected[column];
  };
  const Scalar* const bias = weights + bias_.offset;
  each_sequence(packing, pool, [&](std::size_t packed) {
    const std::size_t length = packing.length(packed);
    for (std::size_t step = 0; step < length; ++step) {
      const std::size_t token = packing.column(packed, step);
      Scalar* const y = output.column(token);
      std::copy_n(bias, h, y);
      const std::size_t first = step < context_ ? context_ - step : 0;  // of the window
      for (std::size_t place = first; place < windows() && step + place < length + context_; ++place) {
        const Scalar* const from = column_of(packing.column(packed, step + place - context_)) + place * h;
        for (std::size_t row = 0; row < h; ++row) y[row] += from[row];
      }
      activate({y, h});
      if (tape != nullptr) std::copy_n(y, h, tape->y.column(token));
    }
  });
}

template <class Scalar>
void WindowLayer<Scalar>::backward(const Prepared& prepared, const Packing& packing, Tape& tape,
                                   const LayerInput<Scalar>& input, ConstColumns<Scalar> doutput,
                                   Scalar* gradient, Activations<Scalar>* dinput, base::Pool& pool) const {
  const std::size_t h = outputs();
  each_column(packing.columns(), pool, [&](std::size_t token) {
    Scalar* const y = tape.y.column(token);
    const auto dy = doutput.col(index(token));
    for (std::size_t row = 0; row < h; ++row) {
      const Scalar slope = activation_ == Activation::tanh       ? 1 - y[row] * y[row]
                           : activation_ == Activation::logistic ? y[row] * (1 - y[row])
                           : y[row] > 0                          ? Scalar{1}
                                                                 : Scalar{0};
      y[row] = dy(index(row)) * slope;
    }
  });
  // A column more collects what would fall outside the sequence.
  const auto outside = static_cast<std::uint32_t>(input.width);
  tape.shared.resize(projected_rows(), input.width + 1);
  pool.run(windows(), [&](std::size_t place) {
    const auto k = static_cast<std::ptrdiff_t>(place) - static_cast<std::ptrdiff_t>(context_);
    const std::vector<std::uint32_t> columns = columns_of_neighbours(packing, input, k, outside);
    kernels::sum_shared_columns<Scalar>(tape.y.column(0), tape.y.stride(), h, columns,
                                        tape.shared.column(0) + place * h, tape.shared.stride(),
                                        input.width + 1);
  });
  const std::size_t panel = kernels::panel_rows<Scalar>();
  const std::size_t weight_pieces = pieces_of(weight_.rows, panel);
  const std::size_t bias_pieces = pieces_of(h, panel);
  const std::size_t column_pieces = dinput == nullptr ? 0 : pieces_of(input.width, piece_columns);
  if (dinput != nullptr) dinput->resize(inputs(), input.width);
  pool.run(weight_pieces + bias_pieces + column_pieces, [&](std::size_t piece) {
    kernels::Buffer<Scalar> scratch;
    if (piece < weight_pieces) {
      const std::size_t row = piece * panel;
      const kernels::OuterTarget<Scalar> target{input.x.data, input.x.stride, inputs(),
                                                gradient + weight_.offset + row * inputs()};
      return kernels::add_outer_products<Scalar>(tape.shared.column(0) + row, tape.shared.stride(),
                                                 std::min(panel, weight_.rows - row), input.width,
                                                 {&target, 1}, nullptr, scratch);
    }
    piece -= weight_pieces;
    if (piece < bias_pieces) {
      const std::size_t row = piece * panel;
      return kernels::add_outer_products<Scalar>(tape.y.column(0) + row, tape.y.stride(),
                                                 std::min(panel, h - row), packing.columns(), {},
                                                 gradient + bias_.offset + row, scratch);
    }
    const std::size_t first = (piece - bias_pieces) * piece_columns;
    kernels::multiply<Scalar>(prepared.transposed, tape.shared.column(first), tape.shared.stride(),
                              std::min(piece_columns, input.width - first), nullptr, dinput->column(first),
                              dinput->stride());
  });
}

template class WindowLayer<Number>;

}  // namespace seqlab::nn
