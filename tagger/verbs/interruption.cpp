#include "verbs/interruption.h"

namespace seqlab::programs {

namespace {

volatile std::sig_atomic_t signalled = 0;

extern "C" void note_signal(int) {
  signalled = 1;
  // The next SIGINT has its default effect.
  std::signal(SIGINT, SIG_DFL);
}

}  // namespace

Interruption::Interruption() {
  signalled = 0;
  struct sigaction action {};
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, nullptr, &before_);
  if (before_.sa_handler != SIG_IGN) ::sigaction(SIGINT, &action, nullptr);
}

Interruption::~Interruption() {
  ::sigaction(SIGINT, &before_, nullptr);
}

bool Interruption::requested() {
  return signalled != 0;
}

}  // namespace seqlab::programs
