#include "nn/network.h"

#include <stdexcept>

namespace seqlab::nn {

namespace {

// Branches of the noise of initial weights. They never change, so that a seed gives the same weights in every
// version; that is why the first head's comes before the input's.
constexpr std::uint64_t initial_encoder = 0;
constexpr std::uint64_t initial_first_head = 1;
constexpr std::uint64_t initial_input = 2;
constexpr std::uint64_t initial_pooling = 3;
constexpr std::uint64_t initial_later_heads = 4;

std::uint64_t initial_head(std::size_t head) {
  return head == 0 ? initial_first_head : initial_later_heads + head;
}

template <class Scalar>
LayerInput<Scalar> projected_input(std::span<const Scalar* const> types, std::span<const Scalar* const> sides,
                                   const Batch& batch) {
  LayerInput<Scalar> input(types, batch.tokens);
  input.side = SideInput<Scalar>(sides, batch.sides);
  return input;
}

}  // namespace

template <class Scalar>
Network<Scalar>::Network(const NetworkShape& shape) : shape_(shape) {
  if (shape.heads.empty()) throw std::invalid_argument("a network needs a head");
  input_.emplace(layout_, shape.input);
  encoder_.emplace(layout_, "encoder", input_->outputs(), shape.layers, shape.recurrent, shape.layer_output);
  if (shape.pooling) pooling_.emplace(layout_, *shape.pooling, encoder_->outputs(), shape.recurrent.hidden);
  for (const HeadShape& head : shape.heads) {
    heads_.push_back(make_head<Scalar>(layout_, head, encoder_->outputs(), input_->symbols()));
  }
}

template <class Scalar>
std::vector<Scalar> Network<Scalar>::initial_weights(const base::Noise& noise) const {
  std::vector<Scalar> weights(layout_.size(), Scalar{0});
  input_->initialise(weights.data(), noise.at(initial_input));
  encoder_->initialise(weights.data(), noise.at(initial_encoder));
  if (pooling_) pooling_->initialise(weights.data(), noise.at(initial_pooling));
  for (std::size_t head = 0; head < heads_.size(); ++head) {
    heads_[head]->initialise(weights.data(), noise.at(initial_head(head)));
  }
  return weights;
}

template <class Scalar>
typename Network<Scalar>::Prepared Network<Scalar>::prepare(const Scalar* weights, Precision precision,
                                                            base::Pool& pool) const {
  Prepared prepared;
  input_->prepare(weights, precision, prepared.input, pool);
  encoder_->prepare(weights, precision, prepared.encoder, pool);
  if (pooling_) pooling_->prepare(weights, false, prepared.pooling);
  prepared.heads.resize(heads_.size());
  for (std::size_t head = 0; head < heads_.size(); ++head) {
    heads_[head]->prepare(weights, prepared.heads[head]);
  }
  return prepared;
}

template <class Scalar>
void Network<Scalar>::project(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> vectors,
                              const TokenTypes& types, Activations<Scalar>& projected,
                              base::Pool& pool) const {
  if (input_->words_alone()) {
    return encoder_->project(weights, prepared.encoder, LayerInput<Scalar>(vectors), projected, pool);
  }
  Activations<Scalar> x(input_->outputs(), types.size());
  if (vectors.rows() > 0) x.matrix().topRows(vectors.rows()) = vectors;
  input_->forward(weights, prepared.input, types, x.matrix(), nullptr, pool);
  encoder_->project(weights, prepared.encoder, LayerInput<Scalar>(x.matrix()), projected, pool);
}

template <class Scalar>
void Network<Scalar>::project_side(const Prepared& prepared, ConstColumns<Scalar> sides,
                                   Activations<Scalar>& projected, base::Pool& pool) const {
  encoder_->project_side(prepared.encoder, SideInput<Scalar>(sides, {}), projected, pool);
}

template <class Scalar>
void Network<Scalar>::predict(const Scalar* weights, const Prepared& prepared,
                              std::span<const Scalar* const> projected, const Batch& batch,
                              std::span<const HeadRequest> requests,
                              std::vector<Prediction<Scalar>>& predictions, base::Pool& pool,
                              std::span<const Scalar* const> sides) const {
  Activations<Scalar> output;
  std::vector<States<Scalar>> final;
  encoder_->forward(weights, prepared.encoder, batch.packing,
                    projected_input<Scalar>(projected, sides, batch), nullptr, nullptr, output, final,
                    nullptr, pool);
  const auto run_heads = [&](const Packing& packing, ConstColumns<Scalar> x) {
    predictions.resize(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const std::size_t head = requests[i].head;
      heads_[head]->predict(weights, *prepared.heads[head], packing, x, requests[i], predictions[i], pool);
    }
  };
  if (!pooling_) return run_heads(batch.packing, output.matrix());
  run_heads(text_packing(batch), pooling_->forward(weights, prepared.pooling, batch.packing, output.matrix(),
                                                   final.back(), nullptr, pool));
}

template <class Scalar>
void Network<Scalar>::score(const Scalar* weights, const Prepared& prepared,
                            std::span<const Scalar* const> projected, const Batch& batch, std::size_t head,
                            const std::vector<States<Scalar>>* initial,
                            std::vector<double>& log_probabilities, std::vector<States<Scalar>>& final,
                            base::Pool& pool, std::span<const Scalar* const> sides) const {
  Activations<Scalar> output;
  encoder_->forward(weights, prepared.encoder, batch.packing,
                    projected_input<Scalar>(projected, sides, batch), initial, nullptr, output, final,
                    nullptr, pool);
  const std::vector<std::int32_t>& gold = batch.gold[head];
  log_probabilities.resize(gold.size());
  const auto run_head = [&](ConstColumns<Scalar> x) {
    heads_[head]->score(weights, *prepared.heads[head], x, gold, log_probabilities, pool);
  };
  if (!pooling_) return run_head(output.matrix());
  run_head(pooling_->forward(weights, prepared.pooling, batch.packing, output.matrix(), final.back(), nullptr,
                             pool));
}

template <class Scalar>
void Network<Scalar>::encode(const Scalar* weights, const Prepared& prepared,
                             std::span<const Scalar* const> projected, const Batch& batch,
                             const std::vector<States<Scalar>>* initial, Activations<Scalar>& output,
                             std::vector<States<Scalar>>& final, base::Pool& pool) const {
  encoder_->forward(weights, prepared.encoder, batch.packing, LayerInput<Scalar>(projected, batch.tokens),
                    initial, nullptr, output, final, nullptr, pool);
}

template class Network<Number>;

}  // namespace seqlab::nn
