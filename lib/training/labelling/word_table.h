// Makes a vocabulary and its vectors from the words of the training data and pretrained tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/noise.h"
#include "embeddings/coverage.h"
#include "embeddings/pretrained_tables.h"
#include "model/labelling/word_form.h"
#include "model/table_kinds.h"
#include "model/vector_table.h"
#include "model/vocabulary.h"

namespace seqlab::training {

// How often a word of the training data has to occur to be known.
struct LeastCounts {
  std::size_t all = 1;
  std::size_t without_vector = 1;  // if no pretrained table has it, in any form in which words are looked up
};

bool often_enough(std::string_view word, std::size_t count, const LeastCounts& least,
                  const embeddings::PretrainedTables& vectors);

// The words of the training data that occur often enough, by descending count, then by bytes; after them up
// to `extra` other words, in the order of each_word().
std::shared_ptr<const model::Vocabulary> make_vocabulary(const model::WordCounts& counts,
                                                         const LeastCounts& least,
                                                         const embeddings::PretrainedTables& vectors,
                                                         std::size_t extra);

// Calls `take` for the first word of each table, then for the second of each, and so on, while it returns
// true. A word that is in several tables comes once for each.
void each_word(const embeddings::PretrainedTables& vectors,
               const std::function<bool(std::string_view)>& take);

// The number of words that TrainingOptions::extra_vectors asks for.
constexpr std::size_t extra_vector_limit(const std::optional<std::size_t>& extra) {
  return extra.value_or(std::numeric_limits<std::size_t>::max());
}

// One line on how the words of the training data were found in a table.
std::string coverage_report(const embeddings::Coverage& coverage);

// The initial tables of a model: first those with the vectors of the pretrained tables, then the others.
// Words that a pretrained table lacks, and all words of the others, have random vectors, uniform in +-sqrt(3
// / dimension), so that the expected squared norm is 1. Row 0, the unknown word, is always random: no
// pretrained vector represents it. But in tables for which kept_by_unknown_words() (table_kinds.h) is true,
// words that the pretrained table lacks have the unknown word's vector, as nothing there will ever tell them
// apart. coverage: receives that of each pretrained table.
std::vector<model::VectorTable> make_tables(const model::Vocabulary& vocabulary,
                                            std::span<const model::TableKind> kinds,
                                            const embeddings::PretrainedTables& vectors,
                                            const base::Noise& noise, const model::WordCounts& counts,
                                            std::vector<embeddings::Coverage>& coverage);

// The rows of words that occur once, ascending.
std::vector<std::uint32_t> singleton_rows(const model::Vocabulary& vocabulary,
                                          const model::WordCounts& counts);

}  // namespace seqlab::training
