#include "corpus/reviews/csv.h"

#include <algorithm>
#include <array>
#include <utility>

namespace seqlab::corpus {
namespace {

Place place_in(const CsvRecord& record, std::size_t byte, const std::string& file) {
  const std::string_view before = std::string_view(record.text).substr(0, byte);
  const std::size_t line_end = before.rfind('\n');
  return {file, record.line + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
          line_end == std::string_view::npos ? byte + 1 : byte - line_end};
}

// Where the first field of a record begins: after a byte order mark, which joined files have inside.
std::size_t field_start(std::string_view record) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return record.starts_with(mark) ? mark.size() : 0;
}

bool is_quoted_at(std::string_view record, std::size_t at, CsvDialect dialect) {
  return dialect.quotes != CsvQuotes::none && at < record.size() && record[at] == '"';
}

// Reads the field that begins at a byte of a record into an empty string; returns where it ends.
std::size_t read_field(const CsvRecord& record, CsvDialect dialect, const std::string& file, std::size_t at,
                       std::string& field) {
  const std::string_view text = record.text;
  if (!is_quoted_at(text, at, dialect)) {
    const std::size_t end = std::min(text.find(dialect.delimiter, at), text.size());
    field = text.substr(at, end - at);
    return end;
  }
  const char* const closing = dialect.quotes == CsvQuotes::backslash ? "\"\\" : "\"";
  ++at;
  for (;;) {
    const std::size_t stop = text.find_first_of(closing, at);
    if (stop == std::string_view::npos) {
      throw DataError(place_in(record, text.size(), file), "the record ends inside a quoted field");
    }
    field += text.substr(at, stop - at);
    at = stop + 1;
    if (text[stop] == '\\') {
      const bool escapes = at < text.size() && (text[at] == '"' || text[at] == '\\');
      field += escapes ? text[at++] : '\\';
    } else if (at < text.size() && text[at] == '"') {
      field += text[at++];
    } else {
      break;
    }
  }
  if (at < text.size() && text[at] != dialect.delimiter) {
    throw DataError(place_in(record, at, file),
                    "text after the closing quote of a field; a quote inside quotes is doubled");
  }
  return at;
}

}  // namespace

void CsvScanner::scan(std::string_view line, std::size_t begin) {
  if (begin == 0) state_ = State::field_begin;
  if (dialect_.quotes == CsvQuotes::none) return;
  for (std::size_t i = begin == 0 ? field_start(line) : 0; i < line.size(); ++i) {
    const char c = line[i];
    switch (state_) {
      case State::quoted:
        if (c == '\\' && dialect_.quotes == CsvQuotes::backslash) {
          ++i;
        } else if (c == '"') {
          state_ = State::quote_in_quoted;
        }
        break;
      case State::quote_in_quoted:
        if (c == '"') {
          state_ = State::quoted;
          break;
        }
        [[fallthrough]];
      case State::plain:
        state_ = c == dialect_.delimiter ? State::field_begin : State::plain;
        break;
      case State::field_begin:
        if (c == '"') {
          state_ = State::quoted;
          quote_ = begin + i;
        } else if (c != dialect_.delimiter) {
          state_ = State::plain;
        }
    }
  }
}

CsvRecords::CsvRecords(Lines lines, CsvDialect dialect, Malformed malformed)
    : lines_(std::move(lines)), scanner_(dialect), malformed_(malformed) {}

// Ends a record whose quote is not closed.
void CsvRecords::leave_open(const std::string& why) {
  if (malformed_ == Malformed::error) {
    throw DataError(place_in(pending_, scanner_.quote(), name()),
                    "the quote that starts a field here is not closed" + why +
                        "; a literal quote is doubled, inside a quoted field");
  }
  std::deque<Again> lines;
  std::string_view rest = pending_.text;
  for (std::size_t number = pending_.line; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    std::string_view text = rest.substr(0, end);
    const bool crlf = end != std::string_view::npos && text.ends_with('\r');
    if (crlf) text.remove_suffix(1);
    lines.push_back({std::string(text), end == std::string_view::npos ? "" : crlf ? "\r\n" : "\n", number});
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  pending_.text = std::move(lines.front().text);
  lines.pop_front();
  again_.insert(again_.begin(), lines.begin(), lines.end());
  complete_ = true;
}

void CsvRecords::add_line(const Line& line) {
  if (pending_.text.empty()) {
    if (line.text.empty()) return;
    pending_.line = line.number;
  }
  scanner_.scan(line.text, pending_.text.size());
  pending_.text += line.text;
  if (!scanner_.open()) {
    complete_ = true;
    return;
  }
  pending_.text += line.end;
  if (pending_.text.size() > most_bytes) leave_open(" within " + std::to_string(most_bytes) + " bytes");
}

void CsvRecords::take_line() {
  if (!again_.empty()) {
    const Again line = std::move(again_.front());
    again_.pop_front();
    add_line({line.text, line.end, line.number});
    return;
  }
  Line line;
  if (lines_.next(line)) {
    add_line(line);
  } else if (!pending_.text.empty()) {
    leave_open("");
  } else {
    ended_ = true;
  }
}

bool CsvRecords::next(CsvRecord& record) {
  while (!complete_ && !ended_) take_line();
  if (!complete_) return false;
  record = std::exchange(pending_, {});
  complete_ = false;
  return true;
}

bool CsvRecords::buffered() {
  while (!complete_ && !ended_ && (!again_.empty() || lines_.buffered())) take_line();
  return complete_ || ended_;
}

std::vector<std::string> split_csv(const CsvRecord& record, CsvDialect dialect, const std::string& file,
                                   std::vector<bool>* quoted) {
  std::vector<std::string> fields;
  for (std::size_t at = field_start(record.text);; ++at) {
    if (quoted != nullptr) quoted->push_back(is_quoted_at(record.text, at, dialect));
    at = read_field(record, dialect, file, at, fields.emplace_back());
    if (at == record.text.size()) return fields;
  }
}

Place place_of_field(const CsvRecord& record, CsvDialect dialect, std::size_t field,
                     const std::string& file) {
  std::size_t at = field_start(record.text);
  for (; field > 0; --field) {
    std::string passed;
    at = read_field(record, dialect, file, at, passed) + 1;
  }
  return place_in(record, at, file);
}

char find_csv_delimiter(std::string_view line) {
  constexpr std::array<char, 3> candidates = {',', ';', '\t'};
  std::array<std::size_t, 3> counts{};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    const auto* const found = std::find(candidates.begin(), candidates.end(), c);
    if (!quoted && found != candidates.end()) ++counts[static_cast<std::size_t>(found - candidates.begin())];
  }
  return candidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) -
                                             counts.begin())];
}

std::string csv_field(std::string_view text, CsvDialect dialect) {
  const bool special = text.find(dialect.delimiter) != std::string_view::npos ||
                       text.find_first_of("\r\n") != std::string_view::npos;
  const bool quote = dialect.quotes != CsvQuotes::none && text.find('"') != std::string_view::npos;
  if (!special && !quote) return std::string(text);
  const bool backslash = dialect.quotes == CsvQuotes::backslash;
  std::string field = "\"";
  for (const char c : text) {
    if (c == '"') field += backslash ? '\\' : '"';
    if (c == '\\' && backslash) field += '\\';
    field += c;
  }
  return field + '"';
}

}  // namespace seqlab::corpus
