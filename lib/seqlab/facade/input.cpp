#include "seqlab/facade/input.h"

#include <algorithm>
#include <optional>

#include "options/option_ranges.h"
#include "seqlab/errors.h"
#include "text/utf8.h"

namespace seqlab {

namespace {

constexpr double largest_batch = 1e6;

void check_range(const char* name, std::size_t value, double high) {
  const options::OptionRange range{.low = 1, .high = high};
  if (range.contains(static_cast<double>(value))) return;
  throw BadInput(std::string(name) + " is " + std::to_string(value) + "; give " + range.to_string());
}

std::string quoted_names(std::span<const std::string> names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list.empty() ? "none" : list;
}

// The column of a name; null if there is none.
const Column* find_column(const Tokens& tokens, std::string_view name) {
  const auto found = std::ranges::find(tokens.columns, name, &Column::name);
  return found == tokens.columns.end() ? nullptr : &*found;
}

void check_columns(const Tokens& tokens, std::span<const std::string> feature_columns) {
  for (const std::string& name : feature_columns) {
    if (find_column(tokens, name) != nullptr) continue;
    throw BadInput("the column " + name + " is missing; the model reads " + quoted_names(feature_columns));
  }
  for (const Column& column : tokens.columns) {
    if (std::ranges::find(feature_columns, column.name) == feature_columns.end()) {
      throw BadInput("the model does not read a column '" + column.name + "'; it reads " +
                     quoted_names(feature_columns));
    }
    if (std::ranges::count(tokens.columns, column.name, &Column::name) > 1) {
      throw BadInput("the column " + column.name + " is given twice");
    }
    if (column.values.size() != tokens.words.size()) {
      throw BadInput("the column " + column.name + " has " + std::to_string(column.values.size()) +
                     " values for " + std::to_string(tokens.words.size()) + " tokens; each token needs one");
    }
    for (const std::string& value : column.values) check_utf8(value, "a value of the column " + column.name);
  }
}

}  // namespace

void check_run(std::size_t threads, std::size_t batch_size) {
  check_range("threads", threads, options::largest_thread_count);
  check_range("batch_size", batch_size, largest_batch);
}

void check_confidence(double min_confidence) {
  if (min_confidence >= 0 && min_confidence <= 1) return;
  throw BadInput("min_confidence is " + std::to_string(min_confidence) + "; give a number from 0 to 1");
}

void check_utf8(std::string_view text, const std::string& what) {
  if (const auto position = text::find_invalid_utf8(text)) {
    throw BadInput("byte " + std::to_string(*position) + " of " + what + " is not valid UTF-8");
  }
}

void check_tokens(const Tokens& tokens, const WordReading& reading) {
  for (std::size_t i = 0; i < tokens.words.size(); ++i) {
    if (tokens.words[i].empty()) {
      throw BadInput("token " + std::to_string(i + 1) + " is empty; every token has a word");
    }
    check_utf8(tokens.words[i], "token " + std::to_string(i + 1));
  }
  check_columns(tokens, reading.feature_columns);
}

corpus::Sentence sentence_of(const Tokens& tokens, const WordReading& reading) {
  corpus::Sentence sentence;
  sentence.words.reserve(tokens.words.size());
  for (const std::string& word : tokens.words) {
    sentence.words.push_back(reading.nfc ? text::to_nfc(word) : word);
  }
  for (const std::string& name : reading.feature_columns) {
    sentence.features.push_back(find_column(tokens, name)->values);
  }
  return sentence;
}

std::string name_of_input(std::size_t index, std::size_t inputs) {
  return inputs == 1 ? "" : "input " + std::to_string(index + 1) + ": ";
}

std::string joined(std::span<const std::string> words, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin) text += ' ';
    text += words[i];
  }
  return text;
}

}  // namespace seqlab
