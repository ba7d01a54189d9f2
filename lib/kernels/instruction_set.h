// Which of the processor's vector instructions the kernels use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seqlab::kernels {

// The set in use: "portable" (no vector instructions are asked for), "sse4", "avx2", "avx512", "avx512-vnni"
// (with dot products of eight-bit numbers), "neon" (or Highway's name of another). It is the best that the
// processor has until another is chosen.
std::string instruction_set();

// Those that this processor has and this program was built for, the best first.
std::vector<std::string> instruction_sets();

// Makes the kernels use one of instruction_sets(). Not while another thread computes; what was packed before
// must be packed again. Throws std::invalid_argument for another name, naming those there are.
void use_instruction_set(std::string_view name);

}  // namespace seqlab::kernels
