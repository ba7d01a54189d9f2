// Tables with a header: their rows and the names of their columns.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/lines.h"
#include "corpus/reviews/csv.h"

namespace seqlab::corpus {

// The rows of a table: a record of CSV each, or where tabs separate a line. A first line "sep=;" names the
// separator and is no row; without it, the separator is that of comma, semicolon and tab which is the most
// frequent in the first line.
class TableRows {
 public:
  explicit TableRows(Lines lines);

  // Reads the next row, the header being the first; false at the end.
  bool next(CsvRecord& row);
  [[nodiscard]] bool buffered() { return records_ ? records_->buffered() : lines_->buffered(); }
  [[nodiscard]] char delimiter() const { return delimiter_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  // The fields of a row without their quotes. Throws DataError if quotes are in a wrong place.
  [[nodiscard]] std::vector<std::string> fields(const CsvRecord& row) const;
  // Where a field of a row begins, counted from 0.
  [[nodiscard]] Place place(const CsvRecord& row, std::size_t field) const;

 private:
  char delimiter_;
  std::string name_;
  std::optional<CsvRecords> records_;
  std::optional<Lines> lines_;  // where tabs separate
};

// The first rows of a table.
struct FirstRows {
  std::vector<std::string> header;             // empty: there is no row
  std::vector<std::vector<std::string>> rows;  // that have as many fields as the header
  std::size_t others = 0;                      // rows that have not
  std::size_t empty = 0;                       // rows of separators alone, between others
  bool blanks = false;                         // a blank line stands between rows; the sample ends there

  // Whether nearly all rows have as many fields as the header.
  [[nodiscard]] bool even() const { return others * 20 <= rows.size(); }
};

// Reads ahead the header and so many rows.
FirstRows sample_table(Lines& lines, std::size_t most_rows);

// The names of a table's columns.
class TableHeader {
 public:
  TableHeader() = default;
  TableHeader(std::string file, std::size_t line, std::vector<std::string> names)
      : file_(std::move(file)), line_(line), names_(std::move(names)) {}

  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  // "2 (Word)".
  [[nodiscard]] std::string described(std::size_t column) const;
  // All columns.
  [[nodiscard]] std::string described() const;
  // The column that an option names, from 0: a number from 1, or a name. Throws UsageError if there is none.
  [[nodiscard]] std::size_t chosen(const std::string& text) const;
  // Throws DataError with the place of the header.
  [[noreturn]] void refuse(const std::string& problem) const;
  // Removes empty fields at the end that the header does not have. Throws DataError if the row has more or
  // fewer fields than the header.
  void check_count(std::vector<std::string>& fields, std::size_t line) const;

 private:
  std::string file_;
  std::size_t line_ = 0;
  std::vector<std::string> names_;
};

// A name in small letters, without signs and spaces.
std::string plain_column(std::string_view name);

// The column that has one of these plain names, the first of the names that occurs.
std::optional<std::size_t> find_column(const std::vector<std::string>& header,
                                       std::span<const std::string_view> names);

// The column of labels by its usual names (tag, label, ner, ...).
std::optional<std::size_t> find_label_column(const std::vector<std::string>& header);

// A field without the spaces and tabs around it.
std::string_view trimmed_field(std::string_view field);

// Whether a row has no values.
bool is_blank_row(const std::vector<std::string>& fields);

// Throws DataError if a text has a line end, tab or NUL. `what`: "a word".
void refuse_control(std::string_view text, const std::string& what, const Place& place);

}  // namespace seqlab::corpus
