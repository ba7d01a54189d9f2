// The cell MUT1, found by evolution (Jozefowicz et al. 2015).
#pragma once

#include "nn/recurrent/cell.h"

namespace seqlab::nn {

// Gates: x (the raw input), z, r, n.
//
//   z = sigma(W_z x + b_z)
//   r = sigma(W_r x + U_r h' + b_r)
//   n = tanh(U_n (r * h') + tanh(x) + b_n)
//   h = n * z + h' * (1 - z)
//
// In tanh(x), x is P x if the input has not h rows.
template <class Scalar>
Cell<Scalar> make_mut1(const CellShape& shape);

}  // namespace seqlab::nn
