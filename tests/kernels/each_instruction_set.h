// Runs a test with every instruction set of the machine.
#pragma once

#include <string>

#include "catch.h"
#include "kernels/instruction_set.h"

namespace seqlab::tests {

// Calls test(name) with each set in use, then switches back to the best.
template <class Test>
void each_instruction_set(Test&& test) {
  struct Best {
    ~Best() { kernels::use_instruction_set(kernels::instruction_sets().front()); }
  } const best;
  for (const std::string& name : kernels::instruction_sets()) {
    kernels::use_instruction_set(name);
    INFO(name);
    test(name);
  }
}

}  // namespace seqlab::tests
