#include "corpus/span_labels.h"

#include <algorithm>
#include <utility>

#include "corpus/tag_scheme.h"

namespace seqlab::corpus {
namespace {

[[noreturn]] void refuse(const TextLabel& span, const std::string& why) {
  throw DataError(span.place, span.name + " " + why);
}

// Leaves out white space at the ends.
void trim(TextLabel& span, std::string_view text) {
  const auto is_space = [&](std::size_t byte) {
    return std::string_view(" \t\r\n\v\f").find(text[byte]) != std::string_view::npos;
  };
  while (span.begin < span.end && is_space(span.begin)) ++span.begin;
  while (span.begin < span.end && is_space(span.end - 1)) --span.end;
}

// "; the nearest tokens are 0-5 and 6-9".
std::string nearest_tokens(const std::vector<text::TextSpan>& tokens, const TextLabel& span,
                           const text::OffsetMap& map) {
  std::string found;
  for (const text::TextSpan& token : tokens) {
    if (token.end <= span.begin || token.begin >= span.end) continue;
    const bool inside = token.begin > span.begin && token.end < span.end;
    if (inside) continue;
    found += (found.empty() ? "; the nearest tokens are " : " and ") +
             std::to_string(map.from_byte(token.begin)) + "-" + std::to_string(map.from_byte(token.end));
  }
  return found.empty() ? "; there is no token" : found;
}

void refuse_overlaps(const std::vector<TextLabel>& spans) {
  for (std::size_t i = 1; i < spans.size(); ++i) {
    if (spans[i].begin >= spans[i - 1].end) continue;
    const bool in_order = spans[i].place.line >= spans[i - 1].place.line;
    const TextLabel& later = in_order ? spans[i] : spans[i - 1];
    throw DataError(later.place,
                    spans[i - 1].name + " and " + spans[i].name + " overlap; a token has one label");
  }
}

}  // namespace

Labels label_tokens(std::vector<TextLabel> spans, std::string_view text, const text::OffsetMap& map,
                    std::vector<text::TextSentence>& cuts) {
  for (TextLabel& span : spans) {
    trim(span, text);
    if (span.begin >= span.end) refuse(span, "is empty; its end must be greater than its start");
  }
  std::stable_sort(spans.begin(), spans.end(),
                   [](const TextLabel& a, const TextLabel& b) { return a.begin < b.begin; });
  refuse_overlaps(spans);
  std::vector<text::TextSpan> tokens;
  std::vector<std::size_t> sentence_ends;  // in tokens
  for (const text::TextSentence& cut : cuts) {
    tokens.insert(tokens.end(), cut.begin(), cut.end());
    sentence_ends.push_back(tokens.size());
  }
  std::vector<Span> found;
  for (TextLabel& span : spans) {
    const auto first = std::lower_bound(tokens.begin(), tokens.end(), span.begin,
                                        [](const text::TextSpan& t, std::size_t b) { return t.begin < b; });
    const auto last = std::lower_bound(tokens.begin(), tokens.end(), span.end,
                                       [](const text::TextSpan& t, std::size_t e) { return t.end < e; });
    if (first == tokens.end() || first->begin != span.begin || last == tokens.end() ||
        last->end != span.end) {
      refuse(span, "does not start and end with tokens" + nearest_tokens(tokens, span, map));
    }
    const auto begin = static_cast<std::size_t>(first - tokens.begin());
    const auto end = static_cast<std::size_t>(last - tokens.begin()) + 1;
    found.push_back({begin, end, std::move(span.label)});
    // The sentence ends are sorted: those inside the span are neighbours.
    sentence_ends.erase(std::upper_bound(sentence_ends.begin(), sentence_ends.end(), begin),
                        std::lower_bound(sentence_ends.begin(), sentence_ends.end(), end));
  }
  cuts.clear();
  std::size_t begin = 0;
  for (const std::size_t end : sentence_ends) {
    cuts.emplace_back(tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                      tokens.begin() + static_cast<std::ptrdiff_t>(end));
    begin = end;
  }
  return write_spans(found, tokens.size(), {TagScheme::iob2, '-'});
}

void add_gold(const Labels& labels, std::vector<Sentence>& sentences) {
  auto begin = labels.begin();
  for (Sentence& sentence : sentences) {
    const auto end = begin + static_cast<std::ptrdiff_t>(sentence.size());
    sentence.gold.emplace_back(begin, end);
    begin = end;
  }
}

}  // namespace seqlab::corpus
