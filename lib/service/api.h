// What the service answers.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

#include "service/limits.h"
#include "service/metrics.h"
#include "service/model_table.h"
#include "service/routes.h"

namespace seqlab::service {

enum class State { starting, ready, ending };

// What handlers need. All of it lives as long as the service.
struct Context {
  const ModelTable* models = nullptr;
  const Metrics* metrics = nullptr;
  const Limits* limits = nullptr;
  const std::atomic<State>* state = nullptr;
  std::string version;  // of the programs
  std::size_t threads = 1;
  std::vector<std::string> adapters;
};

// The routes of the API, the page and the adapters that the context names. Throws UsageError for an adapter
// that does not exist.
std::vector<Route> service_routes(const Context& context);

// The same without adapters: what openapi.json describes.
std::vector<Route> api_routes(const Context& context);

// Throws RequestError (503) for a route that does not answer while the service starts or ends.
void check_state(const Route& route, State state);

}  // namespace seqlab::service
