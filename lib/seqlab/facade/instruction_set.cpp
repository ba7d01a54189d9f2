#include "seqlab/instruction_set.h"

#include <stdexcept>

#include "kernels/instruction_set.h"
#include "seqlab/errors.h"

namespace seqlab {

std::string instruction_set() {
  return kernels::instruction_set();
}

std::vector<std::string> instruction_sets() {
  return kernels::instruction_sets();
}

void use_instruction_set(const std::string& name) {
  try {
    kernels::use_instruction_set(name);
  } catch (const std::invalid_argument& error) {
    throw BadInput(error.what());
  }
}

}  // namespace seqlab
