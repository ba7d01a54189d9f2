// The batch that a step of training reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/noise.h"
#include "nn/batch.h"
#include "training/labelling/context_cache.h"
#include "training/labelling/epoch_steps.h"
#include "training/labelling/training_data.h"

namespace seqlab::training {

// How the words of a batch are changed: how often they are read as the unknown word, in which tables, and in
// other letter case.
struct WordNoise {
  std::span<const std::uint32_t> singletons;  // rows of words that occur once, ascending
  double singleton_probability = 0;           // that one of these is read as unknown
  double probability = 0;                     // that any word is (word dropout, Iyyer et al. 2015)
  std::vector<bool> kept = {};  // for each table of word vectors: the word keeps its row; empty: in no table
  double letter_case = 0;       // that a sequence is read in another letter case, each of them equally often
};

// noise: of this step.
nn::Batch make_training_batch(const TrainingData& data, const EpochStep& step, std::size_t heads, bool pooled,
                              const WordNoise& words, const base::Noise& noise);

// The vectors of a batch's tokens in their sentences, a column for each of its columns, to which batch.sides
// refers then. letter_case: WordNoise::letter_case.
nn::Matrix<float> add_contexts(const TrainingData& data, const EpochStep& step, double letter_case,
                               const base::Noise& noise, ContextCache& contexts, nn::Batch& batch);

}  // namespace seqlab::training
