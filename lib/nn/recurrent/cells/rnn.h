// The plain recurrent network (Elman 1990).
#pragma once

#include "nn/recurrent/cell.h"

namespace seqlab::nn {

// Gate: a.
//
//   h = f(a)   a = W x + U h' + b   f = tanh, sigma or max(0, .)
template <class Scalar>
Cell<Scalar> make_rnn(const CellShape& shape);

}  // namespace seqlab::nn
