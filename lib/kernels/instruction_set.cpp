#include "kernels/instruction_set.h"

#include <cstdint>
#include <stdexcept>

#include "hwy/highway.h"

namespace seqlab::kernels {

namespace {

std::string name_of(std::int64_t target) {
  switch (target) {
    case HWY_SSE4:
      return "sse4";
    case HWY_AVX2:
      return "avx2";
    case HWY_AVX3:
      return "avx512";
    case HWY_NEON:
      return "neon";
    case HWY_SCALAR:
    case HWY_EMU128:
      return "portable";
    default:
      return hwy::TargetName(target);
  }
}

// Best first: lower bits of Highway's targets are better sets.
struct Set {
  std::string name;
  std::int64_t target;
};

bool has_vnni() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vnni") != 0;
#else
  return false;
#endif
}

// The sets that are both compiled in and supported by the processor.
const std::vector<Set>& sets() {
  static const std::vector<Set> found = [] {
    std::vector<Set> list;
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
      if (target == HWY_AVX3 && has_vnni()) list.push_back({name_of(target) + "-vnni", target});
      list.push_back({name_of(target), target});
    }
    return list;
  }();
  return found;
}

// Changed only by use_instruction_set().
const Set*& in_use() {
  static const Set* current = &sets().front();
  return current;
}

}  // namespace

std::string instruction_set() {
  return in_use()->name;
}

std::vector<std::string> instruction_sets() {
  std::vector<std::string> names;
  for (const Set& set : sets()) names.push_back(set.name);
  return names;
}

void use_instruction_set(std::string_view name) {
  std::string known;
  for (const Set& set : sets()) {
    if (set.name == name) {
      hwy::SetSupportedTargetsForTest(set.target);
      hwy::GetChosenTarget().Update(set.target);
      in_use() = &set;
      return;
    }
    known += (known.empty() ? "" : ", ") + set.name;
  }
  throw std::invalid_argument("there is no instruction set '" + std::string(name) + "' here; there are " +
                              known);
}

}  // namespace seqlab::kernels
