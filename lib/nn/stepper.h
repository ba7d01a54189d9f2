// Runs a network token by token, as generation does.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "nn/network.h"

namespace seqlab::nn {

// A number of sequences, each with the states of all layers after the tokens that it has read. A step of n
// sequences costs one product of n columns for each matrix, which n = 1 makes a product of a matrix and a
// vector: the weights are read once for all.
//
// Owns all memory, and uses that of the first step again. Gives the same bits as Network::predict() and
// Network::score() of the same tokens. One thread at a time.
template <class Scalar>
class Stepper {
 public:
  using Prepared = typename Network<Scalar>::Prepared;

  // Sequences start from the network's initial states. Network, weights and prepared, of prepare(), must
  // outlive the stepper. Throws std::invalid_argument for a network that pools, that has no recurrent layer,
  // or that reads both directions, or for no sequences.
  Stepper(const Network<Scalar>& network, const Scalar* weights, const Prepared& prepared,
          std::size_t sequences);

  [[nodiscard]] std::size_t sequences() const { return sequences_; }
  // What all further tokens of a sequence read besides: a column of Network::project_side(). It stays when
  // the sequence starts anew.
  void set_side(std::size_t sequence, std::span<const Scalar> projected);
  // Reads one token of each of the first projected.size() sequences: its column of Network::project().
  void step(std::span<const Scalar* const> projected);
  // What the heads read, [outputs x sequences]: the column of the last token of each sequence; of a sequence
  // without tokens unspecified.
  [[nodiscard]] const Activations<Scalar>& output() const { return stepping_.outputs.back(); }
  // The scores of head 0 for these columns, of the first `count` of them, [K x sequences]: p of the next
  // label is their softmax. Throws std::logic_error for a head whose labels depend on each other.
  const Activations<Scalar>& scores(std::size_t count);

  // The states of each layer, [h x sequences] each, as Network::score() takes and returns them.
  [[nodiscard]] std::vector<States<Scalar>> states() const;
  void set_states(const std::vector<States<Scalar>>& states);
  // One of them, [h] numbers of one sequence.
  [[nodiscard]] std::span<Scalar> state(std::size_t layer, std::size_t state, std::size_t sequence);
  // Starts a sequence anew.
  void reset(std::size_t sequence);
  // Makes a sequence equal to another: its states, its output and its side input.
  void copy(std::size_t from, std::size_t to);

 private:
  const Network<Scalar>& network_;
  const Scalar* weights_;
  const Prepared& prepared_;
  std::size_t sequences_;
  typename Encoder<Scalar>::Stepping stepping_;
  Activations<Scalar> scores_, scratch_;
  // If there are side inputs: their columns, and those of a step with them added.
  Activations<Scalar> sides_, sums_;
  std::vector<const Scalar*> summed_;
};

}  // namespace seqlab::nn
