#include "service/adapters/input_words.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace seqlab::service {

namespace {

bool is_white(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

std::vector<text::TextSpan> line_spans(std::string_view text) {
  std::vector<text::TextSpan> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const bool carriage = end > begin && end < text.size() && text[end - 1] == '\r';
    lines.push_back({begin, carriage ? end - 1 : end});
    begin = end + 1;
  }
  return lines;
}

std::vector<text::TextSpan> word_spans(std::string_view text, text::TextSpan line) {
  std::vector<text::TextSpan> words;
  for (std::size_t i = line.begin; i < line.end;) {
    if (is_white(text[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < line.end && !is_white(text[i])) ++i;
    words.push_back({begin, i});
  }
  return words;
}

std::vector<std::vector<std::string>> horizontal_sentences(std::string_view text) {
  std::vector<std::vector<std::string>> sentences;
  for (const text::TextSpan line : line_spans(text)) {
    std::vector<std::string> words;
    for (const auto [begin, end] : word_spans(text, line))
      words.emplace_back(text.substr(begin, end - begin));
    if (!words.empty()) sentences.push_back(std::move(words));
  }
  return sentences;
}

std::vector<std::vector<std::string>> vertical_sentences(std::string_view text) {
  std::vector<std::vector<std::string>> sentences;
  bool open = false;
  for (const auto [begin, end] : line_spans(text)) {
    std::string_view word = text.substr(begin, end - begin);
    word = word.substr(0, word.find('\t'));
    if (std::ranges::all_of(word, is_white)) {
      open = false;
      continue;
    }
    if (!open) sentences.emplace_back();
    open = true;
    sentences.back().emplace_back(word);
  }
  return sentences;
}

}  // namespace seqlab::service
