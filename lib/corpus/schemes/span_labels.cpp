#include "corpus/schemes/span_labels.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/names.h"
#include "corpus/schemes/tag_scheme.h"
#include "text/zero_width.h"

namespace seqlab::corpus {
namespace {

// The tokens of a text, and where its sentences end, in tokens.
struct TokensOfText {
  TokensOfText(std::string_view whole, const std::vector<text::TextSentence>& cuts)
      : text(whole), signs(text::zero_width_runs(whole)) {
    for (const text::TextSentence& cut : cuts) {
      places.insert(places.end(), cut.begin(), cut.end());
      sentence_ends.push_back(places.size());
    }
  }

  // The tokens [begin, end) in a part of the text; nothing if the part begins or ends inside one, or has
  // none.
  [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> inside(std::size_t part_begin,
                                                                          std::size_t part_end) const {
    const auto first = std::lower_bound(places.begin(), places.end(), part_begin,
                                        [](const text::TextSpan& t, std::size_t b) { return t.begin < b; });
    auto last = std::lower_bound(places.begin(), places.end(), part_end,
                                 [](const text::TextSpan& t, std::size_t e) { return t.end <= e; });
    if (first != places.begin() && std::prev(first)->end > part_begin) {
      if (!only_signs(part_begin, std::prev(first)->end)) return {};
    }
    if (last != places.end() && last->begin < part_end) {
      if (!only_signs(part_end, last->end)) return {};
      ++last;
    }
    if (first >= last) return {};
    return std::pair(static_cast<std::size_t>(first - places.begin()),
                     static_cast<std::size_t>(last - places.begin()));
  }

  // Whether a part of the text has nothing but signs without width.
  [[nodiscard]] bool only_signs(std::size_t begin, std::size_t end) const {
    const auto run = std::upper_bound(signs.begin(), signs.end(), begin,
                                      [](std::size_t at, const auto& one) { return at < one.second; });
    return begin == end || (run != signs.end() && run->first <= begin && end <= run->second);
  }

  // "; the nearest tokens are 0-5 and 6-9".
  [[nodiscard]] std::string nearest(const TextLabel& span, const text::OffsetMap& map) const {
    std::string found;
    for (const text::TextSpan& token : places) {
      if (token.end <= span.begin || token.begin >= span.end) continue;
      const bool inside = token.begin > span.begin && token.end < span.end;
      if (inside) continue;
      found += (found.empty() ? "; the nearest tokens are " : " and ") +
               std::to_string(map.from_byte(token.begin)) + "-" + std::to_string(map.from_byte(token.end));
    }
    return found.empty() ? "; there is no token" : found;
  }

  // ", and with --offsets utf16 it starts and ends with tokens", if so.
  [[nodiscard]] std::string other_unit(const TextLabel& span, const text::OffsetMap& map) const {
    for (const auto& [name, unit] : name_table(text::OffsetUnit{})) {
      const text::OffsetMap other(text, unit);
      const auto begin = other.to_byte(map.from_byte(span.begin));
      const auto end = other.to_byte(map.from_byte(span.end));
      if (begin && end && *begin < *end && inside(*begin, *end)) {
        return ", and with --offsets " + std::string(name) + " it starts and ends with tokens";
      }
    }
    return {};
  }

  // The sentences; those that a span crosses are one. spans: in order, without overlaps.
  [[nodiscard]] std::vector<text::TextSentence> cuts(const std::vector<Span>& spans) const {
    std::vector<text::TextSentence> cuts;
    std::size_t begin = 0;
    auto span = spans.begin();
    for (const std::size_t end : sentence_ends) {
      while (span != spans.end() && span->end <= end) ++span;
      if (span != spans.end() && span->begin < end) continue;
      cuts.emplace_back(places.begin() + static_cast<std::ptrdiff_t>(begin),
                        places.begin() + static_cast<std::ptrdiff_t>(end));
      begin = end;
    }
    return cuts;
  }

  std::string_view text;
  std::vector<std::pair<std::size_t, std::size_t>> signs;  // without width
  std::vector<text::TextSpan> places;
  std::vector<std::size_t> sentence_ends;
};

// At the place of the later one in the file.
[[noreturn]] void refuse_overlap(const TextLabel& first, const TextLabel& second) {
  const bool in_order = second.place.line >= first.place.line;
  throw DataError((in_order ? second : first).place,
                  first.name + " and " + second.name + " overlap; a token has one label");
}

}  // namespace

TokenLabels label_tokens(std::vector<TextLabel> spans, std::string_view text, const text::OffsetMap& map,
                         Misaligned misaligned, std::vector<text::TextSentence>& cuts) {
  std::stable_sort(spans.begin(), spans.end(),
                   [](const TextLabel& a, const TextLabel& b) { return a.begin < b.begin; });
  TokensOfText tokens(text, cuts);
  TokenLabels result;
  std::vector<Span> found;
  const TextLabel* last = nullptr;  // that was placed
  for (const TextLabel& span : spans) {
    if (span.begin >= span.end) {
      throw DataError(span.place, span.name + " is empty; its end must be greater than its start");
    }
    const auto inside = tokens.inside(span.begin, span.end);
    if (!inside && misaligned == Misaligned::skip) {
      ++result.misaligned;
      continue;
    }
    if (!inside) {
      throw DataError(span.place,
                      span.name + " does not start and end with tokens" + tokens.nearest(span, map) +
                          "; --misaligned skip passes over such spans" + tokens.other_unit(span, map));
    }
    const auto [begin, end] = *inside;
    if (last != nullptr && begin < found.back().end) refuse_overlap(*last, span);
    const bool exact = tokens.places[begin].begin == span.begin && tokens.places[end - 1].end == span.end;
    result.trimmed += exact ? 0 : 1;
    found.push_back({begin, end, span.label});
    last = &span;
  }
  cuts = tokens.cuts(found);
  result.labels = write_spans(found, tokens.places.size(), {TagScheme::iob2, '-'});
  return result;
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
