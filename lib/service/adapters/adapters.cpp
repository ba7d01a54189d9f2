#include "service/adapters/adapters.h"

#include <array>
#include <utility>

#include "base/errors.h"
#include "options/option_info.h"
#include "service/adapters/adapter_routes.h"

namespace seqlab::service {

namespace {

using MakeRoutes = std::vector<Route> (*)(const Context& context);
constexpr std::array<std::pair<const char*, MakeRoutes>, 4> adapters = {{{"huggingface", huggingface_routes},
                                                                         {"corenlp", corenlp_routes},
                                                                         {"udpipe", udpipe_routes},
                                                                         {"nametag", nametag_routes}}};

}  // namespace

std::vector<std::string> adapter_names() {
  std::vector<std::string> names;
  for (const auto& [name, routes] : adapters) names.emplace_back(name);
  return names;
}

std::vector<Route> adapter_routes(const std::string& name, const Context& context) {
  for (const auto& [known, routes] : adapters) {
    if (name == known) return routes(context);
  }
  throw UsageError("--adapter " + name + ": there is no such adapter" +
                   options::nearest_hint(name, adapter_names()));
}

}  // namespace seqlab::service
