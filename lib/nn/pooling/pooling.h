// From one column a token to one column a sequence.
#pragma once

#include <string_view>
#include <vector>

#include "base/pool.h"
#include "nn/choices.h"
#include "nn/numbers/packing.h"
#include "nn/recurrent/recurrent.h"

namespace seqlab::nn {

struct PoolingTape {
  // max: the column that held the maximum, [rows x sequences]; -1 for a sequence without tokens.
  Eigen::Matrix<Eigen::Index, Eigen::Dynamic, Eigen::Dynamic> maxima;
};

// For each way but attention. output: [rows x columns], final: the encoder's last layer's final states, read
// of sequences without tokens. Gives [rows x sequences] in the caller's order.
template <class Scalar>
Matrix<Scalar> pool_sequences(Pooling pooling, const Packing& packing, ConstColumns<Scalar> output,
                              const States<Scalar>& final, PoolingTape* tape, base::Pool& pool);

// dpooled: [rows x sequences]. Writes doutput [rows x columns] and dfinal, shaped like `final`.
template <class Scalar>
void pool_sequences_backward(Pooling pooling, const Packing& packing, ConstColumns<Scalar> dpooled,
                             const PoolingTape& tape, const States<Scalar>& final,
                             Activations<Scalar>& doutput, States<Scalar>& dfinal, base::Pool& pool);

}  // namespace seqlab::nn
