#include "model/labelling/features.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "text/characters.h"
#include "text/word_shape.h"

namespace seqlab::model {

namespace {

// Longer runs of equal signs in a word's shape are cut.
constexpr std::size_t longest_run = 4;

}  // namespace

std::string FeatureChoice::name() const {
  switch (kind) {
    case Kind::shape:
      return "shape";
    case Kind::prefix:
      return "prefix-" + std::to_string(length);
    case Kind::suffix:
      return "suffix-" + std::to_string(length);
    default:
      return "column-" + column;
  }
}

std::string FeatureChoice::value(std::string_view word) const {
  if (kind == Kind::shape) return text::word_shape(word, longest_run);
  const auto affix = kind == Kind::prefix ? text::prefix : text::suffix;
  return std::string(affix(word, length, text::CharacterUnit::codepoint));
}

std::vector<FeatureChoice> feature_choices(const options::ModelOptions& options) {
  std::vector<FeatureChoice> choices;
  if (options.shape_dimension > 0) {
    choices.push_back({FeatureChoice::Kind::shape, 0, {}, options.shape_dimension});
  }
  for (const std::size_t length : options.prefix_lengths) {
    choices.push_back({FeatureChoice::Kind::prefix, length, {}, options.affix_dimension});
  }
  for (const std::size_t length : options.suffix_lengths) {
    choices.push_back({FeatureChoice::Kind::suffix, length, {}, options.affix_dimension});
  }
  for (const options::FeatureColumn& feature : options.features) {
    choices.push_back({FeatureChoice::Kind::column, 0, feature.column, feature.dimension});
  }
  return choices;
}

std::vector<std::string> feature_columns(const options::ModelOptions& options) {
  std::vector<std::string> columns;
  for (const options::FeatureColumn& feature : options.features) columns.push_back(feature.column);
  return columns;
}

FeatureSet::FeatureSet(std::vector<FeatureChoice> choices, std::vector<ValueList> values)
    : choices_(std::move(choices)), values_(std::move(values)) {
  if (choices_.size() != values_.size()) throw std::invalid_argument("a feature needs one list of values");
  of_words_ = static_cast<std::size_t>(
      std::count_if(choices_.begin(), choices_.end(),
                    [](const FeatureChoice& choice) { return choice.kind != FeatureChoice::Kind::column; }));
}

std::vector<nn::FeatureShape> FeatureSet::shapes() const {
  std::vector<nn::FeatureShape> shapes;
  for (std::size_t i = 0; i < size(); ++i) {
    shapes.push_back({choices_[i].name(), values_[i].rows(), choices_[i].dimension});
  }
  return shapes;
}

void FeatureSet::add_type(std::string_view word, std::span<const std::uint32_t> columns,
                          std::vector<std::vector<std::uint32_t>>& types) const {
  types.resize(size());
  for (std::size_t i = 0; i < of_words_; ++i) types[i].push_back(values_[i].row(choices_[i].value(word)));
  for (std::size_t i = 0; i < columns.size(); ++i) types[of_words_ + i].push_back(columns[i]);
}

FeatureSet make_features(const options::ModelOptions& options, const WordCounts& words,
                         const ColumnCounts& columns, std::size_t min_count) {
  std::vector<FeatureChoice> choices = feature_choices(options);
  std::vector<ValueList> values;
  std::size_t column = 0;
  for (const FeatureChoice& choice : choices) {
    if (choice.kind == FeatureChoice::Kind::column) {
      values.emplace_back(columns.at(column++), min_count);
      continue;
    }
    std::map<std::string, std::size_t> counts;
    for (const auto& [word, count] : words) counts[choice.value(word)] += count;
    values.emplace_back(counts, min_count);
  }
  return {std::move(choices), std::move(values)};
}

}  // namespace seqlab::model
