// The tables of a model's word vectors, and which of them are trainable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "embeddings/pretrained_tables.h"
#include "model/vocabulary.h"
#include "options/training_options.h"

namespace seqlab::model {

// One of the tables whose vectors are stacked in a word's column.
struct TableKind {
  std::size_t dimension = 0;
  bool frozen = false;  // training leaves the vectors as they are
  // Only the unknown word and the words of the training data have rows; other words use the unknown word's.
  bool trained_words = false;

  [[nodiscard]] std::size_t rows(const Vocabulary& vocabulary) const {
    return trained_words ? vocabulary.trained() + 1 : vocabulary.rows();
  }
  // The row in this table for a row of the vocabulary.
  [[nodiscard]] std::uint32_t row(std::uint32_t vocabulary_row, const Vocabulary& vocabulary) const {
    return trained_words && vocabulary_row > vocabulary.trained() ? Vocabulary::unknown : vocabulary_row;
  }
  friend bool operator==(const TableKind&, const TableKind&) = default;
};

bool any_trainable(std::span<const TableKind> tables);

// Whether a word that is read as unknown keeps its vector in `table`, one of `tables`. That is so for frozen
// tables beside trainable ones. It shows the network words as it will meet those outside the training data:
// with a good frozen vector, but without learned ones (Straka 2018).
bool kept_by_unknown_words(const TableKind& table, std::span<const TableKind> tables);

// The tables of a new model: the pretrained ones in their order; then one learned from scratch, if there is
// no pretrained one or one has the mode `both`. Throws UsageError if the options name modes for another
// number of tables.
std::vector<TableKind> choose_tables(const options::TrainingOptions& options,
                                     const embeddings::PretrainedTables& vectors);

// The tables of a model to continue, made frozen or trainable as the options say, if they do. Throws
// UsageError as choose_tables() does, and for `both` if the model has no table learned from scratch.
std::vector<TableKind> continue_tables(const options::TrainingOptions& options,
                                       std::vector<TableKind> tables);

}  // namespace seqlab::model
