#include "corpus/columns/columns.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "base/errors.h"

namespace seqlab::corpus {
namespace {

// "# newdoc" and "# newdoc id = ...".
bool is_newdoc(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of("# "), line.size()));
  constexpr std::string_view mark = "newdoc";
  return line.starts_with(mark) && (line.size() == mark.size() || line[mark.size()] == ' ');
}

}  // namespace

bool is_docstart(std::string_view line) {
  constexpr std::string_view mark = "-DOCSTART-";
  return line.starts_with(mark) &&
         (line.size() == mark.size() || std::string_view(" \t,;").find(line[mark.size()]) != line.npos);
}

void SentenceLines::clear() {
  raw.clear();
  rows.clear();
  new_document = false;
}

std::string_view without_byte_order_mark(std::string_view line) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  while (line.starts_with(mark)) line.remove_prefix(mark.size());
  return line;
}

SentenceSplitter::SentenceSplitter(Lines lines, LineRoles roles)
    : lines_(std::move(lines)), roles_(std::move(roles)) {}

void SentenceSplitter::add(const Line& line, SentenceLines& sentence) const {
  const std::string_view text = without_byte_order_mark(line.text);
  const std::size_t begin = sentence.raw.size() + (line.text.size() - text.size());
  sentence.raw += line.text;
  if (is_blank(text) || is_header(line.number, text)) {
    // Between sentences.
  } else if (!roles_.ids && is_docstart(text)) {
    sentence.new_document = true;
  } else if (sentence.rows.empty() && text.starts_with('#') && roles_.is_comment(text)) {
    sentence.new_document = sentence.new_document || is_newdoc(text);
  } else {
    sentence.rows.push_back({begin, sentence.raw.size(), line.number});
  }
  sentence.raw += line.end;
}

bool SentenceSplitter::is_header(std::size_t number, std::string_view text) const {
  return roles_.header != 0 && (number == roles_.header || text == roles_.header_text);
}

void SentenceSplitter::take_line() {
  Line line;
  if (!lines_.next(line)) {
    ended_ = true;
    complete_ = !pending_.rows.empty();
    return;
  }
  if (!pending_.rows.empty()) {
    const std::string_view text = without_byte_order_mark(line.text);
    complete_ = is_blank(text);
    const bool next = !complete_ && roles_.begins_sentence && !is_header(line.number, text) &&
                      roles_.begins_sentence(pending_.text(pending_.rows.back()), text);
    if (next || (!roles_.ids && is_docstart(text))) {
      complete_ = true;
      add(line, following_);
      return;
    }
  }
  add(line, pending_);
}

bool SentenceSplitter::next(SentenceLines& sentence) {
  while (!complete_ && !ended_) take_line();
  if (!complete_) return false;
  // Copies the lines into exactly as much memory as they need, and reuses the larger buffers.
  sentence = pending_;
  pending_.clear();
  std::swap(pending_, following_);
  complete_ = false;
  return true;
}

bool SentenceSplitter::buffered() {
  while (!complete_ && !ended_ && lines_.buffered()) take_line();
  return complete_ || ended_;
}

namespace {

// Calls found(position) for each occurrence of a character, in order. Reads eight bytes at a time.
template <typename Found>
void for_each_place(std::string_view text, char character, Found found) {
  constexpr std::uint64_t low_bits = 0x7F7F7F7F7F7F7F7FU;
  const std::uint64_t pattern = 0x0101010101010101U * static_cast<unsigned char>(character);
  std::size_t position = 0;
  if constexpr (std::endian::native == std::endian::little) {
    for (; text.size() - position >= sizeof(std::uint64_t); position += sizeof(std::uint64_t)) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, text.data() + position, sizeof eight);
      eight ^= pattern;
      // The highest bit of each byte that is zero.
      std::uint64_t zeros = ~(((eight & low_bits) + low_bits) | eight | low_bits);
      for (; zeros != 0; zeros &= zeros - 1) {
        found(position + static_cast<std::size_t>(std::countr_zero(zeros)) / 8);
      }
    }
  }
  for (; position < text.size(); ++position) {
    if (text[position] == character) found(position);
  }
}

// Where the field that starts at `begin` ends. Quotes may surround a field, in which a quote is doubled.
std::size_t end_of_quoted_field(std::string_view line, char separator, std::size_t begin) {
  std::size_t at = line.find_first_not_of(' ', begin);
  if (at == std::string_view::npos || line[at] != '"')
    return std::min(line.find(separator, begin), line.size());
  for (bool quoted = true; ++at < line.size();) {
    if (line[at] == '"') quoted = !quoted;
    if (line[at] == separator && !quoted) return at;
  }
  return line.size();
}

}  // namespace

std::string_view without_outer_spaces(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::string field_text(std::string_view field, char separator) {
  if (separator == ' ') return std::string(field);
  const std::string_view trimmed = without_outer_spaces(field);
  const bool quotes = separator == ',' || separator == ';';
  if (!quotes || trimmed.size() < 2 || trimmed.front() != '"' || trimmed.back() != '"') {
    return std::string(trimmed);
  }
  std::string text;
  for (std::size_t i = 1; i + 1 < trimmed.size(); ++i) {
    text += trimmed[i];
    if (trimmed[i] == '"' && trimmed[i + 1] == '"' && i + 2 < trimmed.size()) ++i;
  }
  return text;
}

std::string separator_name(char separator) {
  switch (separator) {
    case '\t':
      return "tabs";
    case ',':
      return "commas";
    case ';':
      return "semicolons";
    default:
      return "spaces";
  }
}

void split_fields(std::string_view line, char separator, std::vector<std::string_view>& fields) {
  fields.clear();
  if (separator == ',' || separator == ';') {
    for (std::size_t begin = 0;;) {
      const std::size_t end = end_of_quoted_field(line, separator, begin);
      fields.push_back(line.substr(begin, end - begin));
      if (end == line.size()) return;
      begin = end + 1;
    }
  }
  const bool runs = separator != '\t';
  std::size_t begin = 0;
  const auto end_field = [&](std::size_t end) {
    if (!runs || end > begin) fields.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  };
  for_each_place(line, separator, end_field);
  end_field(line.size());
}

std::string_view field_between_tabs(std::string_view line, std::size_t column) {
  std::size_t begin = 0;
  for (; column > 0; --column) {
    while (line[begin] != '\t') ++begin;
    ++begin;
  }
  std::size_t end = begin;
  while (end < line.size() && line[end] != '\t') ++end;
  return line.substr(begin, end - begin);
}

std::string gold_label(std::string_view value, const std::optional<std::string>& unlabelled,
                       bool underscore_is_label, const Place& place) {
  if (unlabelled.has_value() && value == *unlabelled) return {};
  if (value.empty()) {
    throw DataError(place, "the label is empty; if that means \"not annotated\", give --unlabelled ''");
  }
  if (value == "_" && !underscore_is_label) {
    throw DataError(place, "the label is _; if that means \"not annotated\", give --unlabelled _");
  }
  return std::string(value);
}

std::string column_value(std::string_view value, const std::optional<std::string>& unlabelled,
                         bool underscore_is_value) {
  if ((unlabelled.has_value() && value == *unlabelled) || (value == "_" && !underscore_is_value)) return {};
  return std::string(value);
}

void refuse_nul(std::string_view line, const std::string& file, std::size_t number) {
  const std::size_t nul = line.find('\0');
  if (nul == std::string_view::npos) return;
  throw DataError({file, number, nul + 1},
                  "a NUL byte; columns hold only text: --invalid replace reads U+FFFD in its place");
}

std::optional<std::size_t> column_number(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  std::size_t number = std::numeric_limits<std::size_t>::max();
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (number == 0) throw UsageError("column 0; columns count from 1");
  return number - 1;
}

}  // namespace seqlab::corpus
