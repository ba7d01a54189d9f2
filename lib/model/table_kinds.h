// Which tables the word vectors of a model are made of, and which of them learn.
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

// One of the tables whose vectors stand one below the other in a word's column.
struct TableKind {
  std::size_t dimension = 0;
  bool frozen = false;  // training leaves the vectors as they are
  // Only the unknown word and the words of the training data have a row; others have that of the unknown one.
  bool trained_words = false;

  [[nodiscard]] std::size_t rows(const Vocabulary& vocabulary) const {
    return trained_words ? vocabulary.trained() + 1 : vocabulary.rows();
  }
  // The row of a word that has a row of the vocabulary.
  [[nodiscard]] std::uint32_t row(std::uint32_t of_vocabulary, const Vocabulary& vocabulary) const {
    return trained_words && of_vocabulary > vocabulary.trained() ? Vocabulary::unknown : of_vocabulary;
  }
  friend bool operator==(const TableKind&, const TableKind&) = default;
};

bool any_learns(std::span<const TableKind> tables);

// Whether a word keeps its vector in this one of the tables where it is read as an unknown word. Of words
// that only a table of pretrained vectors has, what is frozen is as good as that of the training data's
// words, and what else is learned is missing (Straka 2018): this is how the network learns to read them.
bool kept_by_unknown_words(const TableKind& table, std::span<const TableKind> tables);

// The tables of a new model: the pretrained ones in their order and, where one of them is to be both frozen
// and learned or where there are none, one that is learned from nothing. Throws UsageError when the options
// name modes for more or fewer tables than there are.
std::vector<TableKind> choose_tables(const options::TrainingOptions& options,
                                     const embeddings::PretrainedTables& vectors);

// The tables of a model that training goes on from: which of them learn is what the options say, if anything.
// Throws UsageError as choose_tables(), and for `both` where the model has no table of its own.
std::vector<TableKind> continue_tables(const options::TrainingOptions& options,
                                       std::vector<TableKind> tables);

}  // namespace seqlab::model
