#include "service/adapters/lindat.h"

#include <nlohmann/json.hpp>

#include "service/adapters/parameters.h"

namespace seqlab::service {

std::vector<Route> lindat_routes(const LindatAnswers& answers) {
  std::vector<Route> routes;
  for (const auto& [path, answer] : answers) {
    routes.push_back({.method = "GET", .path = path, .answer = answer});
    routes.push_back({.method = "POST", .path = path, .content_types = form_types(), .answer = answer});
  }
  return routes;
}

Response lindat_models(const std::vector<NamedTagger>& taggers, const std::vector<std::string>& methods) {
  nlohmann::ordered_json json = {{"models", nlohmann::ordered_json::object()}};
  for (const NamedTagger& tagger : taggers) json["models"][tagger.name] = methods;
  if (!taggers.empty()) json["default_model"] = taggers.front().name;
  return {.body = json.dump() + "\n"};
}

Response lindat_result(const std::string& model, const std::string& result) {
  const nlohmann::ordered_json json = {
      {"model", model}, {"acknowledgements", nlohmann::ordered_json::array()}, {"result", result}};
  return {.body = json.dump() + "\n"};
}

void check_sentences(std::size_t sentences, const Limits& limits) {
  if (sentences <= limits.texts) return;
  throw RequestError(
      422, "invalid_request",
      "data has " + std::to_string(sentences) + " sentences; send up to " + std::to_string(limits.texts));
}

}  // namespace seqlab::service
