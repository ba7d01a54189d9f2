// Holds the description of the API to the service.
#include <nlohmann/json.hpp>
#include <set>

#include "catch.h"
#include "service/client.h"
#include "service/page/assets.h"

namespace seqlab::tests {

namespace {

nlohmann::json description() {
  for (const service::Asset& asset : service::page_assets()) {
    if (asset.path == "/openapi.json") return nlohmann::json::parse(asset.bytes);
  }
  throw std::runtime_error("there is no description");
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

TEST_CASE("the description has the routes of the service, and no others") {
  std::set<std::string> described;
  const nlohmann::json all = description();
  for (const auto& [path, methods] : all["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) described.insert(upper(method) + " " + path);
  }
  std::set<std::string> answered;
  const service::Limits limits;
  for (const service::Route& route : service::api_routes({.limits = &limits})) {
    answered.insert(route.method + " " + route.path);
  }
  CHECK(described == answered);
}

TEST_CASE("every example of the description is answered, with the type that it says") {
  RunningService running(
      {.models = {{"en-ner", shipped_model("en-ner")}, {"en-sentiment", shipped_model("en-sentiment")}}});
  Client client(running.port());
  std::size_t sent = 0;
  const nlohmann::json all = description();
  for (const auto& [path, methods] : all["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      const auto& answers = operation["responses"]["200"]["content"];
      if (method == "get") {
        std::string target = path;
        for (const auto& parameter : operation.value("parameters", nlohmann::json::array())) {
          const std::string name = "{" + parameter["name"].get<std::string>() + "}";
          target.replace(target.find(name), name.size(), parameter["example"].get<std::string>());
        }
        INFO(target);
        client.get(target);
        const Reply reply = client.reply();
        CHECK(reply.status == 200);
        const std::string type = reply.headers.at("content-type");
        CHECK(answers.contains(type.substr(0, type.find(';'))));
        ++sent;
        continue;
      }
      for (const auto& [type, content] : operation["requestBody"]["content"].items()) {
        for (const auto& [name, example] : content["examples"].items()) {
          INFO(path << " " << name);
          const auto& value = example["value"];
          client.post(path, value.is_string() ? value.get<std::string>() : value.dump(), type);
          const Reply reply = client.reply();
          CHECK(reply.status == 200);
          CHECK(reply.body.find("\"error\"") == std::string::npos);
          CHECK(answers.contains(reply.headers.at("content-type")));
          ++sent;
        }
      }
    }
  }
  CHECK(sent > 20);
}

TEST_CASE("the description has every status that the service gives") {
  const nlohmann::json all = description();
  for (const char* path : {"/v1/tag", "/v1/classify"}) {
    for (const char* status :
         {"200", "400", "401", "404", "408", "413", "415", "417", "421", "422", "429", "431", "500", "503"}) {
      CHECK(all["paths"][path]["post"]["responses"].contains(status));
    }
  }
}

}  // namespace seqlab::tests
