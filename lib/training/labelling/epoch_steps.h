// The steps of an epoch: which tokens of which sequences each reads.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "base/noise.h"
#include "training/labelling/training_data.h"

namespace seqlab::training {

// What a step of the optimiser reads: tokens [begin, end) of sequences that have more than `begin`.
struct EpochStep {
  std::vector<std::size_t> members;  // indices of sequences
  std::size_t begin = 0;
  std::size_t end = std::numeric_limits<std::size_t>::max();
  // Of each member, its place among those of the step before, whose last states it starts from; empty: all
  // start from initial states.
  std::vector<std::size_t> carried = {};
};

// Indices of sequences in batches. A sequence with the rate 2.3 is there twice, and with a probability of 0.3
// a third time. Sequences of a batch have similar lengths; `noise` makes the batches differ from epoch to
// epoch.
std::vector<std::vector<std::size_t>> cut_batches(std::span<const TrainingSequence> sequences,
                                                  std::size_t batch_size, const base::Noise& noise);

// A step for each batch, or if `tokens` is not 0 one for every so many tokens of its sequences, each going on
// with the states of the one before (stateful training).
std::vector<EpochStep> cut_steps(std::span<const TrainingSequence> sequences,
                                 const std::vector<std::vector<std::size_t>>& batches, std::size_t tokens);

// The most steps that an epoch can have.
std::size_t most_steps(std::span<const TrainingSequence> sequences, std::size_t batch_size,
                       std::size_t tokens);

// Of the sequences that a step reads.
std::size_t tokens_of(const EpochStep& step, std::span<const TrainingSequence> sequences);

}  // namespace seqlab::training
