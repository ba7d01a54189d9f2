// The first rows of a file in columns, from which its layout is found.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/lines.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

struct ColumnSample {
  struct Row {
    std::vector<std::string_view> fields;  // as they stand in the line
    std::size_t line = 0;
    std::size_t sentence = 0;  // blank lines and -DOCSTART- end a sentence
  };

  char separator = '\t';
  std::size_t columns = 0;  // the most frequent number of fields; 0: there are no rows
  std::vector<Row> rows;    // without those that may be comments, unless all rows start with '#'
  // The lines that start with '#' before a sentence's first token, unless they are rows.
  std::vector<Row> hashes;
  std::size_t sentences = 0;  // of the rows
  bool blanks = false;        // a blank line follows a row
  bool all_hashes = false;    // all rows do

  // A row as it stands in the file.
  [[nodiscard]] static std::string_view text(const Row& row);
  // The text of a field; empty where a row is too short.
  [[nodiscard]] std::string value(const Row& row, std::size_t column) const;
  // The values of a column, a list for each sentence; those that are `unlabelled` are empty.
  [[nodiscard]] std::vector<Labels> values(std::size_t column,
                                           const std::optional<std::string>& unlabelled) const;
  // Counts `sentences` after their numbers in rows changed.
  void count_sentences();
  // How many rows have exactly `columns` fields.
  [[nodiscard]] std::size_t whole_rows() const;
};

// The sample of the lines that come next; its views are valid as long as nothing is read from them. `first`:
// only the first sentence, for an input that is read while it is written. Fields are separated by tabs if the
// first row has one or is a single field; else by commas or semicolons (outside double quotes) if `tables`
// are allowed and these cut all rows into as many fields; else by runs of ASCII spaces.
ColumnSample sample_columns(Lines& lines, bool first, bool tables);

}  // namespace seqlab::corpus
