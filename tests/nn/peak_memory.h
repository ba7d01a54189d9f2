// The peak memory of this process, if the system reports it (Linux).
#pragma once

#include <cstddef>
#include <fstream>
#include <optional>
#include <string>

#include "sanitized.h"

namespace seqlab::tests {

// A value of /proc/self/status, in bytes.
inline std::optional<std::size_t> memory_line(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != key) continue;
    std::size_t kibibytes = 0;
    if (status >> kibibytes) return kibibytes * 1024;
  }
  return std::nullopt;
}

// How many bytes work() needed at its peak in addition to what was in use before. Nothing under
// AddressSanitizer, which holds on to freed memory.
template <class Work>
std::optional<std::size_t> peak_memory(Work&& work) {
  if (sanitized) {
    work();
    return std::nullopt;
  }
  {
    std::ofstream reset("/proc/self/clear_refs");
    if (!(reset << '5' << std::flush)) return std::nullopt;
  }
  const std::optional<std::size_t> before = memory_line("VmHWM:");
  work();
  const std::optional<std::size_t> after = memory_line("VmHWM:");
  if (!before || !after) return std::nullopt;
  return *after - *before;
}

}  // namespace seqlab::tests
