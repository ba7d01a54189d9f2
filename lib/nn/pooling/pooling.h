// From one column a token to one column a sequence.
#pragma once

#include <string_view>
#include <vector>

#include "base/pool.h"
#include "nn/numbers/packing.h"
#include "nn/recurrent/recurrent.h"

namespace seqlab::nn {

// last: the rows of *ahead* of the last token's column above those of *back* of the first's: without
// connections and normalisation the last layer's last states, with them what is read of these states. mean,
// max: of each row over all tokens. attention: a mean with learned weights (attention_pooling.h). A sequence
// without tokens gives the last layer's initial state (last) or zeros (the others).
enum class Pooling { last, mean, max, attention };

// Throws std::invalid_argument for an unknown name.
Pooling parse_pooling(std::string_view name);

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
