#include "corpus/json/json_object.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "corpus/json/json_scan.h"

namespace seqlab::corpus {
namespace {

using nlohmann::json;

constexpr std::size_t kDeepest = 512;

// The place of a byte (from 0) of a record's text.
Place place_of(std::string_view text, std::size_t byte, const Place& begin) {
  const std::string_view before = text.substr(0, byte);
  const auto line_ends = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  if (line_ends == 0) return {begin.file, begin.line, std::max<std::size_t>(begin.column, 1) + byte};
  return {begin.file, begin.line + line_ends, byte - before.rfind('\n')};
}

void check_depth(std::string_view text, const Place& place) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      i = string_end(text, i) - 1;
    } else if (c == '{' || c == '[') {
      if (++depth > kDeepest) {
        throw DataError(place_of(text, i, place),
                        "JSON nested deeper than " + std::to_string(kDeepest) + " levels");
      }
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
}

// The parser's message, without its own name and place.
std::string reason(const std::string& message) {
  const std::size_t column = message.find(", column ");
  const std::size_t colon = message.find(": ", column == std::string::npos ? 0 : column);
  return colon == std::string::npos ? message : message.substr(colon + 2);
}

json parsed(const std::string& text, const Place& place) {
  check_depth(text, place);
  try {
    return json::parse(text);
  } catch (const json::parse_error& error) {
    throw DataError(place_of(text, error.byte > 0 ? error.byte - 1 : 0, place),
                    "invalid JSON (" + reason(error.what()) + "); each record is one object");
  } catch (const json::exception& error) {
    throw DataError(place, "invalid JSON (" + reason(error.what()) + "); each record is one object");
  }
}

[[noreturn]] void fail_no_object(const json& value, const Place& place) {
  throw DataError(place, std::string("a JSON ") + value.type_name() + "; each record is one object");
}

// Valid JSON in one line.
std::string in_one_line(std::string text) {
  if (text.find('\n') == std::string::npos) return text;
  std::string line;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '\n') {
      line += text[i++];
      continue;
    }
    i = skip_space(text, i);
    line += ' ';
  }
  return line;
}

}  // namespace

std::string object_of_pair(const std::string& text, const Place& place) {
  const json values = parsed(text, place);
  const bool pair = values.is_array() && values.size() == 2 && values[0].is_string() && values[1].is_object();
  if (!pair) fail_no_object(values, place);
  const std::string_view all = text;
  const std::size_t first = skip_space(all, all.find('[') + 1);
  const std::size_t first_end = string_end(all, first);
  const std::size_t second = all.find('{', first_end);
  const std::size_t second_end = value_end(all, second);
  std::string object = "{\"text\": ";
  object += all.substr(first, first_end - first);
  if (!values[1].empty()) object += ", ";
  object += all.substr(second + 1, second_end - second - 1);
  return object;
}

JsonObject::JsonObject(std::string text, const Place& place) {
  values_ = std::make_unique<json>(parsed(text, place));
  if (!values_->is_object()) fail_no_object(*values_, place);
  text_ = in_one_line(std::move(text));
  find_members();
}

JsonObject::~JsonObject() = default;
JsonObject::JsonObject(JsonObject&&) noexcept = default;
JsonObject& JsonObject::operator=(JsonObject&&) noexcept = default;

void JsonObject::find_members() {
  std::size_t i = skip_space(text_, text_.find('{') + 1);
  while (text_[i] != '}') {
    if (text_[i] == ',') i = skip_space(text_, i + 1);
    const std::size_t key_end = string_end(text_, i);
    Member member;
    member.key = text_.substr(i + 1, key_end - i - 2);
    if (member.key.find('\\') != std::string::npos) {
      member.key = json::parse(text_.substr(i, key_end - i)).get<std::string>();
    }
    const std::size_t colon = skip_space(text_, key_end);
    member.begin = skip_space(text_, colon + 1);
    member.end = value_end(text_, member.begin);
    i = skip_space(text_, member.end);
    members_.push_back(std::move(member));
  }
  close_ = i;
}

const json* JsonObject::find(const std::string& key) const {
  const auto found = values_->find(key);
  return found == values_->end() ? nullptr : &*found;
}

std::vector<std::string> JsonObject::keys() const {
  std::vector<std::string> keys;
  for (const Member& member : members_) keys.push_back(member.key);
  return keys;
}

std::string JsonObject::with(const JsonMembers& values) const {
  std::string result;
  std::size_t done = 0;
  for (const Member& member : members_) {
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& value) { return value.first == member.key; });
    if (found == values.end()) continue;
    result.append(text_, done, member.begin - done);
    result += found->second;
    done = member.end;
  }
  result.append(text_, done, close_ - done);
  bool first = members_.empty();
  for (const auto& [key, value] : values) {
    if (find(key) != nullptr) continue;
    result += (first ? "" : ", ") + json_string(key) + ": " + value;
    first = false;
  }
  return result + text_.substr(close_);
}

std::string json_object(const JsonMembers& members) {
  std::string result = "{";
  for (const auto& [key, value] : members) {
    result += (result.size() == 1 ? "" : ", ") + json_string(key) + ": " + value;
  }
  return result + "}";
}

std::string json_string(std::string_view text) {
  std::string result;
  append_json_string(text, result);
  return result;
}

void append_json_string(std::string_view text, std::string& result) {
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (!plain) {
    result += json(text).dump(-1, ' ', false, json::error_handler_t::replace);
    return;
  }
  result += '"';
  result += text;
  result += '"';
}

}  // namespace seqlab::corpus
