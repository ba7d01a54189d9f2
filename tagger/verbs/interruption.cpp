#include "verbs/interruption.h"

#include <cstddef>

namespace seqlab::programs {

namespace {

constexpr std::array<int, 2> signals = {SIGINT, SIGTERM};

volatile std::sig_atomic_t signalled = 0;  // the signal that arrived

extern "C" void note_signal(int signal) {
  signalled = signal;
  // The next one has its default effect.
  for (const int number : signals) std::signal(number, SIG_DFL);
}

}  // namespace

Interruption::Interruption() {
  signalled = 0;
  struct sigaction action {};
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int signal : signals) sigaddset(&action.sa_mask, signal);
  for (std::size_t i = 0; i < signals.size(); ++i) {
    ::sigaction(signals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) ::sigaction(signals[i], &action, nullptr);
  }
}

Interruption::~Interruption() {
  for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &before_[i], nullptr);
}

bool Interruption::requested() {
  return signalled != 0;
}

Exit Interruption::exit() {
  if (!requested()) return Exit::fine;
  return signalled == SIGTERM ? Exit::terminated : Exit::interrupted;
}

}  // namespace seqlab::programs
