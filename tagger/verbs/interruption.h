// Ctrl-C while a model is trained.
#pragma once

#include <csignal>

namespace seqlab::programs {

// While an object lives, the first SIGINT is noted instead of ending the program; a second one ends it at
// once. A program that was started with SIGINT ignored goes on ignoring it. One object at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  [[nodiscard]] static bool requested();

 private:
  struct sigaction before_ {};
};

}  // namespace seqlab::programs
