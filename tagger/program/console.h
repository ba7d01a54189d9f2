// What the programs say on standard error: remarks, progress, errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace seqlab::programs {

// What is said may have words, labels and options of any file in it: control characters become `?`, and what
// is longer than anybody reads is cut.

// "PROGRAM VERB: error: MESSAGE"; in colour on a terminal unless NO_COLOR is set.
void print_error(std::string_view where, std::string_view message) noexcept;

class Stopwatch {
 public:
  Stopwatch();
  // Since it was made.
  [[nodiscard]] double seconds() const;

 private:
  std::int64_t begin_;  // nanoseconds
};

// Remarks and, on a terminal, one progress bar that lives on the last line. Says nothing when quiet.
class Console {
 public:
  explicit Console(bool quiet);
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  void note(const std::string& text);
  // Draws the bar, at most some ten times a second: how much of `all` is done, the rate a second since
  // `done` was last smaller, and the time that is left.
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

// A number as people read it, with so many digits after the point: decimals(0.5, 2) is "0.50".
std::string decimals(double value, int digits);

}  // namespace seqlab::programs
