#include "nn/instruction_set.h"

#include <Eigen/Core>

namespace seqlab::nn {

std::string instruction_set() {
  return Eigen::SimdInstructionSetsInUse();
}

}  // namespace seqlab::nn
