#include "service/json_request.h"

#include <nlohmann/json.hpp>
#include <string>

#include "service/message.h"

namespace seqlab::service {

nlohmann::json parsed_object(std::string_view text, const Limits& limits) {
  using nlohmann::json;
  const auto within_depth = [&](int depth, json::parse_event_t event, json& /*value*/) {
    const bool opens =
        event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    if (opens && static_cast<std::size_t>(depth) >= limits.json_depth) {
      throw RequestError(400, "invalid_json",
                         "the JSON nests deeper than " + std::to_string(limits.json_depth) + " levels");
    }
    return true;
  };
  try {
    json value = json::parse(text.begin(), text.end(), within_depth);
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
