// Gated recurrent unit (Cho et al. 2014).
#pragma once

#include "nn/recurrent/cell.h"

namespace seqlab::nn {

// Gates: r (reset), z (update), n (candidate) and, if the reset follows the product, u (the candidate's
// product, with a bias of its own).
//
//   r = sigma(a_r)   z = sigma(a_z)
//   reset before:  n = tanh(W_n x + b_n + U_n (r * h'))        two stages (Cho et al. 2014)
//   reset after:   n = tanh(W_n x + b_n + r * (U_n h' + b_u))  one stage; the GRU of PyTorch and cuDNN
//   h = z * h' + (1 - z) * n
//
// All biases are 0 initially.
template <class Scalar>
Cell<Scalar> make_gru(const CellShape& shape);

}  // namespace seqlab::nn
