// Comma-separated values (RFC 4180), or values separated by semicolons or tabs.
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

// A record as it came, with line ends inside quotes, but without its last one.
struct CsvRecord {
  std::string text;
  std::size_t line = 0;  // of its first line, from 1
};

// A record as it came, for a writer of CSV.
struct CsvProvenance : Provenance {
  explicit CsvProvenance(std::string text) : record(std::move(text)) {}

  std::string record;  // as CsvRecord::text
};

// Cuts lines into records. A line end inside a quoted field does not end the record; empty lines between
// records are skipped.
class CsvRecords {
 public:
  // A record that is longer when a line ends inside its quotes is an error: its quote is not closed.
  static constexpr std::size_t most_bytes = std::size_t{64} << 20U;

  CsvRecords(Lines lines, char delimiter);

  // Reads the next record; false at the end. Throws DataError with the place of the quote if the input ends
  // inside a quoted field or the record exceeds most_bytes.
  bool next(CsvRecord& record);
  // Whether next() would return without waiting for the input. Reads whatever is available.
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
  std::size_t quote_ = 0;  // start of the quoted field in the record
  bool complete_ = false;
  bool ended_ = false;
};

// The fields of a record without their quotes. A doubled quote inside quotes is one quote; a quote that does
// not start its field is an ordinary character. Throws DataError if a quote is not closed, or if there is
// text between a closing quote and the next delimiter.
std::vector<std::string> split_csv(const CsvRecord& record, char delimiter, const std::string& file);

// The most frequent of comma, semicolon and tab outside quotes; the comma if there is none.
char find_csv_delimiter(std::string_view line);

// Text as a field of a record, quoted if necessary.
std::string csv_field(std::string_view text, char delimiter);

}  // namespace seqlab::corpus
