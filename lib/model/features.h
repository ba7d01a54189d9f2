// What a model reads of tokens beside words and characters: shapes, prefixes and suffixes of words, and
// further columns of the data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/value_list.h"
#include "model/word_form.h"
#include "nn/inputs/token_input.h"
#include "options/training_options.h"

namespace seqlab::model {

// A feature that options ask for. Those of words are functions of the word as a model looks it up; those of
// columns are given.
struct FeatureChoice {
  enum class Kind { shape, prefix, suffix, column };
  Kind kind = Kind::shape;
  std::size_t length = 0;     // prefix, suffix: code points
  std::string column;         // column: as ReaderOptions::feature_columns has it
  std::size_t dimension = 0;  // of a value's vector

  // "shape", "prefix-2", "suffix-3", "column-XPOS": other than those of the other features.
  [[nodiscard]] std::string name() const;
  // Of a word; not for a column.
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
  // One list of values a choice. Throws std::invalid_argument when they are not as many.
  FeatureSet(std::vector<FeatureChoice> choices, std::vector<ValueList> values);

  [[nodiscard]] std::size_t size() const { return choices_.size(); }
  [[nodiscard]] std::size_t columns() const { return choices_.size() - of_words_; }
  [[nodiscard]] const FeatureChoice& choice(std::size_t feature) const { return choices_[feature]; }
  [[nodiscard]] const ValueList& values(std::size_t feature) const { return values_[feature]; }
  // Those of the columns alone.
  [[nodiscard]] const FeatureChoice& column_choice(std::size_t column) const {
    return choices_[of_words_ + column];
  }
  [[nodiscard]] const ValueList& column_values(std::size_t column) const {
    return values_[of_words_ + column];
  }

  // As the network has them.
  [[nodiscard]] std::vector<nn::FeatureShape> shapes() const;
  // Adds a type of tokens: the rows of a word's features, and those given of the columns.
  void add_type(std::string_view word, std::span<const std::uint32_t> columns,
                std::vector<std::vector<std::uint32_t>>& types) const;

 private:
  std::vector<FeatureChoice> choices_;
  std::vector<ValueList> values_;
  std::size_t of_words_ = 0;  // the first so many are features of words
};

// How often the values of the columns come in the training data, one map a column.
using ColumnCounts = std::vector<std::map<std::string, std::size_t>>;

// The features that the options ask for, with the values that occur in the training data at least so often.
FeatureSet make_features(const options::ModelOptions& options, const WordCounts& words,
                         const ColumnCounts& columns, std::size_t min_count);

}  // namespace seqlab::model
