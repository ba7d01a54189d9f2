// Sentences in columns: a token a line, its fields beside each other. What CoNLL and CoNLL-U share.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/lines.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

// The lines of one sentence as they came, with what stands before it (blank lines, comments, -DOCSTART-) and
// the blank line after it.
struct SentenceLines {
  struct Row {
    std::size_t begin = 0;  // in `raw`, half-open, without the line's end
    std::size_t end = 0;
    std::size_t line = 0;  // from 1
  };

  std::string raw;
  std::vector<Row> rows;      // the lines with fields
  bool new_document = false;  // -DOCSTART- or "# newdoc" stands before it

  // Forgets the lines.
  void clear();
  [[nodiscard]] std::string_view text(const Row& row) const {
    return std::string_view(raw).substr(row.begin, row.end - row.begin);
  }
};

// Cuts lines into sentences. A blank line ends a sentence, and so does -DOCSTART- (files without ids).
class SentenceSplitter {
 public:
  // `ids`: the first column numbers the tokens, hence lines with '#' before the first token are comments.
  SentenceSplitter(Lines lines, bool ids);

  // False at the end; what came after the last sentence is then in trailing().
  bool next(SentenceLines& sentence);
  // Whether a whole sentence has come in already. Takes in what lies ready, and waits for nothing.
  [[nodiscard]] bool buffered();
  [[nodiscard]] std::string trailing() const { return ended_ ? pending_.raw : std::string(); }
  [[nodiscard]] const std::string& name() const { return lines_.name(); }

 private:
  void take_line();
  // Adds a line to the lines of a sentence.
  void add(const Line& line, SentenceLines& sentence) const;

  Lines lines_;
  bool ids_;
  SentenceLines pending_;
  SentenceLines following_;  // the -DOCSTART- that ended the pending sentence
  bool complete_ = false;
  bool ended_ = false;
};

// Whether a line is the mark between two documents of the CoNLL corpora.
bool is_docstart(std::string_view line);

// The fields of a line: between single tabs, or between runs of spaces. The views point into `line`; what the
// vector held is overwritten.
void split_fields(std::string_view line, char separator, std::vector<std::string_view>& fields);

// The field of a column (from 0) between single tabs. The line must have so many.
std::string_view field_between_tabs(std::string_view line, std::size_t column);

// A column, or the value of one key in CoNLL-U's MISC.
struct ColumnField {
  std::size_t column = 0;  // from 0
  std::string key;         // empty: the whole column
  friend bool operator==(const ColumnField&, const ColumnField&) = default;
};

// The sentence as it came, for a writer of the same format.
struct ColumnProvenance : Provenance {
  SentenceLines lines;
  std::vector<std::size_t> words;  // the rows that are tokens of the sentence
  char separator = '\t';
  std::vector<ColumnField> label_fields;                  // where each list of gold labels was read
  std::shared_ptr<const std::vector<std::string>> names;  // of the columns; null in CoNLL
};

// A gold label as the corpus has it, or an empty string where it says "not annotated". Throws DataError at
// an empty value, and at "_" unless the values of the column may be "_" (`underscore_is_label`).
std::string gold_label(std::string_view value, const std::optional<std::string>& unlabelled,
                       bool underscore_is_label, const Place& place);

// A feature, or a label that may be missing: empty for the value that `unlabelled` names, and for "_" unless
// that is a value of the column (`underscore_is_value`).
std::string column_value(std::string_view value, const std::optional<std::string>& unlabelled,
                         bool underscore_is_value);

// Throws DataError at a NUL byte.
void refuse_nul(std::string_view line, const std::string& file, std::size_t number);

// A column number, from 1 in the text and from 0 in the result; nothing when the text is no number. Throws
// UsageError at 0.
std::optional<std::size_t> column_number(const std::string& text);

}  // namespace seqlab::corpus
