// The instructions that the recurrent core computes with.
#pragma once

#include <string>

namespace seqlab::nn {

// The vector instruction sets that the core was compiled for: "SSE, SSE2", "AVX SSE SSE2 ... FMA AVX2",
// "None".
std::string instruction_set();

}  // namespace seqlab::nn
