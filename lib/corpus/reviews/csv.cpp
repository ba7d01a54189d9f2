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

}  // namespace

CsvRecords::CsvRecords(Lines lines, char delimiter) : lines_(std::move(lines)), delimiter_(delimiter) {}

void CsvRecords::scan(std::string_view text) {
  const std::size_t begin = pending_.text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (state_) {
      case State::quoted:
        if (c == '"') state_ = State::quote_in_quoted;
        break;
      case State::quote_in_quoted:
        if (c == '"') {
          state_ = State::quoted;
          break;
        }
        [[fallthrough]];
      case State::plain:
        state_ = c == delimiter_ ? State::field_begin : State::plain;
        break;
      case State::field_begin:
        if (c == '"') {
          state_ = State::quoted;
          quote_ = begin + i;
        } else if (c != delimiter_) {
          state_ = State::plain;
        }
    }
  }
  pending_.text += text;
}

void CsvRecords::fail_open(const std::string& why) const {
  throw DataError(place_in(pending_, quote_, name()),
                  "the quote that starts a field here is not closed" + why +
                      "; a literal quote is doubled, inside a quoted field");
}

void CsvRecords::take_line() {
  Line line;
  if (!lines_.next(line)) {
    if (state_ == State::quoted) fail_open("");
    ended_ = true;
    return;
  }
  if (state_ != State::quoted) {
    if (line.text.empty()) return;
    pending_ = {{}, line.number};
  }
  scan(line.text);
  if (state_ == State::quoted) {
    pending_.text += line.end;
    if (pending_.text.size() > most_bytes) {
      fail_open(" within " + std::to_string(most_bytes) + " bytes");
    }
    return;
  }
  state_ = State::field_begin;
  complete_ = true;
}

bool CsvRecords::next(CsvRecord& record) {
  while (!complete_ && !ended_) take_line();
  if (!complete_) return false;
  record = std::move(pending_);
  pending_ = {};
  complete_ = false;
  return true;
}

bool CsvRecords::buffered() {
  while (!complete_ && !ended_ && lines_.buffered()) take_line();
  return complete_ || ended_;
}

std::vector<std::string> split_csv(const CsvRecord& record, char delimiter, const std::string& file) {
  const std::string_view text = record.text;
  std::vector<std::string> fields;
  for (std::size_t at = 0;; ++at) {
    std::string& field = fields.emplace_back();
    if (at < text.size() && text[at] == '"') {
      for (;;) {
        const std::size_t quote = text.find('"', at + 1);
        if (quote == std::string_view::npos) {
          throw DataError(place_in(record, text.size(), file), "the record ends inside a quoted field");
        }
        field += text.substr(at + 1, quote - at - 1);
        at = quote + 1;
        if (at == text.size() || text[at] != '"') break;
        field += '"';
      }
      if (at < text.size() && text[at] != delimiter) {
        throw DataError(place_in(record, at, file),
                        "text after the closing quote of a field; a quote inside quotes is doubled");
      }
    } else {
      const std::size_t end = std::min(text.find(delimiter, at), text.size());
      field = text.substr(at, end - at);
      at = end;
    }
    if (at == text.size()) return fields;
  }
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

std::string csv_field(std::string_view text, char delimiter) {
  const bool plain = text.find_first_of("\"\r\n") == std::string_view::npos &&
                     text.find(delimiter) == std::string_view::npos;
  if (plain) return std::string(text);
  std::string field = "\"";
  for (const char c : text) {
    field += c;
    if (c == '"') field += '"';
  }
  return field + '"';
}

}  // namespace seqlab::corpus
