// Training data as numbers, and its batches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/noise.h"
#include "model/looked_up.h"
#include "model/sequence_model.h"
#include "nn/network.h"

namespace seqlab::training {

// A sentence or text as token types and, for each head, label indices: one per token for a tagger (-1: none),
// a single one for a classifier.
struct TrainingSequence {
  std::vector<std::uint32_t> tokens;
  std::vector<std::vector<std::int32_t>> gold;
};

// Sequences, and what the network reads of each type of token.
struct TrainingData {
  nn::TokenTypes types;
  std::vector<TrainingSequence> sequences;
};

// Sequences without gold labels.
TrainingData make_training_data(const model::SequenceModel& model,
                                std::span<const model::LookedUp> sequences);

// The batches of an epoch, as indices of sequences. Sequences of a batch have similar lengths; `noise` makes
// the batches differ from epoch to epoch.
std::vector<std::vector<std::size_t>> cut_batches(std::span<const TrainingSequence> sequences,
                                                  std::size_t batch_size, const base::Noise& noise);

// How often words are read as the unknown word, and in which tables.
struct UnknownWords {
  std::span<const std::uint32_t> singletons;  // rows of words that occur once, ascending
  double singleton_probability = 0;           // that one of these is read as unknown
  double probability = 0;                     // that any word is (word dropout, Iyyer et al. 2015)
  std::vector<bool> kept = {};  // for each table of word vectors: the word keeps its row; empty: in no table
};

// The batch of these members, indices of sequences. noise: of this step.
nn::Batch make_training_batch(const TrainingData& data, std::span<const std::size_t> members,
                              std::size_t heads, bool pooled, const UnknownWords& unknown,
                              const base::Noise& noise);

}  // namespace seqlab::training
