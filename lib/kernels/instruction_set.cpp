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

// Those compiled in that the processor has, the best first: a lower bit is a better set.
const std::vector<std::int64_t>& targets() {
  static const std::vector<std::int64_t> found = hwy::SupportedAndGeneratedTargets();
  return found;
}

}  // namespace

std::string instruction_set() {
  static_cast<void>(targets());
  return name_of(hwy::SupportedAndGeneratedTargets().front());
}

std::vector<std::string> instruction_sets() {
  std::vector<std::string> names;
  for (const std::int64_t target : targets()) names.push_back(name_of(target));
  return names;
}

void use_instruction_set(std::string_view name) {
  std::string known;
  for (const std::int64_t target : targets()) {
    if (name_of(target) == name) {
      hwy::SetSupportedTargetsForTest(target);
      hwy::GetChosenTarget().Update(target);
      return;
    }
    known += (known.empty() ? "" : ", ") + name_of(target);
  }
  throw std::invalid_argument("there is no instruction set '" + std::string(name) + "' here; there are " + known);
}

}  // namespace seqlab::kernels
