// The cell MUT3, found by evolution (Jozefowicz et al. 2015).
#pragma once

#include "nn/recurrent/cell.h"

namespace seqlab::nn {

// Gates: r, z, n.
//
//   r = sigma(W_r x + U_r h' + b_r)
//   z = sigma(W_z x + U_z tanh(h') + b_z)
//   n = tanh(U_n (r * h') + W_n x + b_n)
//   h = n * z + h' * (1 - z)
template <class Scalar>
Cell<Scalar> make_mut3(const CellShape& shape);

}  // namespace seqlab::nn
