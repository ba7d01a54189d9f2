// A JSON object that keeps its text, so that unknown keys go out as they came in.
#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"

namespace seqlab::corpus {

// Keys with their values as JSON, in order.
using JsonMembers = std::vector<std::pair<std::string, std::string>>;

class JsonObject {
 public:
  // Requires valid UTF-8, which begins at `place`. Throws DataError if the text is not a JSON object (RFC
  // 8259) or nests deeper than 512 levels. Lines become one.
  JsonObject(std::string text, const Place& place);
  ~JsonObject();
  JsonObject(JsonObject&&) noexcept;
  JsonObject& operator=(JsonObject&&) noexcept;

  // The value of a key, or null if there is none; of equal keys, the last.
  [[nodiscard]] const nlohmann::json* find(const std::string& key) const;
  [[nodiscard]] const std::string& text() const { return text_; }
  // In the order of the text.
  [[nodiscard]] std::vector<std::string> keys() const;

  // The text with new values (given as JSON) for some keys: in place, or at the end if the key is new.
  [[nodiscard]] std::string with(const JsonMembers& values) const;

 private:
  struct Member {
    std::string key;
    std::size_t begin = 0;  // of the value in text_; half-open
    std::size_t end = 0;
  };

  void find_members();

  std::string text_;
  std::unique_ptr<nlohmann::json> values_;
  std::vector<Member> members_;
  std::size_t close_ = 0;  // the closing brace
};

// The pair ["text", {"key": value, ...}] as an object, {"text": "text", "key": value, ...}. Throws DataError
// if the text is no such pair.
std::string object_of_pair(const std::string& text, const Place& place);

// A new object.
std::string json_object(const JsonMembers& members);

// A string as JSON.
std::string json_string(std::string_view text);
// Appends a string as JSON to `result`.
void append_json_string(std::string_view text, std::string& result);

}  // namespace seqlab::corpus
