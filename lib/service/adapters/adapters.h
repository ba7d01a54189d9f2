// Addresses that speak as other services do, so that their clients can be used.
#pragma once

#include <string>
#include <vector>

#include "service/api.h"

namespace seqlab::service {

// "corenlp", ...
std::vector<std::string> adapter_names();
// The routes of an adapter, below /NAME. Throws UsageError for another name.
std::vector<Route> adapter_routes(const std::string& name, const Context& context);

}  // namespace seqlab::service
