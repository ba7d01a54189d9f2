#include "corpus/json/json_splitter.h"

#include <algorithm>
#include <array>
#include <utility>

#include "io/input.h"

namespace seqlab::corpus {
namespace {

constexpr std::size_t kMostAhead = std::size_t{1} << 20;  // looked at before reading
constexpr std::size_t kMostLinesAhead = 1000;

// Keys under which an object around all records has them.
constexpr std::array<std::string_view, 11> kLists = {"data",    "examples",  "common_examples", "annotations",
                                                     "records", "documents", "sentences",       "items",
                                                     "rows",    "tasks",     "results"};
// Keys that only records have.
constexpr std::array<std::string_view, 3> kRecordKeys = {"text", "tokens", "words"};

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& names, std::string_view key) {
  return std::find(names.begin(), names.end(), key) != names.end();
}

char at_or_nul(std::string_view text, std::size_t i) {
  return i < text.size() ? text[i] : '\0';
}

// The first line from `ahead` on that is not blank; null if there is none. Moves `ahead` behind it.
const Line* peek_content(Lines& lines, std::size_t& ahead) {
  for (; ahead < kMostLinesAhead; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) return nullptr;
    if (is_blank(line->text)) continue;
    ++ahead;
    return line;
  }
  return nullptr;
}

// Whether the text is one whole object, array or string.
bool is_one_value(std::string_view text) {
  const std::size_t begin = skip_space(text, 0);
  ValueScanner scanner;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (scanner.take(text[i])) return skip_space(text, i + 1) == text.size();
  }
  return false;
}

// The text of the next lines, up to the end of the first value or kMostAhead.
std::string first_value(Lines& lines) {
  std::string text;
  ValueScanner scanner;
  for (std::size_t ahead = 0; ahead < kMostLinesAhead && text.size() < kMostAhead; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) break;
    const std::size_t begin = text.empty() ? skip_space(line->text, 0) : 0;
    for (std::size_t i = begin; i < line->text.size() && text.size() < kMostAhead; ++i) {
      text += line->text[i];
      if (scanner.take(line->text[i])) return text;
    }
    if (!text.empty()) text += '\n';
  }
  return text;
}

// Whether an array's first element looks like a record: ["text", {...}], or an object with text or tokens.
bool holds_records(std::string_view array) {
  std::size_t first = skip_space(array, 1);
  while (array.substr(first).starts_with("null")) first = skip_space(array, skip_space(array, first + 4) + 1);
  if (at_or_nul(array, first) == '[') return at_or_nul(array, skip_space(array, first + 1)) == '"';
  bool found = false;
  if (at_or_nul(array, first) != '{') return false;
  each_member(array, first, [&](std::string_view key, std::string_view) {
    found = is_one_of(kRecordKeys, key) || key == "sentence" || key == "content";
    return found;
  });
  return found;
}

// The key of the list that holds the records of an object; empty if the object is itself a record. `outer`:
// not the object in that of Rasa.
std::string list_in(std::string_view object, bool outer = true) {
  std::string list;
  each_member(object, skip_space(object, 0), [&](std::string_view key, std::string_view value) {
    if (is_one_of(kRecordKeys, key)) return true;
    if (outer && key == "rasa_nlu_data" && value.starts_with('{')) list = list_in(value, false);
    if (is_one_of(kLists, key) && value.starts_with('[') && holds_records(value)) list = key;
    return !list.empty();
  });
  return list;
}

// The layout of JSON that begins with an object.
JsonLayout layout_of_objects(Lines& lines, const Line& first, std::size_t ahead, std::string& list) {
  if (is_one_value(first.text)) {
    list = list_in(first.text);
    return list.empty() ? JsonLayout::lines : JsonLayout::list;
  }
  // A broken line among whole ones ends in the middle of a value, and the next one begins an object.
  const std::string_view begun = first.text.substr(0, first.text.find_last_not_of(" \t\r") + 1);
  const bool goes_on = std::string_view("{[,:").find(begun.back()) != std::string_view::npos;
  list = list_in(first_value(lines));
  if (!list.empty()) return JsonLayout::list;
  const Line* second = peek_content(lines, ahead);
  const bool broken = second == nullptr || (!goes_on && second->text.starts_with('{'));
  return broken ? JsonLayout::lines : JsonLayout::values;
}

// The layout of JSON that begins with an array.
JsonLayout layout_of_arrays(Lines& lines, const Line& first, std::size_t ahead) {
  const std::string_view line = first.text;
  char inner = at_or_nul(line, skip_space(line, skip_space(line, 0) + 1));
  if (inner == '\0') {
    const Line* second = peek_content(lines, ahead);
    if (second != nullptr) inner = second->text[skip_space(second->text, 0)];
  }
  if (inner == '{' || inner == '[' || inner == ']') return JsonLayout::array;
  return is_one_value(line) ? JsonLayout::lines : JsonLayout::values;  // ["text", {...}]
}

JsonLayout layout_of(Lines& lines, std::string& list) {
  std::size_t ahead = 0;
  const Line* first = peek_content(lines, ahead);
  if (first == nullptr) return JsonLayout::lines;
  switch (first->text[skip_space(first->text, 0)]) {
    case '{':
      return layout_of_objects(lines, *first, ahead, list);
    case '[':
      return layout_of_arrays(lines, *first, ahead);
    default:
      return JsonLayout::lines;
  }
}

}  // namespace

bool begins_json(Lines& lines) {
  std::size_t ahead = 0;
  const Line* first = peek_content(lines, ahead);
  if (first == nullptr) return false;
  const std::string_view text = first->text.substr(first->text.find_first_not_of(" \t\r\v\f"));
  if (text.front() == '{') {
    const char next = at_or_nul(text, skip_space(text, 1));
    return next == '"' || next == '}' || next == '\0';
  }
  if (text.front() != '[') return false;
  const std::size_t inner = skip_space(text, 1);
  switch (at_or_nul(text, inner)) {
    case '{':
      return true;
    case '[':
      return at_or_nul(text, skip_space(text, inner + 1)) == '"';
    case '"':
      return is_one_value(text) && text.find('{') != std::string_view::npos;
    case '\0': {
      const Line* second = peek_content(lines, ahead);
      if (second == nullptr) return false;
      const char c = at_or_nul(second->text, skip_space(second->text, 0));
      return c == '{' || c == '[' || c == '"';
    }
    default:
      return false;
  }
}

JsonSplitter::JsonSplitter(Lines lines) : lines_(std::move(lines)) {
  layout_ = layout_of(lines_, list_);
}

JsonSplitter::JsonSplitter(Lines lines, JsonLayout layout, std::string list)
    : lines_(std::move(lines)), layout_(layout), list_(std::move(list)) {}

std::string JsonSplitter::layout_name() const {
  switch (layout_) {
    case JsonLayout::lines:
      return "JSON Lines";
    case JsonLayout::values:
      return "JSON values";
    case JsonLayout::array:
      return "JSON array";
    default:
      return "JSON list in " + list_;
  }
}

JsonSplitter JsonSplitter::beginning(JsonAhead most) {
  std::string text;
  bool some = false;
  for (std::size_t ahead = 0; ahead < kMostLinesAhead && text.size() < kMostAhead; ++ahead) {
    const bool enough = layout_ == JsonLayout::lines && some && most != JsonAhead::all;
    if (enough && (most == JsonAhead::record || !lines_.peek_buffered(ahead))) break;
    const Line* line = lines_.peek(ahead);
    if (line == nullptr) break;
    text += line->text.substr(0, kMostAhead);
    text += '\n';
    some = some || !is_blank(line->text);
  }
  return {Lines(io::memory_input(std::move(text), name()), "", true), layout_, list_};
}

bool JsonSplitter::next(JsonText& record) {
  if (layout_ == JsonLayout::lines) {
    do {
      if (!lines_.next(line_)) return false;
    } while (is_blank(line_.text));
    record.text = line_.text;
    record.place = {name(), line_.number, 0};
    return true;
  }
  while (!complete_ && !ended_) step();
  if (!complete_) return false;
  complete_ = false;
  record = std::move(value_);
  value_ = {};
  return true;
}

bool JsonSplitter::buffered() {
  if (layout_ == JsonLayout::lines) return lines_.buffered();
  while (!complete_ && !ended_ && (at_ < line_.text.size() || lines_.buffered())) step();
  return complete_ || ended_;
}

void JsonSplitter::fail(const std::string& message) const {
  throw DataError(here(), message);
}

// Goes on in the line, or reads the next one.
void JsonSplitter::step() {
  if (at_ < line_.text.size()) {
    if (inside_) {
      take_value();
    } else {
      take_between();
    }
    return;
  }
  if (inside_ && scanner_.in_string()) fail("a line end inside a string; JSON has \\n for it");
  if (inside_ && scanner_.bare()) {
    inside_ = false;
    complete_ = record_;
    if (complete_) return;
  }
  at_ = 0;
  if (lines_.next(line_)) {
    if (inside_) value_.text += '\n';
    return;
  }
  line_.text = {};
  ended_ = true;
  complete_ = inside_ && record_;
  if (!levels_.empty()) open_place_ = levels_.back().place;
}

void JsonSplitter::take_value() {
  const std::size_t begin = at_;
  while (inside_ && at_ < line_.text.size()) {
    const char c = line_.text[at_];
    if (scanner_.bare() && at_ != begin && ends_bare_value(c)) {
      inside_ = false;
    } else {
      inside_ = !scanner_.take(c);
      ++at_;
    }
  }
  if (record_) value_.text += line_.text.substr(begin, at_ - begin);
  complete_ = !inside_ && record_;
}

void JsonSplitter::take_between() {
  at_ = skip_space(line_.text, at_);
  if (at_ == line_.text.size()) return;
  const char c = line_.text[at_];
  if (!levels_.empty()) {
    take_in_level(levels_.back(), c);
  } else if (layout_ == JsonLayout::array && c == '[') {
    open(true);
  } else if (layout_ == JsonLayout::list && c == '{') {
    open(false);
  } else {
    begin_value(true);
  }
}

void JsonSplitter::take_in_level(Level& level, char c) {
  const bool value_due = level.array ? level.state != State::after_value : level.state == State::after_colon;
  if (c == (level.array ? ']' : '}') && (level.state == State::start || level.state == State::after_value)) {
    levels_.pop_back();
    ++at_;
  } else if (c == ',' && level.state == State::after_value) {
    level.state = State::after_comma;
    ++at_;
  } else if (c == ':' && level.state == State::after_key) {
    level.state = State::after_colon;
    ++at_;
  } else if (!level.array && c == '"' && (level.state == State::start || level.state == State::after_comma)) {
    const std::size_t end = string_end(line_.text, at_);
    level.key = line_.text.substr(at_ + 1, end - at_ - 1);
    if (!level.key.empty()) level.key.pop_back();
    level.state = State::after_key;
    at_ = end;
  } else if (value_due && ends_bare_value(c)) {
    fail(std::string("'") + c + "' where a value must be");
  } else if (value_due) {
    level.state = State::after_value;
    if (level.array) {
      begin_value(!line_.text.substr(at_).starts_with("null"));
    } else if (c == '[' && level.key == list_) {
      open(true);
    } else if (c == '{' && level.key == "rasa_nlu_data") {
      open(false);
    } else {
      begin_value(false);
    }
  } else {
    fail(level.array ? "no comma between the elements of an array"
                     : "an object has keys and values, \"key\": value, with commas between them");
  }
}

void JsonSplitter::begin_value(bool record) {
  inside_ = true;
  record_ = record;
  scanner_ = {};
  value_.text.clear();
  value_.place = here();
}

void JsonSplitter::open(bool array) {
  levels_.push_back({.array = array, .place = here()});
  ++at_;
}

}  // namespace seqlab::corpus
