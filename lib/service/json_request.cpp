#include "service/json_request.h"

#include <nlohmann/json.hpp>
#include <string>

#include "service/message.h"

namespace seqlab::service {

namespace {

// Whether lists and objects are inside one another more than `most` times, as far as brackets tell.
bool nests_deeper(std::string_view json, std::size_t most) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') {
      in_string = !in_string;
    } else if (in_string) {
      if (c == '\\') ++i;
    } else if (c == '[' || c == '{') {
      if (++depth > most) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

nlohmann::json parsed_object(std::string_view text, const Limits& limits) {
  using nlohmann::json;
  if (nests_deeper(text, limits.json_depth)) {
    throw RequestError(400, "invalid_json",
                       "the JSON nests deeper than " + std::to_string(limits.json_depth) + " levels");
  }
  try {
    json value = json::parse(text.begin(), text.end());
    if (!value.is_object()) throw RequestError(400, "invalid_json", "the JSON is no object");
    return value;
  } catch (const json::parse_error& error) {
    throw RequestError(
        400, "invalid_json",
        "this is no JSON; byte " + std::to_string(error.byte) + " cannot stand there, or is not UTF-8");
  } catch (const json::exception&) {
    throw RequestError(400, "invalid_json", "the JSON has a number that is out of range");
  }
}

}  // namespace seqlab::service
