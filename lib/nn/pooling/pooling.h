// Pooling without weights: from one column per token to one per sequence.
#pragma once

#include <vector>

#include "base/pool.h"
#include "nn/choices.h"
#include "nn/numbers/packing.h"
#include "nn/recurrent/recurrent.h"

namespace seqlab::nn {

struct PoolingTape {
  // max: the column of the maximum, [rows x sequences]; -1 for a sequence without tokens.
  Eigen::Matrix<Eigen::Index, Eigen::Dynamic, Eigen::Dynamic> maxima;
};

// Pools one column per token to one per sequence, as choices.h describes; for all kinds but attention
// (attention_pooling.h).
//
// output: [rows x columns]. final: the final states of the encoder's last layer, which only sequences without
// tokens read. Returns [rows x sequences] in the caller's order. tape: null in inference.
template <class Scalar>
Matrix<Scalar> pool_sequences(Pooling pooling, const Packing& packing, ConstColumns<Scalar> output,
                              const States<Scalar>& final, PoolingTape* tape, base::Pool& pool);

// dpooled: [rows x sequences]. Writes doutput [rows x columns] and dfinal, shaped like `final`.
template <class Scalar>
void pool_sequences_backward(Pooling pooling, const Packing& packing, ConstColumns<Scalar> dpooled,
                             const PoolingTape& tape, const States<Scalar>& final,
                             Activations<Scalar>& doutput, States<Scalar>& dfinal, base::Pool& pool);

}  // namespace seqlab::nn
