// From the words of the training data and tables of pretrained vectors to a vocabulary and its vectors.
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
#include "model/table_kinds.h"
#include "model/vector_table.h"
#include "model/vocabulary.h"
#include "model/word_form.h"

namespace seqlab::training {

// Words of the training data that occur at least `min_count` times, by falling count and then by bytes,
// followed by `extra` others of the tables: the first words of each, then the second, and
// so on.
std::shared_ptr<const model::Vocabulary> make_vocabulary(const model::WordCounts& counts,
                                                         std::size_t min_count,
                                                         const embeddings::PretrainedTables& vectors,
                                                         std::size_t extra);

// Calls `take` with words of the tables, the first of each, then the second, and so on, as long as it says
// true; a word that several tables have comes more than once.
void each_word(const embeddings::PretrainedTables& vectors,
               const std::function<bool(std::string_view)>& take);

// The number of words that TrainingOptions::extra_vectors asks for.
constexpr std::size_t most_extra_vectors(const std::optional<std::size_t>& extra) {
  return extra.value_or(std::numeric_limits<std::size_t>::max());
}

// How the training data's words were found in a table, in one line.
std::string coverage_report(const embeddings::Coverage& coverage);

// The vectors that the tables of a model begin with, the first of them with those of the pretrained tables.
// Such a table has the pretrained vectors where they have the word; others are drawn evenly from +-sqrt(3 /
// dimension), so that a vector's expected squared norm is 1. Row 0, the unknown word, is always drawn: no
// pretrained vector stands for it. In a table that unknown words keep their vectors of (table_kinds.h), a
// word that it does not have has the unknown word's: nothing there will tell it apart from another such word.
// coverage: of each pretrained table.
std::vector<model::VectorTable> make_tables(const model::Vocabulary& vocabulary,
                                            std::span<const model::TableKind> kinds,
                                            const embeddings::PretrainedTables& vectors,
                                            const base::Noise& noise, const model::WordCounts& counts,
                                            std::vector<embeddings::Coverage>& coverage);

// Rows of words that occur once, rising.
std::vector<std::uint32_t> singleton_rows(const model::Vocabulary& vocabulary,
                                          const model::WordCounts& counts);

}  // namespace seqlab::training
