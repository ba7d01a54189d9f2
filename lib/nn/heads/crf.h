// The head for labels of which each depends on the one before: a linear-chain conditional random field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "nn/heads/chain.h"
#include "nn/heads/loss_sum.h"
#include "nn/heads/viterbi.h"
#include "nn/numbers/affine.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

// p(y | x) as in Chain (Lafferty et al. 2001), over sequences of K labels, with the scores of the tokens
// e = V x + d, V [K x inputs], d [K x 1], in group "head", and in group "crf" transitions T [K x K], from x
// to, and those of the first and last labels, start [K x 1] and end [K x 1].
template <class Scalar>
class CrfHead {
 public:
  CrfHead(Layout& layout, const std::string& name, std::size_t inputs, std::size_t labels);
  [[nodiscard]] std::size_t labels() const { return affine_.outputs(); }
  // Glorot-uniform V, zero d, transitions, start and end.
  void initialise(Scalar* weights, const base::Noise& noise) const;

  // The weights as the computations read them. Const use by any number of threads.
  struct Prepared {
    typename Affine<Scalar>::Prepared affine;
    Chain<Scalar> chain;
    Viterbi<Scalar> viterbi;  // of prepare() alone
  };
  // For use: the distribution over allowed sequences alone, for probabilities (chain) and for the best
  // sequences (viterbi). Throws std::invalid_argument when a mask has the wrong size.
  void prepare(const Scalar* weights, const AllowedTransitions& allowed, Prepared& prepared) const;
  // For loss(), in which every sequence is allowed.
  void prepare_training(const Scalar* weights, Prepared& prepared) const;

  // The scores of the tokens: x [inputs x n], scores [K x n], written.
  void forward(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
               Activations<Scalar>& scores, base::Pool& pool) const;

  // The sum over the sequences of -ln p(gold | x), x [inputs x columns of the packing], one gold label a
  // column. Where one is missing (not in [0, K)), p(gold | x) is the sum over all labels of that token; a
  // sequence without any adds nothing. `count` counts the columns with gold. Adds `scale` times the gradient
  // to `gradient` and writes dx [inputs x columns], scaled too.
  LossSum loss(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
               const Packing& packing, std::span<const std::int32_t> gold, double scale, Scalar* gradient,
               Activations<Scalar>& dx, base::Pool& pool) const;

 private:
  [[nodiscard]] TransitionScores<Scalar> transition_scores(const Scalar* weights) const;

  Affine<Scalar> affine_;
  Slot transitions_, start_, end_;
};

}  // namespace seqlab::nn
