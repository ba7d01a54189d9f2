// What training learns from, as numbers, and the batches that it is cut into.
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

// One sentence or text as types of tokens and, for each head, indices of labels: one a token for a tagger
// (-1: none), one in all for a classifier.
struct TrainingSequence {
  std::vector<std::uint32_t> tokens;
  std::vector<std::vector<std::int32_t>> gold;
};

// The training data, with what the network reads of each type of its tokens.
struct TrainingData {
  nn::TokenTypes types;
  std::vector<TrainingSequence> sequences;
};

// Sequences without gold labels.
TrainingData make_training_data(const model::SequenceModel& model,
                                std::span<const model::LookedUp> sequences);

// The batches of one epoch, as indices of sequences: those of a batch are about equally long, and batches
// differ from epoch to epoch, with `noise`.
std::vector<std::vector<std::size_t>> cut_batches(std::span<const TrainingSequence> sequences,
                                                  std::size_t batch_size, const base::Noise& noise);

// How often words are read as the unknown word, and where.
struct UnknownWords {
  std::span<const std::uint32_t> singletons;  // rows of words that occur once, rising,
  double singleton_probability = 0;           // and how often one of these is
  double probability = 0;                     // any word (Iyyer et al. 2015)
  std::vector<bool> kept =
      {};  // of each table of word vectors: such a word keeps its own row; empty: of none
};

// The members as a batch. noise: of this step.
nn::Batch make_training_batch(const TrainingData& data, std::span<const std::size_t> members,
                              std::size_t heads, bool pooled, const UnknownWords& unknown,
                              const base::Noise& noise);

}  // namespace seqlab::training
