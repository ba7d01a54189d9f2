// What the values of a column show: labels, words or numbers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/columns/column_sample.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

// Whether the labels of some sentences follow a tag scheme, and whether some mark spans.
struct SchemeFit {
  bool all = false;
  bool spans = false;
};

// Takes one odd label in a hundred for a mistake, which is reported where labels are read.
SchemeFit scheme_fit(std::vector<Labels> sentences);

// Whether a label belongs to a tag scheme by itself.
bool has_tag_shape(const std::string& label);

bool has_small_letter(const std::string& text);
bool only_capitals(const std::string& text);
// Digits, perhaps with points, hyphens or the like between them.
bool is_numeric(std::string_view text);
// The id of a multi-word token ("3-4") or of an empty node ("5.1").
bool is_range_or_empty_node(std::string_view id);

// Columns of words have many values, with letters in most; columns of labels have few.
struct ColumnValues {
  std::size_t distinct = 0;
  bool letters = false;  // most values have one
  bool numeric = true;   // all values are numbers
  bool capitals = true;  // no value has a small letter
  bool small = false;    // most values have one
  bool constant = true;  // within each sentence
};

ColumnValues values_of(const ColumnSample& sample, std::size_t column);

// How the values of a column count, over the sentences of a sample.
class ColumnNumbers {
 public:
  ColumnNumbers(const ColumnSample& sample, std::size_t column);

  // At least half of the sentences, one of them of two tokens, have numbers that count from 0 or 1, or on
  // from the sentence before. `comments`: the file has comments, so that one token is enough.
  [[nodiscard]] bool counts_tokens(bool comments) const {
    return counting_ > 0 && counting_ * 2 >= sentences_ && (several_ || comments);
  }
  // Every row has the number of its sentence.
  [[nodiscard]] bool counts_sentences() const {
    return sentences_ >= 2 && numbered_ == sentences_ && any_long_;
  }

 private:
  void add_sentence(const std::vector<std::string>& ids);

  std::size_t sentences_ = 0;
  std::size_t counting_ = 0;
  std::size_t numbered_ = 0;
  std::size_t sentence_ = 0;
  std::size_t last_ = 0;
  bool several_ = false;
  bool any_long_ = false;
};

// Where sentences begin in a file without blank lines, by the first column. restart: its numbers begin anew.
// change: it has another value.
enum class SentenceCut { none, restart, change };

// Which of these the rows show: numbers that count from 0 or 1 and begin anew, or values with a number that
// stay for several rows and never come back.
SentenceCut sentence_cut(const ColumnSample& sample);
bool begins_sentence(SentenceCut cut, const std::string& before, const std::string& value);

}  // namespace seqlab::corpus
