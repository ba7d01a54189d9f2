#include "service/api.h"

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "corpus/json/json_object.h"
#include "kernels/instruction_set.h"
#include "model/model_handle.h"
#include "options/option_info.h"
#include "service/adapters/adapters.h"
#include "service/label_requests.h"
#include "service/page/assets.h"

namespace seqlab::service {

namespace {

// {"model": NAME, KEY: [...]} of the results of a work.
std::string results_json(const std::string& model, const char* key, const Work& work) {
  std::string json = "{\"model\": " + corpus::json_string(model) + ", \"" + key + "\": [";
  json.reserve(json.size() + work.size() + 2 * work.results().size() + 2);
  bool first = true;
  for (const std::string& result : work.results()) {
    if (!std::exchange(first, false)) json += ", ";
    json += result;
  }
  json += "]}";
  return json;
}

// The model of a request. Throws RequestError (404) for a name that is not there.
std::shared_ptr<const ServedModel> model_for(const Context& context, const std::string& name, bool tagger) {
  try {
    return context.models->find(name, tagger);
  } catch (const UnknownModel& error) {
    throw RequestError(404, "unknown_model", error.what());
  }
}

std::string name_for(const Context& context, const std::string& name, bool tagger) {
  return name.empty() ? context.models->default_name(tagger) : name;
}

// The answer to a request whose documents are `work`: their results under a key, or the only one.
Pending pending(const std::shared_ptr<Work>& work, std::string model, const char* key, bool single) {
  return {{work}, [work, model = std::move(model), key, single] {
            return Response{.body = single ? work->results().front() : results_json(model, key, *work)};
          }};
}

Pending tag(const Context& context, TagRequest request) {
  const auto labeller = model_for(context, request.model, true)->tagger(request.settings);
  std::vector<std::unique_ptr<Document>> documents;
  documents.reserve(request.inputs.size());
  for (Input& input : request.inputs)
    documents.push_back(labeller->document(std::move(input), request.offsets));
  return pending(std::make_shared<Work>(labeller, std::move(documents)),
                 name_for(context, request.model, true), "docs", request.single);
}

Pending classify(const Context& context, ClassifyRequest request) {
  const auto labeller = model_for(context, request.model, false)->classifier();
  std::vector<std::unique_ptr<Document>> documents;
  documents.reserve(request.texts.size());
  for (std::string& text : request.texts) {
    documents.push_back(labeller->document(std::move(text), request.probabilities));
  }
  return pending(std::make_shared<Work>(labeller, std::move(documents)),
                 name_for(context, request.model, false), "results", request.single);
}

Response json_response(std::string body) {
  return {.body = std::move(body) + "\n"};
}

std::string all_models(const Context& context) {
  std::string list;
  for (const auto& [name, model] : context.models->all()) {
    if (model) list += (list.empty() ? "" : ", ") + model->info(name);
  }
  return "{\"models\": [" + list + "]}";
}

std::string info(const Context& context) {
  const Limits& limits = *context.limits;
  const nlohmann::ordered_json info = {{"name", "seqlab"},
                                       {"version", context.version},
                                       {"model_format", model::model_format_version},
                                       {"instruction_set", kernels::instruction_set()},
                                       {"threads", context.threads},
                                       {"adapters", context.adapters},
                                       {"limits",
                                        {{"header_bytes", limits.header_bytes},
                                         {"body_bytes", limits.body_bytes},
                                         {"text_bytes", limits.text_bytes},
                                         {"texts", limits.texts},
                                         {"json_depth", limits.json_depth},
                                         {"n_best", limits.n_best}}}};
  return info.dump();
}

// Pages may load only what the service itself has.
constexpr std::string_view content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

Response asset(const Asset& asset) {
  return {.content_type = std::string(asset.content_type),
          .body = std::string(asset.bytes),
          .headers = {{"Content-Security-Policy", std::string(content_policy)},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cache-Control", "no-cache"}}};
}

Response health(State state, const char* what) {
  if (state != State::ready) throw RequestError(503, what, std::string("the service is ") + what);
  return json_response("{\"status\": \"ready\"}");
}

const char* name_of(State state) {
  return state == State::starting ? "starting" : "ending";
}

}  // namespace

void check_state(const Route& route, State state) {
  if (route.always || state == State::ready) return;
  throw RequestError(503, name_of(state), std::string("the service is ") + name_of(state));
}

std::vector<Route> api_routes(const Context& context) {
  std::vector<Route> routes;
  for (const Asset& one : page_assets()) {
    routes.push_back({.method = "GET",
                      .path = std::string(one.path),
                      .open = one.open,
                      .always = true,
                      .answer = [one](const Request&, const std::string&) { return asset(one); }});
  }
  const auto get = [&](std::string path, bool open, bool always,
                       std::function<Response(const Request&, const std::string&)> answer) {
    routes.push_back(
        {.method = "GET",
         .path = std::move(path),
         .open = open,
         .always = always,
         .answer = [answer = std::move(answer)](const Request& request, const std::string& name) {
           return Answer(answer(request, name));
         }});
  };
  get("/health", true, true,
      [](const Request&, const std::string&) { return json_response("{\"status\": \"alive\"}"); });
  get("/ready", true, true, [context](const Request&, const std::string&) {
    const State state = *context.state;
    return health(state, name_of(state));
  });
  get("/info", false, true,
      [context](const Request&, const std::string&) { return json_response(info(context)); });
  get("/metrics", false, true, [context](const Request&, const std::string&) {
    return Response{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                    .body = context.metrics->text()};
  });
  get("/v1/models", false, false,
      [context](const Request&, const std::string&) { return json_response(all_models(context)); });
  get("/v1/models/{name}", false, false, [context](const Request&, const std::string& name) {
    const auto model = context.models->find(name);
    if (!model)
      throw RequestError(404, "unknown_model", "there is no model '" + name + "'; /v1/models lists them");
    return json_response(model->info(name));
  });
  const std::vector<std::string> types = {std::string(json_type), std::string(lines_type)};
  routes.push_back({.method = "POST",
                    .path = "/v1/tag",
                    .content_types = types,
                    .answer =
                        [context](const Request& request, const std::string&) {
                          const TagRequest defaults =
                              tag_defaults(form_values(request.query), *context.limits);
                          return tag(context, read_tag_request(request.body, defaults, *context.limits));
                        },
                    .lines =
                        [context](const Request& request) {
                          const TagRequest defaults =
                              tag_defaults(form_values(request.query), *context.limits);
                          return [context, defaults](std::string_view line) {
                            return tag(context, read_tag_line(line, defaults, *context.limits));
                          };
                        }});
  routes.push_back({.method = "POST",
                    .path = "/v1/classify",
                    .content_types = types,
                    .answer =
                        [context](const Request& request, const std::string&) {
                          const ClassifyRequest defaults = classify_defaults(form_values(request.query));
                          return classify(context,
                                          read_classify_request(request.body, defaults, *context.limits));
                        },
                    .lines =
                        [context](const Request& request) {
                          const ClassifyRequest defaults = classify_defaults(form_values(request.query));
                          return [context, defaults](std::string_view line) {
                            return classify(context, read_classify_line(line, defaults, *context.limits));
                          };
                        }});
  return routes;
}

std::vector<Route> service_routes(const Context& context) {
  std::vector<Route> routes = api_routes(context);
  for (const std::string& name : context.adapters) {
    for (Route& route : adapter_routes(name, context)) routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace seqlab::service
