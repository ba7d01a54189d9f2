// The head of a response: status line and headers.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "service/message.h"

namespace seqlab::service {

// How the connection goes on after a response.
struct Framing {
  bool old_version = false;  // HTTP/1.0
  bool keep_alive = true;
  std::optional<std::size_t> length = 0;  // nothing: in chunks, or up to the end of the connection (HTTP/1.0)
  std::string_view allowed_origin = {};   // whose pages may read the response
};

// Ends with an empty line.
std::string response_head(const Response& response, const Framing& framing);
// "Too Many Requests"
std::string_view reason_of(unsigned status);

}  // namespace seqlab::service
