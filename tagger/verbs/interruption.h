// Handles Ctrl-C (SIGINT) and SIGTERM during training.
#pragma once

#include <array>
#include <csignal>

#include "program/program.h"

namespace seqlab::programs {

// While an object lives, the first of these signals sets a flag and the second ends the program. A signal
// that was ignored when the program was started stays ignored. Only one object may live at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // Whether a signal has arrived.
  [[nodiscard]] static bool requested();
  // The program's exit code: that of the signal, or fine.
  [[nodiscard]] static Exit exit();

 private:
  std::array<struct sigaction, 2> before_{};
};

}  // namespace seqlab::programs
