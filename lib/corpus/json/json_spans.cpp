#include "corpus/json/json_spans.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "corpus/json/json_keys.h"
#include "corpus/schemes/label_parts.h"
#include "text/utf8.h"

namespace seqlab::corpus {
namespace {

using nlohmann::json;

constexpr const char* kSpanShape =
    "; a span is {\"start\": 0, \"end\": 5, \"label\": \"PER\"} or [0, 5, \"PER\"]";

// What data sets of Hugging Face have for tokens without a label, as a string.
constexpr std::string_view kNoLabel = "-100";

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

std::string without_spaces_around(std::string_view label) {
  constexpr std::array<std::string_view, 9> spaces = {" ",  "\t",     "\r",     "\n",    "\v",
                                                      "\f", "\u00A0", "\u200B", "\uFEFF"};
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view space : spaces) {
      if (label.starts_with(space)) {
        label.remove_prefix(space.size());
        found = true;
      } else if (label.ends_with(space)) {
        label.remove_suffix(space.size());
        found = true;
      }
    }
  }
  return std::string(label);
}

// The number that a string of digits stands for.
std::optional<long long> number_in(const std::string& text) {
  constexpr std::size_t most_digits = 9;
  const std::string digits = without_spaces_around(text);
  if (digits.empty() || digits.size() > most_digits) return {};
  if (digits.find_first_not_of("0123456789") != std::string::npos) return {};
  return std::stoll(digits);
}

// The label of a span, whatever shape it has; null if there is none.
const json* label_in(const json& span) {
  const json* label = nullptr;
  if (span.is_array()) {
    label = span.size() >= 3 ? &span[2] : nullptr;
  } else if (span.is_object()) {
    const auto value = span.find("value");
    const bool nested = value != span.end() && value->is_object();
    label = first_member(nested ? *value : span, kLabels);
  }
  if (label == nullptr || !label->is_array()) return label;
  return label->size() == 1 ? &label->front() : nullptr;
}

json labels_in(const json& spans) {
  json labels = json::array();
  for (const json& span : spans) {
    if (const json* label = label_in(span)) labels.push_back(*label);
  }
  return labels;
}

// The type of what Label Studio has in a region: "hypertextlabels".
std::string region_type(const json& region, const json& value) {
  const auto type = region.find("type");
  if (type != region.end() && type->is_string()) return type->get<std::string>();
  for (const auto& [key, member] : value.items()) {
    if (key.ends_with("labels")) return key;
  }
  return "labels";
}

bool is_prefixed(const std::string& label) {
  const auto parts = split_label(label);
  return parts && parts->prefix != 'O' && parts->separator == '-';
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
    if (context_.prefixed) labels = joined(std::move(labels));
    return label_tokens(std::move(labels), text_, map_, context_.options.misaligned, cuts);
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { throw DataError(context_.place, message); }

  // Nothing for what Label Studio has beside spans: relations, classes of the text.
  std::optional<GivenSpan> parts_of(const json& span) const {
    if (span.is_array() && span.size() >= 3) return GivenSpan{&span[0], &span[1], &span[2]};
    if (!span.is_object()) fail(std::string("a span that is not an object") + kSpanShape);
    const auto value = span.find("value");
    const bool nested = value != span.end() && value->is_object();
    check_plain_text(span, nested ? *value : span, nested);
    if (nested) {
      if (value->find("start") == value->end()) return {};
      return parts_of(*value);
    }
    const json* start = first_member(span, kStarts);
    const auto type = span.find("type");
    if (start == nullptr && type != span.end() && *type == "relation") return {};
    return GivenSpan{start, first_member(span, kEnds), first_member(span, kLabels)};
  }

  // Refuses regions of Label Studio whose places are those of a document: of HTML, of a dialogue.
  void check_plain_text(const json& region, const json& value, bool nested) const {
    const auto start = value.find("start");
    const bool none = start == value.end();
    const bool in_parts = value.contains("startOffset") || value.contains("endOffset");
    const bool labels =
        value.contains("labels") || value.contains("hypertextlabels") || value.contains("paragraphlabels");
    if (!in_parts && !(nested && ((none && labels) || (!none && start->is_string())))) return;
    fail("a span of the type " + region_type(region, value) +
         ", whose place is not counted from the start of a text; label plain text (the tag Text of Label "
         "Studio) and export that");
  }

  // Makes one span of those that their prefixes join, with only spaces between them.
  std::vector<TextLabel> joined(std::vector<TextLabel> labels) const {
    std::stable_sort(labels.begin(), labels.end(),
                     [](const TextLabel& a, const TextLabel& b) { return a.begin < b.begin; });
    std::vector<TextLabel> spans;
    bool open = false;  // the last span may go on
    for (TextLabel& label : labels) {
      if (label.label == "O") continue;
      if (!is_prefixed(label.label)) fail(label.name + " has no prefix, unlike the labels of other spans");
      const char role = role_of(label.label[0]);
      label.label.erase(0, 2);
      const bool goes_on = open && (role == 'I' || role == 'E') && spans.back().label == label.label &&
                           only_spaces(spans.back().end, label.begin);
      open = role == 'B' || role == 'I';
      if (goes_on) {
        spans.back().end = std::max(spans.back().end, label.end);
      } else {
        spans.push_back(std::move(label));
      }
    }
    return spans;
  }

  [[nodiscard]] bool only_spaces(std::size_t begin, std::size_t end) const {
    return begin <= end && std::string_view(text_).substr(begin, end - begin).find_first_not_of(" \t\r\n") ==
                               std::string_view::npos;
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

bool has_numbers_as_strings(const json& labels, const ReaderOptions& options) {
  const std::vector<std::string>& names = options.label_names;
  if (names.empty() || !labels.is_array()) return false;
  bool some = false;
  for (const json& label : labels) {
    if (!label.is_string()) continue;
    const auto& text = label.get_ref<const std::string&>();
    if (text == kNoLabel) continue;
    if (!number_in(text) || std::find(names.begin(), names.end(), text) != names.end()) return false;
    some = true;
  }
  return some;
}

std::string label_text(const json& value, const std::string& what, const LabelContext& context) {
  std::optional<long long> number = whole_number(value);
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (context.digits) number = number_in(text);
    if (!number) return checked_json_label(without_spaces_around(text), context.place);
  }
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
  return checked_json_label(without_spaces_around(names[static_cast<std::size_t>(*number)]), context.place);
}

void collect_span_labels(const json& spans, const ReaderOptions& options, std::set<std::string>& labels) {
  if (!spans.is_array()) return;
  const bool digits = !options.label_names.empty() && has_numbers_as_strings(labels_in(spans), options);
  for (const json& span : spans) {
    const json* label = label_in(span);
    if (label == nullptr || !(label->is_string() || whole_number(*label))) continue;
    try {
      labels.insert(
          label_text(*label, "", {.options = options, .chosen = true, .place = {}, .digits = digits}));
    } catch (const DataError&) {
      // Reading says what is wrong.
    }
  }
}

bool have_prefixes(const std::set<std::string>& labels, const Place& place) {
  bool all = true;
  bool some = false;
  for (const std::string& label : labels) {
    if (label == "O") continue;
    all = all && is_prefixed(label);
    some = some || (is_prefixed(label) && std::string_view("BISU").find(label[0]) != std::string_view::npos);
  }
  if (all) return some;
  for (const std::string& label : labels) {
    if (!label.starts_with("B-") && !label.starts_with("I-")) continue;
    const std::string type = label.substr(2);
    const std::string other = (label[0] == 'B' ? "I-" : "B-") + type;
    if (!labels.contains(type) && !labels.contains(other)) continue;
    const auto bare = std::find_if(labels.begin(), labels.end(),
                                   [](const std::string& one) { return one != "O" && !is_prefixed(one); });
    throw DataError(place, "labels of spans with a prefix (" + label + ") and without (" + *bare +
                               "); a span's label is its type, such as " + type);
  }
  return false;
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
  LabelContext labels = context;
  labels.digits = spans.is_array() && !context.options.label_names.empty() &&
                  has_numbers_as_strings(labels_in(spans), context.options);
  return SpanReader(text, labels).read(spans, cuts);
}

}  // namespace seqlab::corpus
