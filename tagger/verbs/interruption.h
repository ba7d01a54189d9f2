// Handles Ctrl-C during training.
#pragma once

#include <csignal>

namespace seqlab::programs {

// While an object lives, the first SIGINT sets a flag and the second ends the program. If the program was
// started with SIGINT ignored, SIGINT stays ignored. Only one object may live at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // Whether a SIGINT has arrived.
  [[nodiscard]] static bool requested();

 private:
  struct sigaction before_ {};
};

}  // namespace seqlab::programs
