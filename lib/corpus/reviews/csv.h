// Comma-separated values (RFC 4180), or values separated by semicolons or tabs.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/lines.h"
#include "corpus/malformed.h"
#include "corpus/provenance.h"

namespace seqlab::corpus {

// What a quote at the start of a field means. none: it is an ordinary character, as everywhere in such a
// file. doubled: the field ends at the next quote, and a doubled quote inside it is one (RFC 4180).
// backslash: the same, and \" is a quote, \\ a backslash (MySQL and others).
enum class CsvQuotes { none, doubled, backslash };

struct CsvDialect {
  char delimiter = ',';
  CsvQuotes quotes = CsvQuotes::doubled;
};

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

// Finds out whether a record goes on after a line.
class CsvScanner {
 public:
  explicit CsvScanner(CsvDialect dialect) : dialect_(dialect) {}

  // Scans a line of a record; `begin` is the place of the line in the record, 0 for a new one.
  void scan(std::string_view line, std::size_t begin);
  // Whether the last line ended inside a quoted field, and where in the record that field begins.
  [[nodiscard]] bool open() const { return state_ == State::quoted; }
  [[nodiscard]] std::size_t quote() const { return quote_; }

 private:
  enum class State { field_begin, plain, quoted, quote_in_quoted };

  CsvDialect dialect_;
  State state_ = State::field_begin;
  std::size_t quote_ = 0;
};

// Cuts lines into records. A line end inside a quoted field does not end the record; empty lines between
// records are skipped.
class CsvRecords {
 public:
  // A record that is longer when a line ends inside its quotes is an error: its quote is not closed.
  static constexpr std::size_t most_bytes = std::size_t{64} << 20U;

  CsvRecords(Lines lines, CsvDialect dialect, Malformed malformed = Malformed::error);

  // Reads the next record; false at the end. Throws DataError with the place of the quote if the input ends
  // inside a quoted field or the record exceeds most_bytes; with Malformed::skip, the line with that quote is
  // a record then, which split_csv() refuses, and the lines after it are read once more.
  bool next(CsvRecord& record);
  // Whether next() would return without waiting for the input. Reads whatever is available.
  [[nodiscard]] bool buffered();
  [[nodiscard]] const std::string& name() const { return lines_.name(); }

 private:
  struct Again {
    std::string text;
    std::string end;
    std::size_t number;
  };

  void take_line();
  void add_line(const Line& line);
  void leave_open(const std::string& why);

  Lines lines_;
  CsvScanner scanner_;
  Malformed malformed_;
  CsvRecord pending_;
  std::deque<Again> again_;  // lines after one whose quote is not closed
  bool complete_ = false;
  bool ended_ = false;
};

// The fields of a record without their quotes. A quote that does not start its field is an ordinary
// character; a byte order mark before the first field is dropped. Throws DataError if a quote is not closed,
// or if there is text between a closing quote and the next delimiter. `quoted`, if given, says for each field
// whether it had quotes.
std::vector<std::string> split_csv(const CsvRecord& record, CsvDialect dialect, const std::string& file,
                                   std::vector<bool>* quoted = nullptr);

// Where a field of a record begins, counted from 0. Throws DataError as split_csv() does.
Place place_of_field(const CsvRecord& record, CsvDialect dialect, std::size_t field, const std::string& file);

// The most frequent of comma, semicolon and tab outside quotes; the comma if there is none.
char find_csv_delimiter(std::string_view line);

// Text as a field of a record, quoted if necessary.
std::string csv_field(std::string_view text, CsvDialect dialect);

}  // namespace seqlab::corpus
