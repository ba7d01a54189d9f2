// One JSON object that keeps its text: what nobody asks for goes out as it came in.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"

namespace seqlab::corpus {

class JsonObject {
 public:
  // Requires valid UTF-8. Throws DataError when the text is no JSON object (RFC 8259) or nests deeper than
  // 512 levels.
  JsonObject(std::string text, const Place& place);

  // The value of a key, or null where there is none; of equal keys the last.
  [[nodiscard]] const nlohmann::json* find(const std::string& key) const;
  [[nodiscard]] const std::string& text() const { return text_; }

  // The text with other values (given as JSON) for some keys, each in its place, or at the end when new.
  [[nodiscard]] std::string with(const std::vector<std::pair<std::string, std::string>>& values) const;

 private:
  struct Member {
    std::string key;
    std::size_t begin = 0;  // of the value in text_, half-open
    std::size_t end = 0;
  };

  void find_members();

  std::string text_;
  nlohmann::json values_;
  std::vector<Member> members_;
  std::size_t close_ = 0;  // the closing brace
};

// A string as JSON.
std::string json_string(std::string_view text);
// The same, added to the end of what is there.
void append_json_string(std::string_view text, std::string& result);

}  // namespace seqlab::corpus
