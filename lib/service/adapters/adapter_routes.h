// The routes of each adapter, which adapters.cpp gives a name.
#pragma once

#include <vector>

#include "service/api.h"

namespace seqlab::service {

std::vector<Route> corenlp_routes(const Context& context);
std::vector<Route> huggingface_routes(const Context& context);
std::vector<Route> nametag_routes(const Context& context);
std::vector<Route> udpipe_routes(const Context& context);

}  // namespace seqlab::service
