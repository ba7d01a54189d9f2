// Sentences in columns, one token per line: what CoNLL and CoNLL-U share.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/lines.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

// The lines of one sentence as they came, with the blank lines, comments and -DOCSTART- before it and the
// blank line after it.
struct SentenceLines {
  struct Row {
    std::size_t begin = 0;  // in `raw`, without the line's end; half-open
    std::size_t end = 0;
    std::size_t line = 0;  // from 1
  };

  std::string raw;
  std::vector<Row> rows;      // the lines with fields
  bool new_document = false;  // after -DOCSTART- or "# newdoc"

  // Removes all lines.
  void clear();
  [[nodiscard]] std::string_view text(const Row& row) const {
    return std::string_view(raw).substr(row.begin, row.end - row.begin);
  }
};

// Which of the lines that are not blank are rows of columns, and where sentences begin.
struct LineRoles {
  bool ids = false;              // rows begin with the ids of CoNLL-U: -DOCSTART- is no mark of a document
  std::size_t header = 0;        // the number of the line that names the columns; 0: none
  std::string header_text = {};  // of this line, which joined files repeat
  // Whether a line that starts with '#' before a sentence's first token is a comment.
  std::function<bool(std::string_view line)> is_comment;
  // Whether a row begins a sentence although no blank line is before it; empty: none does.
  std::function<bool(std::string_view before, std::string_view row)> begins_sentence = {};
};

// Cuts lines into sentences. A blank line ends a sentence; in files without ids, so does -DOCSTART-. A byte
// order mark at the start of a line, left by joining files, is not part of the line's fields.
class SentenceSplitter {
 public:
  SentenceSplitter(Lines lines, LineRoles roles);

  // Reads the next sentence; false at the end, when trailing() has whatever came after the last sentence.
  bool next(SentenceLines& sentence);
  // Whether a whole sentence is available. Reads whatever is available without waiting.
  [[nodiscard]] bool buffered();
  [[nodiscard]] std::string trailing() const { return ended_ ? pending_.raw : std::string(); }
  [[nodiscard]] const std::string& name() const { return lines_.name(); }

 private:
  [[nodiscard]] bool is_header(std::size_t number, std::string_view text) const;
  void take_line();
  // Adds a line to the lines of a sentence.
  void add(const Line& line, SentenceLines& sentence) const;

  Lines lines_;
  LineRoles roles_;
  SentenceLines pending_;
  SentenceLines following_;  // the -DOCSTART- or row that ended the pending sentence
  bool complete_ = false;
  bool ended_ = false;
};

// Whether a line separates two documents of a CoNLL corpus.
bool is_docstart(std::string_view line);

// A line without the byte order mark at its start.
std::string_view without_byte_order_mark(std::string_view line);

// Splits a line at tabs; at commas or semicolons outside double quotes; or at runs of spaces. Overwrites
// `fields` with views into `line`.
void split_fields(std::string_view line, char separator, std::vector<std::string_view>& fields);

// The text of a field: without the spaces around it and, where commas or semicolons separate, without its
// quotes. Where runs of spaces separate, the field itself.
std::string field_text(std::string_view field, char separator);

// A text without the ASCII spaces around it.
std::string_view without_outer_spaces(std::string_view text);

// "tabs", "spaces", "commas" or "semicolons".
std::string separator_name(char separator);

// The field of a column (from 0) of a line split at tabs. The line must have this column.
std::string_view field_between_tabs(std::string_view line, std::size_t column);

// A column, or the value of one key in CoNLL-U's MISC.
struct ColumnField {
  std::size_t column = 0;  // from 0
  std::string key;         // empty: the whole column
  friend bool operator==(const ColumnField&, const ColumnField&) = default;
};

// A sentence as it came, for a writer of the same format.
struct ColumnProvenance : Provenance {
  SentenceLines lines;
  std::vector<std::size_t> words;  // the rows that are tokens of the sentence
  char separator = '\t';
  std::vector<ColumnField> label_fields;                  // where each list of gold labels was read
  std::shared_ptr<const std::vector<std::string>> names;  // of the columns; null in CoNLL
};

// A gold label; empty if the value is `unlabelled`. Throws DataError if the value is empty, or "_" in a
// column where that is not a label (`underscore_is_label`).
std::string gold_label(std::string_view value, const std::optional<std::string>& unlabelled,
                       bool underscore_is_label, const Place& place);

// A feature, or a label that may be missing; empty if the value is `unlabelled`, or "_" in a column where
// that is not a value (`underscore_is_value`).
std::string column_value(std::string_view value, const std::optional<std::string>& unlabelled,
                         bool underscore_is_value);

// Throws DataError if the line has a NUL byte.
void refuse_nul(std::string_view line, const std::string& file, std::size_t number);

// The number of a column: from 1 in the text, from 0 in the result; nothing if the text is not a number.
// Throws UsageError for 0.
std::optional<std::size_t> column_number(const std::string& text);

}  // namespace seqlab::corpus
