// Training data as numbers, and its batches.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/noise.h"
#include "model/looked_up.h"
#include "model/sequence_model.h"
#include "nn/network.h"
#include "text/letter_case.h"

namespace seqlab::training {

// A sentence or text as token types and, for each head, label indices: one per token for a tagger (-1: none),
// a single one for a classifier.
struct TrainingSequence {
  std::vector<std::uint32_t> tokens;
  std::vector<std::vector<std::int32_t>> gold;
  // The tokens in each letter case; empty without case noise.
  std::array<std::vector<std::uint32_t>, text::letter_cases.size()> cased = {};
  double rate = 1;  // how often an epoch sees it, on average
};

// Sequences, and what the network reads of each type of token.
struct TrainingData {
  nn::TokenTypes types;
  std::vector<TrainingSequence> sequences;
};

// The words in each letter case.
std::array<std::vector<std::string>, text::letter_cases.size()> in_cases(std::span<const std::string> words);

// Sequences in each letter case.
using CasedSequences = std::array<std::vector<model::LookedUp>, text::letter_cases.size()>;

// Sequences without gold labels. cased: the same ones, if there is case noise.
TrainingData make_training_data(const model::SequenceModel& model, std::span<const model::LookedUp> sequences,
                                const CasedSequences& cased = {});

// The batches of an epoch, as indices of sequences. A sequence with the rate 2.3 is there twice, and with a
// probability of 0.3 a third time. Sequences of a batch have similar lengths; `noise` makes
// the batches differ from epoch to epoch.
// The most batches that an epoch can have.
std::size_t most_batches(std::span<const TrainingSequence> sequences, std::size_t batch_size);
std::vector<std::vector<std::size_t>> cut_batches(std::span<const TrainingSequence> sequences,
                                                  std::size_t batch_size, const base::Noise& noise);

// How the words of a batch are changed: how often they are read as the unknown word, in which tables, and in
// other letter case.
struct WordNoise {
  std::span<const std::uint32_t> singletons;  // rows of words that occur once, ascending
  double singleton_probability = 0;           // that one of these is read as unknown
  double probability = 0;                     // that any word is (word dropout, Iyyer et al. 2015)
  std::vector<bool> kept = {};  // for each table of word vectors: the word keeps its row; empty: in no table
  double letter_case = 0;       // that a sequence is read in another letter case, each of them equally often
};

// The batch of these members, indices of sequences. noise: of this step.
nn::Batch make_training_batch(const TrainingData& data, std::span<const std::size_t> members,
                              std::size_t heads, bool pooled, const WordNoise& words,
                              const base::Noise& noise);

}  // namespace seqlab::training
