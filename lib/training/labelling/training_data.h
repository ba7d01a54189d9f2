// Training data as numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/labelling/sequence_model.h"
#include "model/looked_up.h"
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
  // What the model's language models read, of the sequence as it is and in each letter case; empty without
  // them.
  std::vector<std::vector<model::SymbolReading>> readings = {};
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

}  // namespace seqlab::training
