// Comma-separated values (RFC 4180), also with semicolons or tabs between them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/lines.h"
#include "corpus/provenance.h"

namespace seqlab::corpus {

// A record as it came, without the end of its last line; line ends inside quotes are in it.
struct CsvRecord {
  std::string text;
  std::size_t line = 0;  // of its first line, from 1
};

// A record as it came, for a writer of CSV.
struct CsvProvenance : Provenance {
  explicit CsvProvenance(std::string text) : record(std::move(text)) {}

  std::string record;  // as CsvRecord::text
};

// Cuts lines into records: a line end inside a quoted field ends none. Empty lines between records are none.
class CsvRecords {
 public:
  // A record that has more bytes than this and goes on after a line end is an error: its quote is not closed.
  static constexpr std::size_t most_bytes = std::size_t{64} << 20U;

  CsvRecords(Lines lines, char delimiter);

  // False at the end. Throws DataError, with the quote's place, when the input ends inside a quoted field or
  // the record has most_bytes.
  bool next(CsvRecord& record);
  // Whether next() would return without waiting for the input. Takes in what lies ready there.
  [[nodiscard]] bool buffered();
  [[nodiscard]] const std::string& name() const { return lines_.name(); }

 private:
  enum class State { field_begin, plain, quoted, quote_in_quoted };

  void take_line();
  void scan(std::string_view text);
  [[noreturn]] void fail_open(const std::string& why) const;

  Lines lines_;
  char delimiter_;
  CsvRecord pending_;
  State state_ = State::field_begin;
  std::size_t quote_ = 0;  // where the quoted field begins in the record
  bool complete_ = false;
  bool ended_ = false;
};

// The fields of a record, without quotes; a doubled quote inside quotes is one. A quote that does not begin
// its field is a character as any other. Throws DataError when a quote is not closed or something stands
// between a closing quote and the next delimiter.
std::vector<std::string> split_csv(const CsvRecord& record, char delimiter, const std::string& file);

// Whichever of comma, semicolon and tab occurs most often in a line outside quotes; the comma when none does.
char find_csv_delimiter(std::string_view line);

// A field as a record can hold it: in quotes where it needs them.
std::string csv_field(std::string_view text, char delimiter);

}  // namespace seqlab::corpus
