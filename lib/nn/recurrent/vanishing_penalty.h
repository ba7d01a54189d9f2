// A penalty on gradients that vanish or explode on their way through a plain recurrent network.
#pragma once

#include <cstddef>

#include "base/pool.h"
#include "kernels/packed_matrix.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

// What a plain layer's backward pass knows about one direction.
template <class Scalar>
struct PlainGradients {
  const kernels::PackedMatrix<Scalar>& recurrent_transposed;  // U^T [h x h]
  const Activations<Scalar>& da;                              // dL/da_t, [h x columns]
  const Activations<Scalar>& dh;                              // dL/dh_t, [h x columns]
};

// The regulariser of Pascanu, Mikolov and Bengio (2013) for h_t = f(W x_t + U h_(t-1) + b): with da_t =
// f'(a_t)
// * dL/dh_t, each step should pass a gradient on as long as it came,
//
//   Omega = 1/n sum_t (r_t - 1)^2,   r_t = |w_t| / |dL/dh_t|,   w_t = U^T da_t
//
// over the n steps of a batch that follow another. Steps that have no gradient, or pass none on, count as 0.
// Its gradient is the immediate derivative, for which states and dL/dh_t are constants:
//
//   dOmega/dU = 2/n sum_t (r_t - 1) / (|dL/dh_t| |w_t|)  da_t w_t^T
//
// Adds `factor` times it to du [h x h], row-major. direction: 0 is *ahead*, 1 *back*.
template <class Scalar>
void add_vanishing_penalty(double factor, const Packing& packing, std::size_t direction,
                           const PlainGradients<Scalar>& gradients, Scalar* du, base::Pool& pool);

}  // namespace seqlab::nn
