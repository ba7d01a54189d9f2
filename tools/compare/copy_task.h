// The copy task: what came first, after a long wait.
#pragma once

#include <cstddef>

#include "compare/task.h"

namespace seqlab::compare {

constexpr std::size_t copy_symbols = 8;

// The first token is one of 8 symbols, all others are blanks, [9 x 1] one-hot; the answer at the last token
// is the symbol. The smallest form of the latch of Bengio, Simard and Frasconi 1994. No token asks for the
// answer: it is due after a fixed number of blanks. Chance is right in 12.5 % of sequences.
//
// length: at least 2, so that the answer is not the token itself.
Task copy_task(std::size_t length);

}  // namespace seqlab::compare
