#include "nn/recurrent/encoder.h"

#include <algorithm>
#include <stdexcept>

#include "kernels/shared_columns.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// The branch of a layer's initial noise that follows those of its directions.
constexpr std::uint64_t initial_connection = 4;

}  // namespace

template <class Scalar>
Encoder<Scalar>::Encoder(Layout& layout, const std::string& name, std::size_t inputs, std::size_t layers,
                         const RecurrentShape& shape, const LayerOutputShape& output)
    : inputs_(inputs) {
  if (layers == 0 && shape.cell.kind) throw std::invalid_argument("a recurrent encoder needs a layer");
  if (shape.side > 0 && !shape.cell.kind) {
    throw std::invalid_argument("only a recurrent layer has a side input");
  }
  RecurrentShape own_shape = shape;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const std::string own = name + "." + std::to_string(layer);
    if (shape.cell.kind) {
      layers_.emplace_back(layout, own, inputs, own_shape);
      own_shape.side = 0;
    } else {
      windows_.emplace_back(layout, own, inputs, shape.hidden, layer == 0 ? shape.cell.context : 0,
                            shape.cell.activation);
    }
    inputs = outputs();
    outputs_.emplace_back(layout, own, inputs, output, layer > 0);
  }
}

template <class Scalar>
std::vector<States<Scalar>> Encoder<Scalar>::zero_states(std::size_t sequences) const {
  std::vector<States<Scalar>> states;
  for (const RecurrentLayer<Scalar>& layer : layers_) states.push_back(layer.zero_states(sequences));
  return states;
}

template <class Scalar>
void Encoder<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  for (std::size_t layer = 0; layer < count(); ++layer) {
    if (!layers_.empty()) layers_[layer].initialise(weights, noise.at(layer));
    if (!windows_.empty()) windows_[layer].initialise(weights, noise.at(layer));
    outputs_[layer].initialise(weights, noise.at(layer).at(initial_connection));
  }
}

template <class Scalar>
void Encoder<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const {
  prepared.layers.resize(layers_.size());
  prepared.windows.resize(windows_.size());
  prepared.outputs.resize(count());
  for (std::size_t layer = 0; layer < count(); ++layer) {
    if (!layers_.empty()) layers_[layer].prepare_training(weights, prepared.layers[layer], pool);
    if (!windows_.empty()) windows_[layer].prepare_training(weights, prepared.windows[layer]);
    outputs_[layer].prepare_training(weights, prepared.outputs[layer]);
  }
}

template <class Scalar>
void Encoder<Scalar>::prepare(const Scalar* weights, Precision precision, Prepared& prepared,
                              base::Pool& pool) const {
  prepared.layers.resize(layers_.size());
  prepared.windows.resize(windows_.size());
  prepared.outputs.resize(count());
  for (std::size_t layer = 0; layer < count(); ++layer) {
    if (!layers_.empty()) layers_[layer].prepare(weights, precision, prepared.layers[layer], pool);
    if (!windows_.empty()) windows_[layer].prepare(weights, precision, prepared.windows[layer]);
    outputs_[layer].prepare(weights, precision, prepared.outputs[layer]);
  }
}

template <class Scalar>
void Encoder<Scalar>::project(const Scalar* weights, const Prepared& prepared,
                              const LayerInput<Scalar>& input, Activations<Scalar>& projected,
                              base::Pool& pool) const {
  if (!layers_.empty()) {
    return layers_.front().project(weights, prepared.layers.front(), input, projected, pool);
  }
  if (!windows_.empty()) return windows_.front().project(prepared.windows.front(), input, projected, pool);
  projected.resize(inputs_, input.width);
  each_column(input.width, pool, [&](std::size_t column) {
    std::copy_n(input.x.data + column * input.x.stride, inputs_, projected.column(column));
  });
}

template <class Scalar>
void Encoder<Scalar>::run_forward(std::size_t layer, const Scalar* weights, const Prepared& prepared,
                                  const Packing& packing, const LayerInput<Scalar>& input,
                                  const std::vector<States<Scalar>>* initial, Activations<Scalar>& output,
                                  std::vector<States<Scalar>>& final, Tape* tape, base::Pool& pool) const {
  if (!layers_.empty()) {
    return layers_[layer].forward(weights, prepared.layers[layer], packing, input,
                                  initial == nullptr ? nullptr : &(*initial)[layer], output, final[layer],
                                  tape == nullptr ? nullptr : &tape->layers[layer], pool);
  }
  windows_[layer].forward(weights, prepared.windows[layer], packing, input, output,
                          tape == nullptr ? nullptr : &tape->windows[layer], pool);
}

template <class Scalar>
void Encoder<Scalar>::run_backward(std::size_t layer, const Prepared& prepared, const Packing& packing,
                                   Tape& tape, const LayerInput<Scalar>& input, ConstColumns<Scalar> doutput,
                                   const States<Scalar>* dfinal, Scalar* gradient,
                                   Activations<Scalar>* dinput, std::vector<States<Scalar>>* dinitial,
                                   base::Pool& pool) const {
  if (!layers_.empty()) {
    tape.layers[layer].through_time = tape.through_time;
    return layers_[layer].backward(prepared.layers[layer], packing, tape.layers[layer], input, doutput,
                                   dfinal, gradient, dinput,
                                   dinitial == nullptr ? nullptr : &(*dinitial)[layer], pool);
  }
  windows_[layer].backward(prepared.windows[layer], packing, tape.windows[layer], input, doutput, gradient,
                           dinput, pool);
}

template <class Scalar>
void Encoder<Scalar>::forward(const Scalar* weights, const Prepared& prepared, const Packing& packing,
                              const LayerInput<Scalar>& input, const std::vector<States<Scalar>>* initial,
                              const DropoutPlan* dropout, Activations<Scalar>& output,
                              std::vector<States<Scalar>>& final, Tape* tape, base::Pool& pool) const {
  final.resize(std::max<std::size_t>(count(), 1));
  if (layers_.empty()) {
    final.back() = {Matrix<Scalar>::Zero(index(outputs()), index(packing.sequences()))};
  }
  if (tape != nullptr) {
    tape->layers.resize(layers_.size());
    tape->windows.resize(windows_.size());
    tape->outputs.resize(count());
    tape->between.resize(count() == 0 ? 0 : count() - 1);
  }
  if (count() == 0) {
    output.resize(inputs_, packing.columns());
    return each_column(packing.columns(), pool, [&](std::size_t token) {
      const std::size_t column = input.column_of(token);
      const Scalar* const from =
          input.projected.empty() ? input.x.data + column * input.x.stride : input.projected[column];
      std::copy_n(from, inputs_, output.column(token));
    });
  }
  Activations<Scalar> untaped[2];  // used alternately if there is no tape
  const Activations<Scalar>* below = nullptr;
  for (std::size_t layer = 0; layer < count(); ++layer) {
    const bool last = layer + 1 == count();
    Activations<Scalar>& above = last ? output : tape != nullptr ? tape->between[layer] : untaped[layer % 2];
    run_forward(layer, weights, prepared, packing, layer == 0 ? input : LayerInput<Scalar>(below->matrix()),
                initial, above, final, tape, pool);
    outputs_[layer].forward(weights, prepared.outputs[layer], below, above,
                            tape == nullptr ? nullptr : &tape->outputs[layer], pool);
    if (!last && dropout != nullptr) {
      apply_dropout<Scalar>(above.matrix(), packing, dropout->identities,
                            dropout->noise.at(place_layers + layer + 1), dropout->rate, dropout->kind, pool);
    }
    below = &above;
  }
}

template <class Scalar>
void Encoder<Scalar>::backward(const Prepared& prepared, const Packing& packing, Tape& tape,
                               const LayerInput<Scalar>& input, const DropoutPlan* dropout,
                               ConstColumns<Scalar> doutput, const std::vector<States<Scalar>>* dfinal,
                               Scalar* gradient, Activations<Scalar>* dinput,
                               std::vector<States<Scalar>>* dinitial, base::Pool& pool) const {
  if (dinitial != nullptr) dinitial->resize(count());
  if (count() == 0 && dinput != nullptr) {
    dinput->resize(inputs_, input.width);
    if (input.columns.empty()) {
      dinput->matrix() = doutput;
    } else {
      kernels::sum_shared_columns<Scalar>(doutput.data(), static_cast<std::size_t>(doutput.outerStride()),
                                          inputs_, input.columns, dinput->column(0), dinput->stride(),
                                          input.width);
    }
  }
  for (std::size_t layer = count(); layer-- > 0;) {
    const bool last = layer + 1 == count();
    const bool given = dfinal != nullptr && !(*dfinal)[layer].empty();
    const Activations<Scalar>* const below = layer > 0 ? &tape.between[layer - 1] : nullptr;
    Activations<Scalar>* const dbelow = layer > 0 ? &tape.doutputs[layer % 2] : dinput;
    const ConstColumns<Scalar> dabove =
        last ? doutput : ConstColumns<Scalar>(tape.doutputs[(layer + 1) % 2].matrix());
    const ConstColumns<Scalar> dlayer =
        outputs_[layer].backward(prepared.outputs[layer], below, tape.outputs[layer], dabove, gradient, pool);
    run_backward(layer, prepared, packing, tape,
                 below == nullptr ? input : LayerInput<Scalar>(below->matrix()), dlayer,
                 given ? &(*dfinal)[layer] : nullptr, gradient, dbelow, dinitial, pool);
    if (layer > 0) outputs_[layer].add_dinput(tape.outputs[layer], dabove, *dbelow, pool);
    if (layer > 0 && dropout != nullptr) {
      apply_dropout<Scalar>(dbelow->matrix(), packing, dropout->identities,
                            dropout->noise.at(place_layers + layer), dropout->rate, dropout->kind, pool);
    }
  }
}

template <class Scalar>
typename Encoder<Scalar>::Stepping Encoder<Scalar>::make_stepping(std::size_t sequences) const {
  if (layers_.empty() || layers_.front().directions() != 1) {
    throw std::invalid_argument("only recurrent layers of one direction run step by step");
  }
  Stepping stepping;
  for (const RecurrentLayer<Scalar>& layer : layers_) {
    stepping.layers.push_back(layer.make_stepping(sequences));
    stepping.outputs.emplace_back(layer.outputs(), sequences);
  }
  stepping.gates.resize(outputs(), sequences);
  return stepping;
}

template <class Scalar>
void Encoder<Scalar>::reset(const Scalar* weights, Stepping& stepping, std::size_t sequence) const {
  for (std::size_t layer = 0; layer < count(); ++layer) {
    layers_[layer].reset(weights, stepping.layers[layer], sequence);
  }
}

template <class Scalar>
void Encoder<Scalar>::step(const Scalar* weights, const Prepared& prepared, std::size_t n,
                           const Scalar* const* projected, Stepping& stepping) const {
  const Strided<Scalar> gates{stepping.gates.column(0), stepping.gates.stride()};
  Strided<const Scalar> x;
  for (std::size_t layer = 0; layer < count(); ++layer) {
    Activations<Scalar>& output = stepping.outputs[layer];
    const Strided<Scalar> y{output.column(0), output.stride()};
    layers_[layer].step(weights, prepared.layers[layer], n, layer == 0 ? projected : nullptr, x, y,
                        stepping.layers[layer]);
    outputs_[layer].apply(weights, prepared.outputs[layer], x, n, y, gates);
    x = {y.data, y.stride};
  }
}

template class Encoder<Number>;

}  // namespace seqlab::nn
