#include "corpus/shown/shown_sentence.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "corpus/writers.h"
#include "io/hash.h"

namespace seqlab::corpus {
namespace {

void add_spans(std::span<const std::string> labels, SchemeStyle style, const HeadPrediction* head,
               std::vector<ShownSpan>& spans) {
  std::vector<Span> found = read_spans(labels, style);
  const bool sure = head != nullptr && head->span_probabilities.has_value();
  if (sure && head->span_probabilities->size() != found.size()) {
    throw std::invalid_argument("a writer needs one probability per span or none");
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    ShownSpan& span = spans.emplace_back();
    span.begin = found[i].begin;
    span.end = found[i].end;
    span.type = std::move(found[i].type);
    if (sure) span.probability = (*head->span_probabilities)[i];
  }
}

}  // namespace

ShownSentence shown_sentence(const Sentence& sentence, const Predicted& predicted,
                             std::span<const SchemeStyle> gold_schemes) {
  ShownSentence shown;
  const auto lists = labels_to_write(sentence, predicted);
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const HeadPrediction* head = predicted.heads.empty() ? nullptr : &predicted.heads[i];
    SchemeStyle style;
    if (head != nullptr) {
      style = head->scheme;
    } else if (i < gold_schemes.size()) {
      style = gold_schemes[i];
    }
    if (style.scheme == TagScheme::none) {
      shown.labels.push_back({lists[i], head != nullptr ? std::span<const double>(head->probabilities)
                                                        : std::span<const double>()});
    } else {
      shown.marks_spans = true;
      add_spans(lists[i], style, head, shown.spans);
    }
  }
  std::stable_sort(shown.spans.begin(), shown.spans.end(), [](const ShownSpan& a, const ShownSpan& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  return shown;
}

unsigned hue_of(std::string_view type) {
  constexpr std::uint64_t seed = 1586682;  // found by trying many on usual types
  return static_cast<unsigned>(io::hash64(type, seed) % 360);
}

std::string short_probability(double probability) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), probability, std::chars_format::fixed, 2);
  return {text.data(), end.ptr};
}

}  // namespace seqlab::corpus
