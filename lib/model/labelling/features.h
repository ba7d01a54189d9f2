// The further inputs of a model besides words and characters: shapes, prefixes and suffixes of words, and
// columns of the data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/labelling/value_list.h"
#include "model/labelling/word_form.h"
#include "nn/inputs/token_input.h"
#include "options/training_options.h"

namespace seqlab::model {

// A feature that the options select. Features of words are functions of the word as the model looks it up;
// those of columns are given by the data.
struct FeatureChoice {
  enum class Kind { shape, prefix, suffix, column };
  Kind kind = Kind::shape;
  std::size_t length = 0;     // prefix, suffix: code points
  std::string column;         // column: as in ReaderOptions::feature_columns
  std::size_t dimension = 0;  // of a value's vector

  // "shape", "prefix-2", "suffix-3", "column-XPOS"; unique among the features of a model.
  [[nodiscard]] std::string name() const;
  // The value for a word; not for a column.
  [[nodiscard]] std::string value(std::string_view word) const;
};

// The features of words, then those of columns in the order of ModelOptions::features.
std::vector<FeatureChoice> feature_choices(const options::ModelOptions& options);
// The columns among them.
std::vector<std::string> feature_columns(const options::ModelOptions& options);

// The features of a model with their values. Immutable.
class FeatureSet {
 public:
  FeatureSet() = default;
  // One list of values per choice. Throws std::invalid_argument if the numbers differ.
  FeatureSet(std::vector<FeatureChoice> choices, std::vector<ValueList> values);

  [[nodiscard]] std::size_t size() const { return choices_.size(); }
  [[nodiscard]] std::size_t columns() const { return choices_.size() - of_words_; }
  [[nodiscard]] const FeatureChoice& choice(std::size_t feature) const { return choices_[feature]; }
  [[nodiscard]] const ValueList& values(std::size_t feature) const { return values_[feature]; }
  // The choices and values of the columns only.
  [[nodiscard]] const FeatureChoice& column_choice(std::size_t column) const {
    return choices_[of_words_ + column];
  }
  [[nodiscard]] const ValueList& column_values(std::size_t column) const {
    return values_[of_words_ + column];
  }

  // In the network's form.
  [[nodiscard]] std::vector<nn::FeatureShape> shapes() const;
  // Adds a token type: the rows of the word's features, then the given rows of the columns.
  void add_type(std::string_view word, std::span<const std::uint32_t> columns,
                std::vector<std::vector<std::uint32_t>>& types) const;

 private:
  std::vector<FeatureChoice> choices_;
  std::vector<ValueList> values_;
  std::size_t of_words_ = 0;  // the number of features of words, which come first
};

// How often each value of a column occurs in the training data, one map per column.
using ColumnCounts = std::vector<std::map<std::string, std::size_t>>;

// The features that the options select, with the values that occur at least `min_count` times in the training
// data.
FeatureSet make_features(const options::ModelOptions& options, const WordCounts& words,
                         const ColumnCounts& columns, std::size_t min_count);

}  // namespace seqlab::model
