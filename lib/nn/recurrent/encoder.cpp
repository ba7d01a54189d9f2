#include "nn/recurrent/encoder.h"

#include <stdexcept>

namespace seqlab::nn {

namespace {

// The branch of a layer's initial noise that follows those of its directions.
constexpr std::uint64_t initial_connection = 4;

}  // namespace

template <class Scalar>
Encoder<Scalar>::Encoder(Layout& layout, const std::string& name, std::size_t inputs, std::size_t layers,
                         const RecurrentShape& shape, const LayerOutputShape& output) {
  if (layers == 0) throw std::invalid_argument("an encoder needs a layer");
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const std::string own = name + "." + std::to_string(layer);
    layers_.emplace_back(layout, own, inputs, shape);
    inputs = layers_.back().outputs();
    outputs_.emplace_back(layout, own, inputs, output, layer > 0);
  }
}

template <class Scalar>
void Encoder<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    layers_[layer].initialise(weights, noise.at(layer));
    outputs_[layer].initialise(weights, noise.at(layer).at(initial_connection));
  }
}

template <class Scalar>
void Encoder<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const {
  prepared.layers.resize(layers_.size());
  prepared.outputs.resize(layers_.size());
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    layers_[layer].prepare_training(weights, prepared.layers[layer], pool);
    outputs_[layer].prepare_training(weights, prepared.outputs[layer]);
  }
}

template <class Scalar>
void Encoder<Scalar>::prepare(const Scalar* weights, Precision precision, Prepared& prepared,
                              base::Pool& pool) const {
  prepared.layers.resize(layers_.size());
  prepared.outputs.resize(layers_.size());
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    layers_[layer].prepare(weights, precision, prepared.layers[layer], pool);
    outputs_[layer].prepare(weights, precision, prepared.outputs[layer]);
  }
}

template <class Scalar>
void Encoder<Scalar>::project(const Scalar* weights, const Prepared& prepared,
                              const LayerInput<Scalar>& input, Activations<Scalar>& projected,
                              base::Pool& pool) const {
  layers_.front().project(weights, prepared.layers.front(), input, projected, pool);
}

template <class Scalar>
void Encoder<Scalar>::forward(const Scalar* weights, const Prepared& prepared, const Packing& packing,
                              const LayerInput<Scalar>& input, const std::vector<States<Scalar>>* initial,
                              const DropoutPlan* dropout, Activations<Scalar>& output,
                              std::vector<States<Scalar>>& final, Tape* tape, base::Pool& pool) const {
  final.resize(layers_.size());
  if (tape != nullptr) {
    tape->layers.resize(layers_.size());
    tape->outputs.resize(layers_.size());
    tape->between.resize(layers_.size() - 1);
  }
  Activations<Scalar> untaped[2];  // used alternately if there is no tape
  const Activations<Scalar>* below = nullptr;
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const bool last = layer + 1 == layers_.size();
    Activations<Scalar>& above = last ? output : tape != nullptr ? tape->between[layer] : untaped[layer % 2];
    layers_[layer].forward(weights, prepared.layers[layer], packing,
                           layer == 0 ? input : LayerInput<Scalar>(below->matrix()),
                           initial == nullptr ? nullptr : &(*initial)[layer], above, final[layer],
                           tape == nullptr ? nullptr : &tape->layers[layer], pool);
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
                               ConstColumns<Scalar> doutput, const States<Scalar>* dfinal, Scalar* gradient,
                               Activations<Scalar>* dinput, std::vector<States<Scalar>>* dinitial,
                               base::Pool& pool) const {
  if (dinitial != nullptr) dinitial->resize(layers_.size());
  for (std::size_t layer = layers_.size(); layer-- > 0;) {
    const bool last = layer + 1 == layers_.size();
    const Activations<Scalar>* const below = layer > 0 ? &tape.between[layer - 1] : nullptr;
    Activations<Scalar>* const dbelow = layer > 0 ? &tape.doutputs[layer % 2] : dinput;
    const ConstColumns<Scalar> dabove =
        last ? doutput : ConstColumns<Scalar>(tape.doutputs[(layer + 1) % 2].matrix());
    const ConstColumns<Scalar> dlayer =
        outputs_[layer].backward(prepared.outputs[layer], below, tape.outputs[layer], dabove, gradient, pool);
    layers_[layer].backward(prepared.layers[layer], packing, tape.layers[layer],
                            below == nullptr ? input : LayerInput<Scalar>(below->matrix()), dlayer,
                            last ? dfinal : nullptr, gradient, dbelow,
                            dinitial == nullptr ? nullptr : &(*dinitial)[layer], pool);
    if (layer > 0) outputs_[layer].add_dinput(tape.outputs[layer], dabove, *dbelow, pool);
    if (layer > 0 && dropout != nullptr) {
      apply_dropout<Scalar>(dbelow->matrix(), packing, dropout->identities,
                            dropout->noise.at(place_layers + layer), dropout->rate, dropout->kind, pool);
    }
  }
}

template class Encoder<Number>;

}  // namespace seqlab::nn
