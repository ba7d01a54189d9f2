#include "corpus/reviews/space_labels.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <unordered_map>

#include "corpus/reviews/review_columns.h"

namespace seqlab::corpus {
namespace {

using WordCounts = std::unordered_map<std::string_view, std::size_t>;

constexpr std::string_view kSpaces = " \t";

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80U;
}

std::string_view initial_word(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(kSpaces), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_first_of(kSpaces));
}

// The last word of a text; empty if it is the only one.
std::string_view final_word(std::string_view text) {
  const std::size_t end = text.find_last_not_of(kSpaces);
  if (end == std::string_view::npos) return {};
  text = text.substr(0, end + 1);
  const std::size_t space = text.find_last_of(kSpaces);
  return space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
}

template <typename IsOne>
std::size_t count_of(const std::vector<std::string_view>& texts, const IsOne& is_one) {
  return static_cast<std::size_t>(std::count_if(texts.begin(), texts.end(), is_one));
}

std::size_t once_in(const WordCounts& words) {
  return static_cast<std::size_t>(
      std::count_if(words.begin(), words.end(), [](const auto& word) { return word.second == 1; }));
}

// Spelt as names of classes are, and words of texts are not.
bool is_class_name(std::string_view word) {
  const bool lower = std::any_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return word.find_first_of("0123456789_:") != std::string_view::npos || (word.size() > 1 && !lower);
}

// A number or a usual name of a sentiment.
bool is_usual_label(std::string_view word) {
  constexpr std::array<std::string_view, 6> names = {"pos", "neg", "neu", "positive", "negative", "neutral"};
  return word.find_first_not_of("+-0123456789") == std::string_view::npos ||
         std::find(names.begin(), names.end(), plain_name(word)) != names.end();
}

bool all_usual(const WordCounts& words) {
  return std::all_of(words.begin(), words.end(), [](const auto& word) { return is_usual_label(word.first); });
}

// Whether the last words of lines are labels rather than the first ones.
bool last_are_labels(const WordCounts& first, const WordCounts& last) {
  constexpr std::size_t most_labels = 30;
  const bool repeated = std::all_of(last.begin(), last.end(), [](const auto& word) {
    return word.second > 1 && std::any_of(word.first.begin(), word.first.end(), is_alphanumeric);
  });
  if (!repeated || last.size() < 2 || last.size() > most_labels) return false;
  return (all_usual(last) && !all_usual(first)) || (once_in(first) > 0 && first.size() > 5 * last.size());
}

// Whether words are as many, and as often single, as words of running text.
bool are_words_of_text(const WordCounts& words, std::size_t texts) {
  constexpr std::size_t few_texts = 20;
  const std::size_t count = words.size();
  const auto names = static_cast<std::size_t>(
      std::count_if(words.begin(), words.end(), [](const auto& word) { return is_class_name(word.first); }));
  if (texts < few_texts || 2 * once_in(words) <= count || 10 * names >= 9 * count) return false;
  return (count > 30 && 10 * count > texts) || (count > 10 && 4 * count > texts);
}

}  // namespace

std::string why_no_labels(const std::vector<std::string_view>& texts) {
  if (texts.empty()) return {};
  if (initial_word(texts.front()).starts_with('<')) return "the lines begin as XML or HTML does";
  WordCounts first;
  WordCounts last;
  for (const std::string_view text : texts) {
    ++first[initial_word(text)];
    ++last[final_word(text)];
  }
  const auto has_sign = [](std::string_view text) {
    std::string_view word = initial_word(text);
    if (word.starts_with('[') && word.ends_with(']')) word.remove_prefix(1);
    return word.find_first_of("<[{\"|;@") != std::string_view::npos;
  };
  if (10 * count_of(texts, has_sign) > texts.size()) {
    const auto one = std::find_if(texts.begin(), texts.end(), has_sign);
    return "first words such as '" + std::string(initial_word(*one).substr(0, 40)) + "' are no labels";
  }
  const auto has_mark = [](std::string_view text) {
    return text.find("__label__") != std::string_view::npos;
  };
  if (2 * count_of(texts, has_mark) > texts.size()) return "__label__ does not begin the lines";
  const auto ends_in_label = [](std::string_view text) {
    const std::string_view word = final_word(text);
    const std::size_t sign = word.find_last_of("@|");
    return sign != std::string_view::npos && sign + 1 < word.size();
  };
  if (2 * count_of(texts, ends_in_label) > texts.size()) return "labels seem to end the lines, after @ or |";
  if (texts.size() >= few_records && last_are_labels(first, last)) {
    return "labels seem to end the lines, such as '" + std::string(final_word(texts.front())) + "'";
  }
  if (are_words_of_text(first, texts.size())) {
    return std::to_string(first.size()) + " different first words of " + std::to_string(texts.size()) +
           " lines, most of which occur once, are no labels";
  }
  return {};
}

}  // namespace seqlab::corpus
