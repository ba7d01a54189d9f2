// The JSON of requests.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "service/limits.h"

namespace seqlab::service {

// The JSON object that a request has. Throws RequestError (400) for what is none or nests too deep.
nlohmann::json parsed_object(std::string_view text, const Limits& limits);

}  // namespace seqlab::service
