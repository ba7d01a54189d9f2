#include "corpus/json/json_object.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace seqlab::corpus {
namespace {

using nlohmann::json;

constexpr std::size_t kDeepest = 512;

// The position after the closing quote of the string that begins at `quote`; the text's end if there is none.
std::size_t string_end(std::string_view text, std::size_t quote) {
  for (std::size_t i = quote + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

std::size_t skip_space(std::string_view text, std::size_t i) {
  return std::min(text.find_first_not_of(" \t\r\n", i), text.size());
}

// The end of a value of valid JSON.
std::size_t value_end(std::string_view text, std::size_t begin) {
  std::size_t depth = 0;
  for (std::size_t i = begin; i < text.size();) {
    const char c = text[i];
    if (c == '"') {
      i = string_end(text, i);
      if (depth == 0) return i;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') {
      if (depth == 0) return i;  // the brace of the object, after a number, true, false or null
      if (--depth == 0) return i + 1;
    }
    if (depth == 0 && std::string_view(", \t\r\n").find(c) != std::string_view::npos) return i;
    ++i;
  }
  return text.size();
}

void check_depth(std::string_view text, const Place& place) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      i = string_end(text, i) - 1;
    } else if (c == '{' || c == '[') {
      if (++depth > kDeepest) {
        throw DataError({place.file, place.line, i + 1},
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
  try {
    return json::parse(text);
  } catch (const json::parse_error& error) {
    throw DataError({place.file, place.line, error.byte},
                    "invalid JSON (" + reason(error.what()) + "); JSON Lines has one object per line");
  } catch (const json::exception& error) {
    throw DataError(place, "invalid JSON (" + reason(error.what()) + "); JSON Lines has one object per line");
  }
}

}  // namespace

JsonObject::JsonObject(std::string text, const Place& place) : text_(std::move(text)) {
  check_depth(text_, place);
  values_ = std::make_unique<json>(parsed(text_, place));
  if (!values_->is_object()) {
    throw DataError(place,
                    std::string("a JSON ") + values_->type_name() + "; JSON Lines has one object per line");
  }
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
    member.key = json::parse(text_.substr(i, key_end - i)).get<std::string>();
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
