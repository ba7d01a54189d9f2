// Which vector instructions the kernels use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seqlab::kernels {

// The set in use: "portable" (baseline of the architecture), "sse4", "avx2", "avx512", "avx512-vnni" (with
// dot products of 8-bit integers), "neon" (or Highway's name of another). By default the best that the
// processor has.
std::string instruction_set();

// The sets that this processor has and this program was built for, best first.
std::vector<std::string> instruction_sets();

// Makes the kernels use one of instruction_sets(). Call it while no other thread computes; everything packed
// before must be packed again. Throws std::invalid_argument for any other name, listing the valid ones.
void use_instruction_set(std::string_view name);

}  // namespace seqlab::kernels
