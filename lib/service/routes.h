// The addresses of the service and what answers there.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "service/message.h"

namespace seqlab::service {

struct Route {
  std::string method;                           // GET or POST
  std::string path;                             // "/v1/models/{name}"
  bool open = false;                            // needs no token
  bool always = false;                          // answers also while the service starts or ends
  std::vector<std::string> content_types = {};  // of the body of a POST
  // name: what stands in place of {name}. Throws RequestError and UsageError.
  std::function<Answer(const Request& request, const std::string& name)> answer = {};
  // Of a stream, application/x-ndjson: makes what answers its lines, whose responses are lines too. Not set:
  // there are no streams.
  std::function<std::function<Pending(std::string_view line)>(const Request& request)> lines = {};
};

// A route and what stands in place of its {name}.
struct FoundRoute {
  const Route* route = nullptr;
  std::string name = {};
};

// The route of a request; HEAD is answered as GET. Throws RequestError: 404, or 405 with the methods that
// there are.
FoundRoute find_route(const std::vector<Route>& routes, std::string_view method, std::string_view path);

constexpr std::string_view json_type = "application/json";
constexpr std::string_view lines_type = "application/x-ndjson";

}  // namespace seqlab::service
