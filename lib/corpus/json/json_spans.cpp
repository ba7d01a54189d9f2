#include "corpus/json/json_spans.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

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

class SpanReader {
 public:
  SpanReader(const std::string& text, const LabelContext& context)
      : text_(text), context_(context), map_(text, context.options.offsets) {}

  TokenLabels read(const json& spans, std::vector<text::TextSentence>& cuts) {
    if (!spans.is_array())
      fail(std::string("the spans are ") + spans.type_name() + "; they must be an array");
    std::vector<TextLabel> labels;
    for (const json& span : spans) {
      if (const std::optional<GivenSpan> given = parts_of(span)) labels.push_back(label_of(*given));
    }
    return label_tokens(std::move(labels), text_, map_, context_.options.misaligned, cuts);
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
    const long long begin = offset_of(span.start, "start");
    const long long end = offset_of(span.end, "end");
    label.begin = byte_of(begin, "start");
    label.end = byte_of(end, "end");
    label.place = context_.place;
    label.name = "span " + std::to_string(begin) + "-" + std::to_string(end);
    const json* name = span.label;
    if (name != nullptr && name->is_array()) {
      if (name->size() > 1) fail(label.name + " has several labels; a token has one label");
      name = name->empty() ? nullptr : &name->front();
    }
    if (name != nullptr) label.label = label_text(*name, "a span's label", context_);
    label.name += " (" + label.label + ")";
    if (label.label.empty()) fail(label.name + " has no label");
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

bool holds_a_span(const json& value, const ReaderOptions& options) {
  const auto is_label = [&](const json& label) {
    return label.is_string() || (!options.label_names.empty() && whole_number(label)) ||
           (label.is_array() && !label.empty() && label.front().is_string());
  };
  const auto is_span = [&](const json& span) {
    if (span.is_array()) {
      return span.size() >= 3 && whole_number(span[0]) && whole_number(span[1]) && is_label(span[2]);
    }
    if (!span.is_object()) return false;
    const json* start = first_member(span, kStarts);
    const json* end = first_member(span, kEnds);
    const json* label = first_member(span, kLabels);
    return start != nullptr && end != nullptr && label != nullptr && whole_number(*start) &&
           whole_number(*end) && is_label(*label);
  };
  return value.is_array() && std::any_of(value.begin(), value.end(), is_span);
}

TokenLabels label_tokens_by_json(const json& spans, const std::string& text, const LabelContext& context,
                                 std::vector<text::TextSentence>& cuts) {
  return SpanReader(text, context).read(spans, cuts);
}

}  // namespace seqlab::corpus
