#include "model/features.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "model/model_head.h"
#include "text/characters.h"
#include "text/word_shape.h"

namespace seqlab::model {

namespace {

constexpr std::size_t largest_dimension = 65536;
constexpr std::size_t longest_affix = 100;
// Longer runs of one sign in a word's shape are cut.
constexpr std::size_t longest_run = 4;

// A whole number from 1 to `most`.
std::optional<std::size_t> parse_size(std::string_view text, std::size_t most) {
  std::size_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest != text.data() + text.size() || number == 0 || number > most) return {};
  return number;
}

// COLUMN:DIMENSION, where the column may hold a colon itself.
std::optional<FeatureChoice> parse_column(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto dimension = parse_size(text.substr(colon + 1), largest_dimension);
  if (!dimension) return std::nullopt;
  return FeatureChoice{FeatureChoice::Kind::column, 0, std::string(text.substr(0, colon)), *dimension};
}

void add_affixes(const std::string& lengths, FeatureChoice::Kind kind, std::size_t dimension,
                 std::vector<FeatureChoice>& choices) {
  if (lengths.empty()) return;
  for (const std::string& length : split_commas(lengths)) {
    choices.push_back({kind, parse_size(length, longest_affix).value(), {}, dimension});
  }
}

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
  add_affixes(options.prefix_lengths, FeatureChoice::Kind::prefix, options.affix_dimension, choices);
  add_affixes(options.suffix_lengths, FeatureChoice::Kind::suffix, options.affix_dimension, choices);
  if (options.features.empty()) return choices;
  for (const std::string& column : split_commas(options.features)) {
    choices.push_back(parse_column(column).value());
  }
  return choices;
}

std::vector<std::string> feature_columns(const options::ModelOptions& options) {
  std::vector<std::string> columns;
  for (FeatureChoice& choice : feature_choices(options)) {
    if (choice.kind == FeatureChoice::Kind::column) columns.push_back(std::move(choice.column));
  }
  return columns;
}

std::string problem_of_features(const std::string& value) {
  if (value.empty()) return "";
  std::set<std::string> columns;
  for (const std::string& part : split_commas(value)) {
    const auto choice = parse_column(part);
    if (!choice) return "is no list of columns with the length of their vectors, such as XPOS:10,MISC:Case:5";
    if (!columns.insert(choice->column).second) return "names the column " + choice->column + " twice";
  }
  return "";
}

std::string problem_of_affix_lengths(const std::string& value) {
  if (value.empty()) return "";
  std::set<std::size_t> lengths;
  for (const std::string& part : split_commas(value)) {
    const auto length = parse_size(part, longest_affix);
    if (!length || !lengths.insert(*length).second) {
      return "is no list of different lengths from 1 to 100, such as 2,3";
    }
  }
  return "";
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
