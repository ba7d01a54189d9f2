// The instruction set of the processor that computes: the best one, unless a lower one is chosen.
#pragma once

#include <string>
#include <vector>

#include "seqlab/api.h"
#include "seqlab/errors.h"

namespace seqlab {

// The one in use, such as "avx2".
SEQLAB_API std::string instruction_set();

// Those that this processor has, the best first.
SEQLAB_API std::vector<std::string> instruction_sets();

// Uses one of instruction_sets(); sums are then rounded as on a processor that has no better one. Call it before the
// first model is loaded. Throws BadInput for another name.
SEQLAB_API void use_instruction_set(const std::string& name);

}  // namespace seqlab
