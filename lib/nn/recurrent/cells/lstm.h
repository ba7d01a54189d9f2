// Long short-term memory (Hochreiter and Schmidhuber 1997) with forget gate (Gers et al. 2000).
#pragma once

#include "nn/recurrent/cell.h"

namespace seqlab::nn {

// Gates: i (input), f (forget), o (output), g (candidate).
//
//   i = sigma(a_i)   f = sigma(a_f)   o = sigma(a_o)   g = tanh(a_g)
//   c = f * c' + i * g
//   h = o * tanh(c)
//
// The bias of f is 1 initially (Jozefowicz et al. 2015), the others 0. Options:
//
//   forget_gate: none     f = 1, as in 1997; no rows of f
//   forget_gate: coupled  f = 1 - i (Greff et al. 2017); no rows of f
//   peepholes             a_i += p_i * c'   a_f += p_f * c'   a_o += p_o * c (Gers and Schmidhuber 2000);
//                         p_f only if f is learned; all are 0 initially
//   block_size k          k states c and their g share i, f and o, which have h/k rows; a peephole sums over
//                         the block (Graves 2012)
template <class Scalar>
Cell<Scalar> make_lstm(const CellShape& shape);

}  // namespace seqlab::nn
