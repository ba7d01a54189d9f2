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
         (line.size() == mark.size() || line[mark.size()] == ' ' || line[mark.size()] == '\t');
}

void SentenceLines::clear() {
  raw.clear();
  rows.clear();
  new_document = false;
}

SentenceSplitter::SentenceSplitter(Lines lines, bool ids) : lines_(std::move(lines)), ids_(ids) {}

void SentenceSplitter::add(const Line& line, SentenceLines& sentence) const {
  const std::size_t begin = sentence.raw.size();
  sentence.raw += line.text;
  if (is_blank(line.text)) {
    // Between sentences.
  } else if (!ids_ && is_docstart(line.text)) {
    sentence.new_document = true;
  } else if (ids_ && sentence.rows.empty() && line.text.starts_with('#')) {
    sentence.new_document = sentence.new_document || is_newdoc(line.text);
  } else {
    sentence.rows.push_back({begin, sentence.raw.size(), line.number});
  }
  sentence.raw += line.end;
}

void SentenceSplitter::take_line() {
  Line line;
  if (!lines_.next(line)) {
    ended_ = true;
    complete_ = !pending_.rows.empty();
    return;
  }
  if (!pending_.rows.empty()) {
    complete_ = is_blank(line.text);
    if (!ids_ && is_docstart(line.text)) {
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

}  // namespace

void split_fields(std::string_view line, char separator, std::vector<std::string_view>& fields) {
  fields.clear();
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
  throw DataError({file, number, nul + 1}, "a NUL byte; columns hold only text");
}

std::optional<std::size_t> column_number(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  std::size_t number = std::numeric_limits<std::size_t>::max();
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (number == 0) throw UsageError("column 0; columns count from 1");
  return number - 1;
}

}  // namespace seqlab::corpus
