#include "corpus/columns.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "io/errors.h"

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

SentenceSplitter::SentenceSplitter(Lines lines, bool ids) : lines_(std::move(lines)), ids_(ids) {}

void SentenceSplitter::take_line() {
  if (!ids_ && !pending_.rows.empty()) {
    const Line* next = lines_.peek(0);
    if (next != nullptr && is_docstart(next->text)) {
      complete_ = true;
      return;
    }
  }
  Line line;
  if (!lines_.next(line)) {
    ended_ = true;
    complete_ = !pending_.rows.empty();
    return;
  }
  const std::size_t begin = pending_.raw.size();
  pending_.raw += line.text;
  if (is_blank(line.text)) {
    complete_ = !pending_.rows.empty();
  } else if (!ids_ && is_docstart(line.text)) {
    pending_.new_document = true;
  } else if (ids_ && pending_.rows.empty() && line.text.starts_with('#')) {
    pending_.new_document = pending_.new_document || is_newdoc(line.text);
  } else {
    pending_.rows.push_back({begin, pending_.raw.size(), line.number});
  }
  pending_.raw += line.end;
}

bool SentenceSplitter::next(SentenceLines& sentence) {
  while (!complete_ && !ended_) take_line();
  if (!complete_) return false;
  sentence = std::exchange(pending_, {});
  complete_ = false;
  return true;
}

bool SentenceSplitter::buffered() {
  while (!complete_ && !ended_ && lines_.buffered()) take_line();
  return complete_ || ended_;
}

void split_fields(std::string_view line, char separator, std::vector<std::string_view>& fields) {
  fields.clear();
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(line.find(separator, begin), line.size());
    if (separator == '\t' || end > begin) fields.push_back(line.substr(begin, end - begin));
    if (end == line.size()) return;
    begin = end + 1;
  }
}

std::string gold_label(std::string_view value, const std::optional<std::string>& unlabelled,
                       bool underscore_is_label, const Place& place) {
  if (unlabelled.has_value() && value == *unlabelled) return {};
  if (value.empty()) {
    throw DataError(place,
                    "the label is empty; if that means \"not annotated\", say so with --unlabelled ''");
  }
  if (value == "_" && !underscore_is_label) {
    throw DataError(place, "the label is _; if that means \"not annotated\", say so with --unlabelled _");
  }
  return std::string(value);
}

void refuse_nul(std::string_view line, const std::string& file, std::size_t number) {
  const std::size_t nul = line.find('\0');
  if (nul == std::string_view::npos) return;
  throw DataError({file, number, nul + 1}, "a NUL byte; columns hold text alone");
}

std::optional<std::size_t> column_number(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  std::size_t number = std::numeric_limits<std::size_t>::max();
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (number == 0) throw UsageError("column 0; columns count from 1");
  return number - 1;
}

}  // namespace seqlab::corpus
