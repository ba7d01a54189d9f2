#include "corpus/json/json_spans.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

#include "base/names.h"
#include "corpus/json/json_keys.h"
#include "text/utf8.h"

namespace seqlab::corpus {
namespace {

using nlohmann::json;

constexpr const char* kSpanShape =
    "; a span is {\"start\": 0, \"end\": 5, \"label\": \"PER\"} or [0, 5, \"PER\"]";

// The names of a span's parts, as tools call them.
constexpr std::array kStarts = {"start", "start_offset", "start_char", "begin"};
constexpr std::array kEnds = {"end", "end_offset", "end_char"};
constexpr std::array kLabels = {"label", "labels", "entity", "entity_group", "type", "tag"};

const json* first_member(const json& object, std::span<const char* const> keys) {
  for (const char* key : keys) {
    const auto found = object.find(key);
    if (found != object.end()) return &*found;
  }
  return nullptr;
}

// A span as it stands in the file.
struct GivenSpan {
  const json* start = nullptr;
  const json* end = nullptr;
  const json* label = nullptr;
};

// A span in bytes, with its name in error messages.
struct TextLabel {
  std::size_t begin = 0;
  std::size_t end = 0;
  long long given_begin = 0;  // in the file's unit
  long long given_end = 0;
  std::string label;
  std::string name;  // "span 3-7 (PER)"
};

// The tokens of a text, and where its sentences end, in tokens.
struct PlacedTokens {
  explicit PlacedTokens(const std::vector<text::TextSentence>& cuts) {
    for (const text::TextSentence& cut : cuts) {
      places.insert(places.end(), cut.begin(), cut.end());
      sentence_ends.push_back(places.size());
    }
  }

  // The tokens [begin, end) that lie in a part of the text; nothing if the part begins or ends inside one, or
  // has none.
  [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> inside(std::size_t begin,
                                                                          std::size_t end) const {
    const auto first = std::lower_bound(places.begin(), places.end(), begin,
                                        [](const text::TextSpan& t, std::size_t b) { return t.begin < b; });
    const auto last = std::lower_bound(places.begin(), places.end(), end,
                                       [](const text::TextSpan& t, std::size_t e) { return t.end <= e; });
    if (first >= last) return {};
    if (first != places.begin() && std::prev(first)->end > begin) return {};
    if (last != places.end() && last->begin < end) return {};
    return std::pair(static_cast<std::size_t>(first - places.begin()),
                     static_cast<std::size_t>(last - places.begin()));
  }

  std::vector<text::TextSpan> places;
  std::vector<std::size_t> sentence_ends;
};

class SpanReader {
 public:
  SpanReader(const std::string& text, const LabelContext& context)
      : text_(text), context_(context), map_(text, context.options.offsets) {}

  PlacedSpans read(const json& spans, std::vector<text::TextSentence>& cuts) {
    if (!spans.is_array())
      fail(std::string("the spans are ") + spans.type_name() + "; they must be an array");
    std::vector<TextLabel> labels;
    for (const json& span : spans) {
      if (const std::optional<GivenSpan> given = parts_of(span)) labels.push_back(label_of(*given));
    }
    std::stable_sort(labels.begin(), labels.end(),
                     [](const TextLabel& a, const TextLabel& b) { return a.begin < b.begin; });
    PlacedTokens tokens(cuts);
    PlacedSpans placed;
    std::vector<const TextLabel*> kept;
    for (const TextLabel& label : labels) {
      const auto inside = tokens.inside(label.begin, label.end);
      if (!inside) {
        if (context_.options.misaligned == Misaligned::error) fail_misaligned(label, tokens);
        ++placed.misaligned;
        continue;
      }
      const auto [begin, end] = *inside;
      placed.trimmed +=
          tokens.places[begin].begin != label.begin || tokens.places[end - 1].end != label.end ? 1 : 0;
      if (!kept.empty() && begin < placed.spans.back().end) {
        fail(kept.back()->name + " and " + label.name + " overlap; a token has one label");
      }
      kept.push_back(&label);
      placed.spans.push_back({begin, end, label.label});
    }
    join_sentences(placed.spans, tokens, cuts);
    return placed;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { throw DataError(context_.place, message); }

  // Nothing for what Label Studio has beside spans: relations, classes of the text.
  std::optional<GivenSpan> parts_of(const json& span) const {
    if (span.is_array() && span.size() >= 3) return GivenSpan{&span[0], &span[1], &span[2]};
    if (!span.is_object()) fail(std::string("a span that is not an object") + kSpanShape);
    const auto value = span.find("value");
    if (value != span.end() && value->is_object()) {
      if (value->find("start") == value->end()) return {};
      return parts_of(*value);
    }
    const json* start = first_member(span, kStarts);
    const auto type = span.find("type");
    if (start == nullptr && type != span.end() && *type == "relation") return {};
    return GivenSpan{start, first_member(span, kEnds), first_member(span, kLabels)};
  }

  TextLabel label_of(const GivenSpan& span) const {
    TextLabel label;
    label.given_begin = offset_of(span.start, "start");
    label.given_end = offset_of(span.end, "end");
    label.begin = byte_of(label.given_begin, "start");
    label.end = byte_of(label.given_end, "end");
    label.name = "span " + std::to_string(label.given_begin) + "-" + std::to_string(label.given_end);
    const json* name = span.label;
    if (name != nullptr && name->is_array()) {
      if (name->size() > 1) fail(label.name + " has several labels; a token has one label");
      name = name->empty() ? nullptr : &name->front();
    }
    if (name != nullptr) label.label = label_text(*name, "a span's label", context_);
    label.name += " (" + label.label + ")";
    if (label.label.empty()) fail(label.name + " has no label");
    if (label.begin >= label.end) fail(label.name + " is empty; its end must be greater than its start");
    return label;
  }

  long long offset_of(const json* value, const std::string& key) const {
    const std::optional<long long> offset = value == nullptr ? std::nullopt : whole_number(*value);
    if (!offset || *offset < 0) fail("a span without a whole number for '" + key + "'" + kSpanShape);
    return *offset;
  }

  std::size_t byte_of(long long offset, const std::string& key) const {
    const std::optional<std::size_t> byte = map_.to_byte(static_cast<std::size_t>(offset));
    if (!byte) {
      fail("a span's " + key + " is " + std::to_string(offset) +
           ", which is past the text's end or inside a character; --offsets sets the unit of offsets");
    }
    return *byte;
  }

  [[noreturn]] void fail_misaligned(const TextLabel& label, const PlacedTokens& tokens) const {
    fail(label.name + " does not start and end with tokens" + nearest_tokens(tokens, label) +
         "; --misaligned skip passes over such spans" + other_unit(tokens, label));
  }

  // "; the nearest tokens are 0-5 and 6-9".
  std::string nearest_tokens(const PlacedTokens& tokens, const TextLabel& label) const {
    std::string found;
    for (const text::TextSpan& token : tokens.places) {
      if (token.end <= label.begin || token.begin >= label.end) continue;
      const bool inside = token.begin > label.begin && token.end < label.end;
      if (inside) continue;
      found += (found.empty() ? "; the nearest tokens are " : " and ") +
               std::to_string(map_.from_byte(token.begin)) + "-" + std::to_string(map_.from_byte(token.end));
    }
    return found.empty() ? "; there is no token" : found;
  }

  // ", and with --offsets utf16 it starts and ends with tokens", if so.
  std::string other_unit(const PlacedTokens& tokens, const TextLabel& label) const {
    for (const auto& [name, unit] : name_table(text::OffsetUnit{})) {
      if (unit == context_.options.offsets) continue;
      const text::OffsetMap map(text_, unit);
      const auto begin = map.to_byte(static_cast<std::size_t>(label.given_begin));
      const auto end = map.to_byte(static_cast<std::size_t>(label.given_end));
      if (begin && end && *begin < *end && tokens.inside(*begin, *end)) {
        return ", and with --offsets " + std::string(name) + " it starts and ends with tokens";
      }
    }
    return {};
  }

  // Sentences do not end inside spans.
  static void join_sentences(const std::vector<Span>& spans, PlacedTokens& tokens,
                             std::vector<text::TextSentence>& cuts) {
    for (const Span& span : spans) {
      std::erase_if(tokens.sentence_ends,
                    [&](std::size_t border) { return border > span.begin && border < span.end; });
    }
    cuts.clear();
    std::size_t begin = 0;
    for (const std::size_t end : tokens.sentence_ends) {
      cuts.emplace_back(tokens.places.begin() + static_cast<std::ptrdiff_t>(begin),
                        tokens.places.begin() + static_cast<std::ptrdiff_t>(end));
      begin = end;
    }
  }

  const std::string& text_;
  const LabelContext& context_;
  text::OffsetMap map_;
};

}  // namespace

std::string checked_json_label(std::string label, const Place& place) {
  const bool control =
      std::any_of(label.begin(), label.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (control) {
    throw DataError(
        place, "a label with a tab, line end or other control character, which no other format could hold");
  }
  return label;
}

std::string label_text(const json& value, const std::string& what, const LabelContext& context) {
  if (value.is_string()) return checked_json_label(value.get<std::string>(), context.place);
  const std::optional<long long> number = whole_number(value);
  if (!number) {
    throw DataError(context.place, what + " is " + value.type_name() + "; it must be a string");
  }
  const std::vector<std::string>& names = context.options.label_names;
  const std::string text = std::to_string(*number);
  if (names.empty()) {
    if (context.chosen) return text;
    throw DataError(context.place, what + " is the number " + text +
                                       "; --label-names gives the numbers their names, or --label-column KEY "
                                       "takes them as they are");
  }
  if (*number < 0 || static_cast<std::size_t>(*number) >= names.size()) {
    throw DataError(context.place, what + " is " + text + "; --label-names has " +
                                       std::to_string(names.size()) + " names, for the numbers from 0 to " +
                                       std::to_string(names.size() - 1));
  }
  return checked_json_label(names[static_cast<std::size_t>(*number)], context.place);
}

PlacedSpans place_spans(const json& spans, const std::string& text, const LabelContext& context,
                        std::vector<text::TextSentence>& cuts) {
  return SpanReader(text, context).read(spans, cuts);
}

}  // namespace seqlab::corpus
