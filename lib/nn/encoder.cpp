#include "nn/encoder.h"

#include <stdexcept>

namespace seqlab::nn {

template <class Scalar>
Encoder<Scalar>::Encoder(Layout& layout, const std::string& name, std::size_t inputs, std::size_t layers,
                         const RecurrentShape& shape, std::shared_ptr<const Cell<Scalar>> cell) {
  if (layers == 0) throw std::invalid_argument("an encoder needs a layer");
  for (std::size_t layer = 0; layer < layers; ++layer) {
    layers_.emplace_back(layout, name + "." + std::to_string(layer), inputs, shape, cell);
    inputs = layers_.back().outputs();
  }
}

template <class Scalar>
void Encoder<Scalar>::initialise(Scalar* weights, const Noise& noise) const {
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    layers_[layer].initialise(weights, noise.at(layer));
  }
}

template <class Scalar>
void Encoder<Scalar>::forward(const Scalar* weights, const Packing& packing, Matrix<Scalar> input,
                              const std::vector<States<Scalar>>* initial, const DropoutPlan* dropout,
                              Matrix<Scalar>& output, std::vector<States<Scalar>>& final, Tape* tape,
                              Pool& pool) const {
  final.resize(layers_.size());
  if (tape != nullptr) {
    tape->layers.resize(layers_.size());
    tape->inputs.resize(layers_.size());
  }
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    if (layer > 0) input.swap(output);
    if (dropout != nullptr) {
      apply_dropout<Scalar>(input, packing, dropout->identities,
                            dropout->noise.at(layer == 0 ? place_input : place_layers + layer),
                            layer == 0 ? dropout->input : dropout->layers, dropout->kind);
    }
    layers_[layer].forward(weights, packing, input, initial == nullptr ? nullptr : &(*initial)[layer], output,
                           final[layer], tape == nullptr ? nullptr : &tape->layers[layer], pool);
    if (tape != nullptr) tape->inputs[layer].swap(input);
  }
}

template <class Scalar>
void Encoder<Scalar>::backward(const Scalar* weights, const Packing& packing, const Tape& tape,
                               const DropoutPlan* dropout, Matrix<Scalar> doutput,
                               const States<Scalar>* dfinal, Scalar* gradient, Matrix<Scalar>* dinput,
                               std::vector<States<Scalar>>* dinitial, Pool& pool) const {
  if (dinitial != nullptr) dinitial->resize(layers_.size());
  for (std::size_t layer = layers_.size(); layer-- > 0;) {
    Matrix<Scalar> dbelow;
    const bool wanted = layer > 0 || dinput != nullptr;
    layers_[layer].backward(weights, packing, tape.layers[layer], tape.inputs[layer], doutput,
                            layer + 1 == layers_.size() ? dfinal : nullptr, gradient,
                            wanted ? &dbelow : nullptr, dinitial == nullptr ? nullptr : &(*dinitial)[layer],
                            pool);
    if (wanted && dropout != nullptr) {
      apply_dropout<Scalar>(dbelow, packing, dropout->identities,
                            dropout->noise.at(layer == 0 ? place_input : place_layers + layer),
                            layer == 0 ? dropout->input : dropout->layers, dropout->kind);
    }
    doutput.swap(dbelow);
  }
  if (dinput != nullptr) dinput->swap(doutput);
}

template class Encoder<float>;
template class Encoder<double>;

}  // namespace seqlab::nn
