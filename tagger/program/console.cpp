#include "program/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace seqlab::programs {

namespace {

bool error_is_terminal() {
  return ::isatty(STDERR_FILENO) == 1;
}

bool in_colour() {
  return error_is_terminal() && !colour_refused();
}

std::size_t terminal_width() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string duration(double seconds) {
  const auto whole = static_cast<unsigned long>(std::clamp(seconds, 0.0, 359999.0));
  std::array<char, 32> text{};
  if (whole >= 3600) {
    std::snprintf(text.data(), text.size(), "%lu:%02lu:%02lu", whole / 3600, whole / 60 % 60, whole % 60);
  } else {
    std::snprintf(text.data(), text.size(), "%02lu:%02lu", whole / 60, whole % 60);
  }
  return text.data();
}

// Makes text safe for a terminal: control characters become '?', except line ends and tabs, and long text is
// cut.
std::string printable(std::string_view text) {
  constexpr std::size_t longest = 4000;
  std::string shown;
  for (const char c : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f ? '?' : c;
  }
  if (text.size() <= longest) return shown;
  // Do not cut inside a character.
  while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xC0U) == 0x80U) shown.pop_back();
  if (!shown.empty() && static_cast<unsigned char>(shown.back()) >= 0xC0U) shown.pop_back();
  return shown + " ... (" + std::to_string(text.size()) + " bytes)";
}

std::int64_t now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

}  // namespace

bool colour_refused() {
  const char* no_colour = std::getenv("NO_COLOR");
  return no_colour != nullptr && *no_colour != '\0';
}

std::string error_heading(std::string_view where) {
  return std::string(where) + (in_colour() ? ": \033[1;31merror:\033[0m " : ": error: ");
}

void print_error(std::string_view where, std::string_view message) noexcept {
  try {
    std::cerr << error_heading(where) << printable(message) << '\n';
  } catch (...) {
    // There is nowhere left to report this; the exit code remains.
  }
}

Stopwatch::Stopwatch() : begin_(now()) {}

double Stopwatch::seconds() const {
  return static_cast<double>(now() - begin_) * 1e-9;
}

Console::Console(bool quiet) : quiet_(quiet), terminal_(error_is_terminal()) {}

Console::~Console() {
  clear();
}

void Console::note(const std::string& text) {
  if (quiet_) return;
  clear();
  std::cerr << printable(text) << '\n';
}

void Console::warn(const std::string& text) {
  clear();
  std::cerr << "warning: " << printable(text) << '\n';
}

void Console::progress(const std::string& label, std::size_t done, std::size_t all, std::string_view unit) {
  if (quiet_ || !terminal_ || all == 0) return;
  if (done < last_done_ || last_done_ == 0) counting_ = {};
  last_done_ = done;
  if (drawn_ && drawn_since_.seconds() < 0.1) return;
  drawn_since_ = {};
  const double part = std::min(1.0, static_cast<double>(done) / static_cast<double>(all));
  const double seconds = counting_.seconds();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const double left = rate > 0 ? static_cast<double>(all - std::min(done, all)) / rate : 0;
  constexpr std::size_t bar_width = 24;
  const auto full = static_cast<std::size_t>(part * static_cast<double>(bar_width));
  std::array<char, 96> numbers{};
  std::snprintf(numbers.data(), numbers.size(), "] %3.0f%%  %.0f ", part * 100, rate);
  std::string line =
      label + " [" + std::string(full, '=') + std::string(bar_width - full, ' ') + numbers.data();
  line.append(unit).append("/s  ETA ").append(rate > 0 ? duration(left) : "--:--");
  line.resize(std::min(line.size(), terminal_width() - 1));
  std::cerr << "\r\033[K" << line << std::flush;
  drawn_ = true;
}

void Console::clear() {
  if (!drawn_) return;
  std::cerr << "\r\033[K" << std::flush;
  drawn_ = false;
}

std::string decimals(double value, int digits) {
  std::array<char, 512> text{};  // the largest double has 309 digits before the point
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return text.data();
}

}  // namespace seqlab::programs
