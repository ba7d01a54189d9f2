// The cell MUT2, found by evolution (Jozefowicz et al. 2015).
#pragma once

#include "nn/recurrent/cell.h"

namespace seqlab::nn {

// Gates: r, z, n.
//
//   r = sigma(x + U_r h' + b_r)
//   z = sigma(W_z x + U_z h' + b_z)
//   n = tanh(U_n (r * h') + W_n x + b_n)
//   h = n * z + h' * (1 - z)
//
// In r, x is P x if the input has not h rows.
template <class Scalar>
Cell<Scalar> make_mut2(const CellShape& shape);

}  // namespace seqlab::nn
