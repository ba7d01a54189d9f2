#include "nn/transduction/transducer.h"

#include <stdexcept>

namespace seqlab::nn {

namespace {

// Branches of the noise of initial weights. They never change, so that a seed gives the same weights in every
// version.
enum InitialBranch : std::uint64_t {
  initial_source_vectors,
  initial_target_vectors,
  initial_source_layers,
  initial_target_layers,
  initial_bridge,
  initial_attention,
  initial_output
};

TokenVectorsShape target_vectors(const TransducerShape& shape) {
  if (shape.target.numbers) throw std::invalid_argument("the target of a transducer is symbols");
  return shape.target;
}

RecurrentShape encoder_shape(const TransducerShape& shape) {
  if (!shape.encoder.cell.kind) throw std::invalid_argument("the encoder of a transducer needs a cell");
  return shape.encoder;
}

// Its initial states are the bridge's.
RecurrentShape decoder_shape(const TransducerShape& shape) {
  if (!shape.decoder_cell.kind) throw std::invalid_argument("the decoder of a transducer needs a cell");
  return {shape.decoder_hidden, 1, InitialState::zero, shape.decoder_cell};
}

}  // namespace

template <class Scalar>
Transducer<Scalar>::Transducer(const TransducerShape& shape)
    : source_(layout_, "source", shape.source),
      target_(layout_, "target", target_vectors(shape)),
      encoder_(layout_, "encoder", source_.outputs(), shape.layers, encoder_shape(shape), shape.layer_output),
      decoder_(layout_, "decoder", target_.outputs(), shape.layers, decoder_shape(shape), shape.layer_output),
      bridge_(layout_, "bridge", shape.layers, shape.encoder, decoder_shape(shape)),
      attention_(layout_, "attention", encoder_.outputs(), decoder_.outputs(), decoder_.outputs()),
      head_(layout_, {.name = "head", .labels = target_.values()}, attention_.outputs()) {}

template <class Scalar>
std::vector<Scalar> Transducer<Scalar>::initial_weights(const base::Noise& noise) const {
  std::vector<Scalar> weights(layout_.size(), Scalar{0});
  source_.initialise(weights.data(), noise.at(initial_source_vectors));
  target_.initialise(weights.data(), noise.at(initial_target_vectors));
  encoder_.initialise(weights.data(), noise.at(initial_source_layers));
  decoder_.initialise(weights.data(), noise.at(initial_target_layers));
  bridge_.initialise(weights.data(), noise.at(initial_bridge));
  attention_.initialise(weights.data(), noise.at(initial_attention));
  head_.initialise(weights.data(), noise.at(initial_output));
  return weights;
}

template <class Scalar>
typename Transducer<Scalar>::Prepared Transducer<Scalar>::prepare(const Scalar* weights, Precision precision,
                                                                  base::Pool& pool) const {
  Prepared prepared;
  source_.prepare(weights, prepared.source);
  encoder_.prepare(weights, precision, prepared.encoder, pool);
  decoder_.prepare(weights, precision, prepared.decoder, pool);
  bridge_.prepare(weights, false, prepared.bridge, precision);
  attention_.prepare(weights, false, prepared.attention, precision);
  head_.prepare(weights, prepared.head);
  const Eigen::Map<const Matrix<Scalar>> vectors = target_.vectors(weights);
  decoder_.project(weights, prepared.decoder, LayerInput<Scalar>(vectors), prepared.projected, pool);
  for (std::size_t symbol = 0; symbol < target_symbols(); ++symbol) {
    prepared.projected_columns.push_back(prepared.projected.column(symbol));
  }
  return prepared;
}

template <class Scalar>
void Transducer<Scalar>::encode(const Scalar* weights, const Prepared& prepared,
                                const TokenBatch<Scalar>& sources, Encoded& encoded, base::Pool& pool) const {
  encoded.packing = sources.packing;
  encoded.places = sources.packing.places();
  typename TokenVectors<Scalar>::Tape vectors;
  const LayerInput<Scalar> input = source_.forward(weights, prepared.source, sources, true, vectors, pool);
  std::vector<States<Scalar>> final;
  encoder_.forward(weights, prepared.encoder, sources.packing, input, nullptr, nullptr, encoded.memory, final,
                   nullptr, pool);
  typename Bridge<Scalar>::Tape bridge;
  bridge_.forward(weights, prepared.bridge, final, bridge, encoded.initial, pool);
}

template <class Scalar>
void Transducer<Scalar>::score(const Scalar* weights, const Prepared& prepared, const Encoded& encoded,
                               const TargetBatch<Scalar>& targets, std::vector<double>& log_probabilities,
                               base::Pool& pool) const {
  const Packing& packing = targets.tokens.packing;
  const LayerInput<Scalar> input(prepared.projected_columns, targets.tokens.symbols);
  std::vector<States<Scalar>> final;
  Activations<Scalar> y;
  decoder_.forward(weights, prepared.decoder, packing, input, &encoded.initial, nullptr, y, final, nullptr,
                   pool);
  std::vector<std::size_t> attended;
  for (const std::size_t sequence : packing.order()) attended.push_back(encoded.places[sequence]);
  typename Attention<Scalar>::Tape tape;
  Activations<Scalar> o;
  attention_.forward(weights, prepared.attention, {encoded.packing, packing, attended},
                     encoded.memory.matrix(), y.matrix(), tape, o, pool);
  log_probabilities.resize(packing.columns());
  head_.score(weights, *prepared.head, o.matrix(), targets.gold, log_probabilities, pool);
}

template <class Scalar>
void Transducer<Scalar>::step(const Scalar* weights, const Prepared& prepared, const Encoded& encoded,
                              const Hypotheses& hypotheses, const std::vector<States<Scalar>>& states,
                              Step& result, base::Pool& pool) const {
  const Packing packing(std::vector<std::size_t>(hypotheses.symbols.size(), 1));
  const LayerInput<Scalar> input(prepared.projected_columns, hypotheses.symbols);
  decoder_.forward(weights, prepared.decoder, packing, input, &states, nullptr, result.y, result.states,
                   nullptr, pool);
  result.places.clear();
  for (const std::size_t source : hypotheses.sources) result.places.push_back(encoded.places[source]);
  attention_.forward(weights, prepared.attention, {encoded.packing, packing, result.places},
                     encoded.memory.matrix(), result.y.matrix(), result.attention, result.o, pool);
  head_.predict(weights, *prepared.head, packing, result.o.matrix(), {.probabilities = true}, result.next,
                pool);
}

template class Transducer<Number>;

}  // namespace seqlab::nn
