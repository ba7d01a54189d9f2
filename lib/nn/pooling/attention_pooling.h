// Attention pooling: a mean over tokens with learned weights.
#pragma once

#include <cstddef>
#include <string>

#include "nn/numbers/affine.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

// Attention over the tokens of a sequence (Yang et al. 2016, after Bahdanau et al. 2015):
//
//   u_t = tanh(W x_t + b)   e_t = v u_t + d   alpha = softmax over t of e   pooled = sum_t alpha_t x_t
//
// A sequence without tokens gives zeros. Immutable, and holds no weights.
template <class Scalar>
class AttentionPooling {
 public:
  // size: the number of elements of u.
  AttentionPooling(Layout& layout, const std::string& name, std::size_t inputs, std::size_t size);
  void initialise(Scalar* weights, const base::Noise& noise) const;

  struct Prepared {
    typename Affine<Scalar>::Prepared hidden, score;
  };
  void prepare(const Scalar* weights, bool gradient, Prepared& prepared) const;

  struct Tape {
    Activations<Scalar> hidden;  // u, [size x columns]
    Activations<Scalar> shares;  // alpha, [1 x columns]
    Activations<Scalar> dscores, dhidden;
  };

  // x: [inputs x columns of the packing]. Returns [inputs x sequences] in the caller's order.
  [[nodiscard]] Matrix<Scalar> forward(const Scalar* weights, const Prepared& prepared,
                                       const Packing& packing, ConstColumns<Scalar> x, Tape& tape,
                                       base::Pool& pool) const;
  // dpooled: [inputs x sequences]. Adds to the gradient of the weights and writes dx [inputs x columns].
  void backward(const Prepared& prepared, const Packing& packing, ConstColumns<Scalar> x, Tape& tape,
                ConstColumns<Scalar> dpooled, Scalar* gradient, Activations<Scalar>& dx,
                base::Pool& pool) const;

 private:
  Affine<Scalar> hidden_, score_;
};

}  // namespace seqlab::nn
