// Messages for people, on standard error: remarks, progress, errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace seqlab::programs {

// Messages may quote any file, so control characters are replaced by '?' and long messages are cut.

// Whether NO_COLOR is set and not empty (no-color.org).
bool colour_refused();

// "PROGRAM VERB: error: ", in colour on a terminal unless NO_COLOR is set.
std::string error_heading(std::string_view where);
// Prints the heading and the message.
void print_error(std::string_view where, std::string_view message) noexcept;

class Stopwatch {
 public:
  Stopwatch();
  // Since construction.
  [[nodiscard]] double seconds() const;

 private:
  std::int64_t begin_;  // nanoseconds
};

// Prints remarks and, on a terminal, a progress bar on the last line. Prints nothing when quiet.
class Console {
 public:
  explicit Console(bool quiet);
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  void note(const std::string& text);
  // "warning: TEXT", also when quiet.
  void warn(const std::string& text);
  // Draws the bar, at most ten times per second: the share done, the rate in units per second and the time
  // left. The rate counts from the last time that `done` became smaller.
  void progress(const std::string& label, std::size_t done, std::size_t all, std::string_view unit);

 private:
  void clear();

  bool quiet_;
  bool terminal_;
  bool drawn_ = false;
  std::size_t last_done_ = 0;
  Stopwatch counting_;  // since `done` was last smaller
  Stopwatch drawn_since_;
};

// The number with `digits` digits after the decimal point: decimals(0.5, 2) is "0.50".
std::string decimals(double value, int digits);

}  // namespace seqlab::programs
