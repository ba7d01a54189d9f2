#include "nn/stepper.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace seqlab::nn {

namespace {

template <class Scalar>
void copy_column(Activations<Scalar>& columns, std::size_t from, std::size_t to) {
  std::copy_n(columns.column(from), columns.rows(), columns.column(to));
}

}  // namespace

template <class Scalar>
Stepper<Scalar>::Stepper(const Network<Scalar>& network, const Scalar* weights, const Prepared& prepared,
                         std::size_t sequences)
    : network_(network),
      weights_(weights),
      prepared_(prepared),
      sequences_(sequences),
      stepping_(network.encoder_->make_stepping(sequences)),
      scores_(network.shape_.heads.front().labels, sequences) {
  if (network.pooling_) throw std::invalid_argument("a network that pools texts does not run step by step");
  if (sequences == 0) throw std::invalid_argument("a stepper needs a sequence");
  for (std::size_t sequence = 0; sequence < sequences; ++sequence) reset(sequence);
}

template <class Scalar>
void Stepper<Scalar>::step(std::span<const Scalar* const> projected) {
  const Scalar* const* columns = projected.data();
  if (sides_.columns() > 0) {
    for (std::size_t sequence = 0; sequence < projected.size(); ++sequence) {
      std::transform(projected[sequence], projected[sequence] + sides_.rows(), sides_.column(sequence),
                     sums_.column(sequence), std::plus<>());
    }
    columns = summed_.data();
  }
  network_.encoder_->step(weights_, prepared_.encoder, projected.size(), columns, stepping_);
}

template <class Scalar>
void Stepper<Scalar>::set_side(std::size_t sequence, std::span<const Scalar> projected) {
  if (sides_.columns() == 0) {
    sides_.resize(network_.projected_rows(), sequences_);
    sides_.matrix().setZero();
    sums_.resize(network_.projected_rows(), sequences_);
    for (std::size_t column = 0; column < sequences_; ++column) summed_.push_back(sums_.column(column));
  }
  std::ranges::copy(projected, sides_.column(sequence));
}

template <class Scalar>
const Activations<Scalar>& Stepper<Scalar>::scores(std::size_t count) {
  network_.heads_.front()->write_scores(weights_, *prepared_.heads.front(),
                                        {output().column(0), output().stride()}, count,
                                        {scores_.column(0), scores_.stride()}, scratch_);
  return scores_;
}

template <class Scalar>
std::vector<States<Scalar>> Stepper<Scalar>::states() const {
  std::vector<States<Scalar>> states;
  for (const auto& layer : stepping_.layers) {
    States<Scalar>& own = states.emplace_back();
    for (const Activations<Scalar>& state : layer.states) own.push_back(state.matrix());
  }
  return states;
}

template <class Scalar>
void Stepper<Scalar>::set_states(const std::vector<States<Scalar>>& states) {
  for (std::size_t layer = 0; layer < states.size(); ++layer) {
    for (std::size_t state = 0; state < states[layer].size(); ++state) {
      stepping_.layers[layer].states[state].matrix() = states[layer][state];
    }
  }
}

template <class Scalar>
std::span<Scalar> Stepper<Scalar>::state(std::size_t layer, std::size_t state, std::size_t sequence) {
  Activations<Scalar>& own = stepping_.layers[layer].states[state];
  return {own.column(sequence), own.rows()};
}

template <class Scalar>
void Stepper<Scalar>::reset(std::size_t sequence) {
  network_.encoder_->reset(weights_, stepping_, sequence);
}

template <class Scalar>
void Stepper<Scalar>::copy(std::size_t from, std::size_t to) {
  for (auto& layer : stepping_.layers) {
    for (Activations<Scalar>& state : layer.states) copy_column(state, from, to);
  }
  copy_column(stepping_.outputs.back(), from, to);
  if (sides_.columns() > 0) copy_column(sides_, from, to);
}

template class Stepper<Number>;

}  // namespace seqlab::nn
