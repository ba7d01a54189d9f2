// From the words of the training data and a table of pretrained vectors to a vocabulary and its vectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "embeddings/coverage.h"
#include "embeddings/table.h"
#include "nn/matrix.h"
#include "nn/noise.h"
#include "tasks/training_options.h"
#include "tasks/vocabulary.h"

namespace seqlab::tasks {

// How often each word occurs. The keys are views: what they point to must outlive the counts.
using WordCounts = std::unordered_map<std::string_view, std::size_t>;

// Words of the training data that occur at least `min_count` times, by falling count and then by bytes,
// followed by `extra` others of the table, in its order ("all" or a number). `vectors` may be null.
std::shared_ptr<const Vocabulary> make_vocabulary(const WordCounts& counts, std::size_t min_count,
                                                  const embeddings::WordVectors* vectors,
                                                  const std::string& extra);

// The number of words that TrainingOptions::extra_vectors asks for. Throws UsageError.
std::size_t most_extra_vectors(const std::string& extra);

// How the training data's words were found in the table, in one line.
std::string coverage_report(const embeddings::Coverage& coverage);

// The vector of each row, [dimension x rows]: the table's where it has the word, else drawn evenly from
// +-sqrt(3 / dimension), so that a vector's expected squared norm is 1. Row 0, the unknown word, is always
// drawn: no row of a table stands for it.
nn::Matrix<float> make_table(const Vocabulary& vocabulary, const embeddings::WordVectors* vectors,
                             std::size_t dimension, const nn::Noise& noise, const WordCounts& counts,
                             embeddings::Coverage& coverage);

// Rows of words that occur once, rising.
std::vector<std::uint32_t> singleton_rows(const Vocabulary& vocabulary, const WordCounts& counts);

}  // namespace seqlab::tasks
