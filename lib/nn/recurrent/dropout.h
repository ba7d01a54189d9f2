// Dropout (Srivastava et al. 2014), plain and variational (Gal and Ghahramani 2016).
#pragma once

#include <cstdint>
#include <span>

#include "base/noise.h"
#include "base/pool.h"
#include "nn/choices.h"
#include "nn/numbers/matrix.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

// x := x * mask / (1 - rate), where each element of the mask is 0 with probability `rate`, else 1. The mask
// is a function of `noise`, the sequence's identity, token and row, so the same call on a gradient applies
// the same mask. x: [rows x columns of the packing]. identities: the index in the corpus of each sequence, in
// packed order. Throws std::invalid_argument for a rate of 1 or more.
template <class Scalar>
void apply_dropout(Columns<Scalar> x, const Packing& packing, std::span<const std::uint64_t> identities,
                   const base::Noise& noise, double rate, DropoutKind kind, base::Pool& pool);

// The same for x [rows x sequences], with identities in the order of the columns.
template <class Scalar>
void apply_dropout(Columns<Scalar> x, std::span<const std::uint64_t> identities, const base::Noise& noise,
                   double rate);

}  // namespace seqlab::nn
