// Wall-clock time.
#pragma once

#include <chrono>

namespace seqlab::benchmark {

class Stopwatch {
 public:
  // Since construction.
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace seqlab::benchmark
