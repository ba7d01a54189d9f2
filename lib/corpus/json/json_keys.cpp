#include "corpus/json/json_keys.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "corpus/json/json_spans.h"

namespace seqlab::corpus {
namespace {

using nlohmann::json;

// Keys of a text's spans, the usual ones first.
constexpr std::array kSpanKeys = {"spans", "entities", "labels", "label", "annotations"};

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_string(const json* value) {
  return value != nullptr && value->is_string();
}

bool is_array(const json* value) {
  return value != nullptr && value->is_array();
}

const json* member(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

bool is_true(const json* value) {
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

// Tokens as strings or as objects with a text.
bool holds_words(const json* value) {
  if (!is_array(value)) return false;
  return value->empty() || value->front().is_string() ||
         (value->front().is_object() && value->front().contains("text"));
}

// Spans are objects or lists; tags are not.
bool holds_spans(const json* value) {
  return is_array(value) && !value->empty() && value->front().is_structured();
}

bool holds_spans_or_nothing(const json* value) {
  return is_array(value) && (value->empty() || value->front().is_structured());
}

bool is_empty_list(const json* value) {
  return is_array(value) && value->empty();
}

bool holds_tags(const json& value, std::size_t words) {
  const auto is_tag = [](const json& tag) { return tag.is_string() || tag.is_null() || whole_number(tag); };
  return value.is_array() && value.size() == words && std::all_of(value.begin(), value.end(), is_tag);
}

// A task of Label Studio has its text in "data".
bool is_task(const JsonObject& object) {
  const json* data = object.find("data");
  return data != nullptr && data->is_object() &&
         (is_array(object.find("annotations")) || is_array(object.find("completions")));
}

// The spans of a task's first annotation that was not cancelled; null if there is none.
const json* task_spans(const JsonObject& object) {
  if (!is_task(object)) return nullptr;
  const json* annotations = object.find("annotations");
  if (!is_array(annotations)) annotations = object.find("completions");
  for (const json& annotation : *annotations) {
    if (!annotation.is_object() || is_true(member(annotation, "was_cancelled"))) continue;
    const json* result = member(annotation, "result");
    if (is_array(result)) return result;
  }
  return nullptr;
}

// The text of a task: "text", or the only string there is.
JsonValue task_text(const json& data) {
  if (is_string(member(data, "text"))) return {"data", member(data, "text")};
  JsonValue only;
  for (const json& value : data) {
    if (!value.is_string()) continue;
    if (only) return {};
    only = {"data", &value};
  }
  return only;
}

}  // namespace

JsonValue JsonKeys::words(const JsonObject& object) const {
  if (!options_.word_column.empty()) {
    const json* chosen = object.find(options_.word_column);
    return chosen == nullptr || chosen->is_string() ? JsonValue() : JsonValue{options_.word_column, chosen};
  }
  if (const json* tokens = object.find("tokens")) return {"tokens", tokens};
  const json* words = object.find("words");
  if (holds_words(words)) {
    const std::vector<std::string> keys = object.keys();
    const bool labelled = std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
      return key != "words" && !words->empty() && holds_tags(*object.find(key), words->size());
    });
    if (labelled || !is_string(object.find("text"))) return {"words", words};
  }
  if (object.find("text") == nullptr && holds_words(object.find("sentence"))) {
    return {"sentence", object.find("sentence")};
  }
  return {};
}

bool JsonKeys::are_placed(const json& words) {
  const auto placed = [](const json& token) {
    return token.is_object() && token.contains("start") && token.contains("end");
  };
  return words.is_array() && !words.empty() && std::all_of(words.begin(), words.end(), placed);
}

JsonValue JsonKeys::text(const JsonObject& object) const {
  if (!options_.word_column.empty()) {
    const json* chosen = object.find(options_.word_column);
    if (chosen == nullptr) return {};
    if (chosen->is_string()) return {options_.word_column, chosen};
  }
  if (const json* text = object.find("text")) return {"text", text};
  if (is_task(object)) return task_text(*object.find("data"));
  JsonValue only;
  for (const char* key : {"sentence", "content", "data", "document"}) {
    const json* value = object.find(key);
    if (!is_string(value)) continue;
    if (only) return {};
    only = {key, value};
  }
  return only;
}

JsonLabels JsonKeys::known_labels(const JsonObject& object) const {
  const JsonValue tokens = words(object);
  if (const json* spans = task_spans(object)) return {.spans = {"annotations", spans}};
  for (const char* key : {"tags", "labels"}) {
    const json* value = object.find(key);
    if (!tokens || value == nullptr || holds_spans(value) || contains(span_keys_, key)) continue;
    return {.tags = {key, value}};
  }
  if (!text(object)) return {};
  for (const std::string& key : span_keys_) {
    if (const json* value = object.find(key)) return {.spans = {key, value}};
  }
  for (const std::string key : kSpanKeys) {
    const json* value = object.find(key);
    const bool certain = key == "spans" || key == "entities";
    if (value == nullptr || value->is_null() || !(certain || holds_spans_or_nothing(value))) continue;
    return {.spans = {key, value}};
  }
  return {};
}

JsonLabels JsonKeys::labels(const JsonObject& object, const std::string& column) const {
  if (!column.empty()) {
    const json* chosen = object.find(column);
    if (chosen == nullptr) return {};
    if (column == "annotations" && is_task(object)) return {.spans = {column, task_spans(object)}};
    const bool spans = holds_spans(chosen) || (is_array(chosen) && chosen->empty() && !words(object));
    return spans ? JsonLabels{.spans = {column, chosen}} : JsonLabels{.tags = {column, chosen}};
  }
  const JsonLabels known = known_labels(object);
  const json* learned = learned_.empty() ? nullptr : object.find(learned_);
  const bool none_known = !known.tags && (!known.spans || is_empty_list(known.spans.value));
  if (learned != nullptr && none_known) {
    return words(object) ? JsonLabels{.tags = {learned_, learned}} : JsonLabels{.spans = {learned_, learned}};
  }
  if (known.tags || known.spans) return known;
  // Without spans, an accepted text has none.
  static const json none = json::array();
  const json* answer = object.find("answer");
  if (is_string(answer) && *answer == "accept" && text(object)) return {.spans = {"spans", &none}};
  return {};
}

bool JsonKeys::is_set_aside(const JsonObject& object) {
  const json* answer = object.find("answer");
  if (is_string(answer) && (*answer == "reject" || *answer == "ignore")) return true;
  return is_task(object) && task_spans(object) == nullptr;
}

bool JsonKeys::may_label(const std::string& key, const JsonObject& object, const JsonValue& tokens) {
  const json& value = *object.find(key);
  if (tokens) {
    return tokens.value->is_array() && !tokens.value->empty() && key != tokens.key &&
           holds_tags(value, tokens.value->size());
  }
  return holds_spans(&value);
}

bool JsonKeys::is_named(const std::string& key) const {
  return contains(options_.feature_columns, key) || contains(options_.label_columns, key);
}

std::vector<std::string> JsonKeys::keys_with_spans(const JsonObject& object) const {
  std::vector<std::string> keys;
  for (const std::string key : kSpanKeys) {
    const json* value = object.find(key);
    if (value == nullptr || is_named(key) || !holds_a_span(*value, options_)) continue;
    const bool same = std::any_of(keys.begin(), keys.end(),
                                  [&](const std::string& other) { return *object.find(other) == *value; });
    if (!same) keys.push_back(key);
  }
  return keys;
}

void JsonKeys::check_only_spans(const JsonObject& object, const JsonLabels& labels,
                                const Place& place) const {
  if (!labels.spans || is_task(object)) return;
  std::vector<std::string> keys = {labels.spans.key};
  for (const std::string& key : keys_with_spans(object)) {
    if (*object.find(key) != *labels.spans.value) keys.push_back(key);
  }
  if (keys.size() > 1) refuse_several(keys, place);
}

void JsonKeys::learn(std::span<const JsonObject> first, const Place& place) {
  if (contains(options_.label_columns, "")) learn_keys(first, place);
  for (const std::string& column : options_.label_columns) {
    std::set<std::string> found;
    for (const JsonObject& object : first) {
      const JsonLabels those = labels(object, column);
      if (those.spans) collect_span_labels(*those.spans.value, options_, found);
    }
    if (have_prefixes(found, place)) prefixed_.insert(column);
  }
}

void JsonKeys::learn_keys(std::span<const JsonObject> first, const Place& place) {
  learn_span_keys(first, place);
  if (options_.partly_labelled) return;
  const std::vector<std::string> keys = other_keys(first);
  if (keys.size() > 1) refuse_several(keys, place);
  if (keys.size() == 1) learned_ = keys.front();
}

void JsonKeys::learn_span_keys(std::span<const JsonObject> first, const Place& place) {
  std::vector<const JsonObject*> texts;
  for (const JsonObject& object : first) {
    if (text(object) && !is_task(object) && !known_labels(object).tags) texts.push_back(&object);
  }
  std::vector<std::string> keys;
  for (const std::string key : kSpanKeys) {
    const bool some = std::any_of(texts.begin(), texts.end(), [&](const JsonObject* object) {
      return contains(keys_with_spans(*object), key);
    });
    if (some) keys.push_back(key);
  }
  // Keys that no record has together are those of files that were joined.
  for (const JsonObject* object : texts) {
    std::vector<std::string> together;
    for (const std::string& key : keys) {
      const json* value = object->find(key);
      if (value != nullptr && !value->is_null()) together.push_back(key);
    }
    if (together.size() > 1) refuse_several(together, place);
  }
  span_keys_ = std::move(keys);
}

// Keys are in the order in which they come. If all known keys of spans are empty, others may have some.
std::vector<std::string> JsonKeys::other_keys(std::span<const JsonObject> first) const {
  std::vector<std::string> candidates;
  std::map<std::string, bool> fits;
  for (const JsonObject& object : first) {
    const JsonLabels known = known_labels(object);
    const bool empty = span_keys_.empty() && is_empty_list(known.spans.value) && !is_task(object);
    const JsonValue tokens = words(object);
    if (known.tags || (known.spans && !empty) || !(tokens || text(object))) continue;
    for (const std::string& key : object.keys()) {
      const json& value = *object.find(key);
      if (is_named(key) || value.is_null() || is_empty_list(&value)) continue;
      const bool fit = empty ? holds_a_span(value, options_) : may_label(key, object, tokens);
      const auto [seen, fresh] = fits.emplace(key, fit);
      if (fresh) candidates.push_back(key);
      if (!fit) seen->second = false;
    }
  }
  std::erase_if(candidates, [&](const std::string& key) { return !fits[key]; });
  return candidates;
}

void JsonKeys::refuse_several(const std::vector<std::string>& keys, const Place& place) {
  std::string names;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    names += (i == 0 ? "" : i + 1 < keys.size() ? ", " : " or ") + keys[i];
  }
  throw DataError(place, "the labels may be in " + names + "; choose one with --label-column");
}

std::optional<long long> whole_number(const json& value) {
  constexpr double most = 9007199254740992;  // 2^53
  if (!value.is_number()) return {};
  const auto number = value.get<double>();
  if (!(std::abs(number) < most) || std::floor(number) != number) return {};
  return static_cast<long long>(number);
}

std::string keys_of(const JsonObject& object) {
  constexpr std::size_t most = 20;
  const std::vector<std::string> keys = object.keys();
  if (keys.empty()) return "no keys";
  std::string names = keys.size() == 1 ? "the key " : "the keys ";
  for (std::size_t i = 0; i < std::min(keys.size(), most); ++i) names += (i == 0 ? "" : ", ") + keys[i];
  return names + (keys.size() > most ? ", ..." : "");
}

}  // namespace seqlab::corpus
