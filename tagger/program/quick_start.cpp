// What the programs' start would wait for without need.
#include <cstdint>

// Highway's shared library, when it is loaded, measures how fine its timer is, which takes longer than all
// else that comes before main(). Only its own benchmarks use that. A program's definition comes before a
// library's, so that this one is called.
namespace hwy::platform {
[[gnu::visibility("default")]] std::uint64_t TimerResolution();
std::uint64_t TimerResolution() {
  return 1;
}
}  // namespace hwy::platform
