// What requests may have. A service is open to anyone who can reach it, so everything has a limit.
#pragma once

#include <cstddef>

namespace seqlab::service {

struct Limits {
  std::size_t header_bytes = 16384;
  std::size_t body_bytes = 10485760;
  std::size_t text_bytes = 1048576;  // of one text, and of the tokens of one sentence together
  std::size_t texts = 1000;          // in a request
  std::size_t json_depth = 16;
  std::size_t n_best = 100;
  double header_seconds = 10;  // from the first byte of a request to the end of its header
  double body_seconds = 30;    // from there to the end of its body; of a stream, between two of its parts
  double idle_seconds = 60;    // between requests
  double write_seconds = 30;   // of a part of a response that the client does not read
  std::size_t connections = 10000;
  std::size_t queue = 16384;           // texts that wait; a long one counts for several
  std::size_t stream_lines = 256;      // of a stream that are read ahead of its answers
  std::size_t stream_bytes = 1048576;  // the same in bytes; one line may be longer
};

}  // namespace seqlab::service
