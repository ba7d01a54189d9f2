#include "service/routes.h"

#include <algorithm>
#include <optional>

namespace seqlab::service {

namespace {

constexpr std::string_view placeholder = "{name}";

// What stands in place of the placeholder, or an empty string where there is none; nothing: another path.
std::optional<std::string> match(std::string_view route, std::string_view path) {
  const std::size_t at = route.find(placeholder);
  if (at == std::string_view::npos) return route == path ? std::optional<std::string>("") : std::nullopt;
  const std::string_view tail = route.substr(at + placeholder.size());
  if (path.size() <= at + tail.size() || !path.starts_with(route.substr(0, at)) || !path.ends_with(tail)) {
    return std::nullopt;
  }
  const std::string_view name = path.substr(at, path.size() - at - tail.size());
  if (name.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(name);
}

}  // namespace

FoundRoute find_route(const std::vector<Route>& routes, std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  std::vector<std::string> methods;
  for (const Route& route : routes) {
    auto name = match(route.path, path);
    if (!name) continue;
    if (route.method == wanted) return {&route, std::move(*name)};
    methods.push_back(route.method);
    if (route.method == "GET") methods.emplace_back("HEAD");
  }
  if (methods.empty())
    throw RequestError(404, "not_found", "there is nothing at this address; /docs has all");
  std::string allow;
  for (const std::string& known : methods) allow += (allow.empty() ? "" : ", ") + known;
  throw RequestError(405, "method_not_allowed", "this address answers only " + allow, allow);
}

}  // namespace seqlab::service
