// The layout of a file of CoNLL columns, found from its first rows.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/columns/column_values.h"
#include "corpus/columns/columns.h"
#include "corpus/lines.h"
#include "corpus/reader.h"

namespace seqlab::corpus {

struct ConllLayout {
  char separator = '\t';           // tab, space, comma or semicolon
  std::size_t columns = 0;         // of most rows; 0 if there are none
  std::string numbers;             // "token numbers", "sentence numbers" if the first column has them
  std::size_t header = 0;          // the line that names the columns; 0: none
  std::string header_text;         // of this line
  std::vector<std::string> names;  // of the columns, from the header
  std::size_t word = 0;            // the column of the words, unless chosen
  std::size_t label = 0;           // the column of the labels, unless chosen
  bool hash_is_word = false;       // no line that starts with '#' is a comment
  bool live = false;               // only the first sentence was seen
  std::set<std::string> labels;    // some that occur in `label`
  bool spans = false;              // these follow a tag scheme

  SentenceCut cut = SentenceCut::none;  // where sentences begin without a blank line before them

  [[nodiscard]] bool numbered() const { return !numbers.empty(); }
  // For a splitter.
  [[nodiscard]] LineRoles roles() const;
  // Whether a line that starts with '#' before a sentence's first token is a comment: it is not a row if it
  // lacks columns or has a label that no row has.
  [[nodiscard]] bool is_comment(std::string_view line) const;
  // The column that an option names, from 0: a number from 1, or a name from the header. Throws UsageError if
  // the text is neither.
  [[nodiscard]] std::size_t column(const std::string& text) const;
  // The bytes of a row behind its last column: empty fields that other rows do not have.
  [[nodiscard]] std::size_t surplus(std::string_view row) const;

 private:
  [[nodiscard]] std::string first_value(std::string_view row) const;
};

// What is known of a file before its layout.
struct LayoutQuery {
  bool labels = true;  // labels are read
  // A first column with numbers of tokens is one only if there are so many columns.
  std::size_t least_columns_with_numbers = 3;
  Header header = Header::automatic;
  bool words_chosen = false;  // an option names the column of the words
  std::string label_column;   // that an option names; empty: found
  std::optional<std::string> unlabelled;
};

// Reads ahead some 1,000 rows; only the first sentence of an input that is still being written (Lines::live)
// if no labels are read. Throws DataError, naming the option that decides, if the rows can be read in two
// ways.
ConllLayout find_conll_layout(Lines& lines, const LayoutQuery& query);

// Whether the file is almost certainly in columns: nearly all of the first rows have the same number of
// fields, at least two, and there are tabs in them, numbers of tokens, or blank lines between them.
bool looks_like_conll(Lines& lines, bool labels);

}  // namespace seqlab::corpus
