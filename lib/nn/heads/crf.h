// The head for labels that depend on the one before: a linear-chain conditional random field.
#pragma once

#include "nn/heads/chain.h"
#include "nn/heads/head.h"
#include "nn/heads/viterbi.h"
#include "nn/numbers/affine.h"

namespace seqlab::nn {

// p(y | x) as in Chain (Lafferty et al. 2001), over sequences of K labels. The weights of group "head" give
// the scores of the tokens, e = V x + d, V [K x inputs], d [K x 1]. Those of group "crf" are the transitions
// T [K x K], from x to, and the scores of the first and last label, start [K x 1] and end [K x 1].
template <class Scalar>
class CrfHead final : public Head<Scalar> {
 public:
  // Throws std::invalid_argument when a mask of allowed transitions has the wrong size.
  CrfHead(Layout& layout, const HeadShape& shape, std::size_t inputs);

  // Glorot-uniform V, zero d, transitions, start and end.
  void initialise(Scalar* weights, const base::Noise& noise) const override;

  struct Prepared final : PreparedHead {
    typename Affine<Scalar>::Prepared affine;
    Chain<Scalar> chain;      // over all sequences for training, else over allowed ones
    Viterbi<Scalar> viterbi;  // by prepare()
  };
  void prepare_training(const Scalar* weights, std::unique_ptr<PreparedHead>& prepared) const override;
  void prepare(const Scalar* weights, std::unique_ptr<PreparedHead>& prepared) const override;

  // The sum over sequences of -ln p(gold | x), where every label sequence is allowed. p(gold | x) sums over
  // all labels of tokens without a gold label; a sequence without any gold label adds nothing. `count` counts
  // the columns with one. Takes no label weights.
  LossSum loss(const Scalar* weights, const PreparedHead& prepared, const Packing& packing,
               ConstColumns<Scalar> x, std::span<const std::int32_t> gold, const BatchLoss& batch_loss,
               Scalar* gradient, Activations<Scalar>& dx, base::Pool& pool) const override;

  // The probability of a label is its marginal. At a temperature other than 1 the chain is made anew, in
  // O(K^2).
  void predict(const Scalar* weights, const PreparedHead& prepared, const Packing& packing,
               ConstColumns<Scalar> x, const HeadRequest& request, Prediction<Scalar>& prediction,
               base::Pool& pool) const override;

 private:
  [[nodiscard]] TransitionScores<Scalar> transition_scores(const Scalar* weights) const;
  // The chain over allowed sequences, with transitions divided by the temperature.
  [[nodiscard]] Chain<Scalar> chain_at(double temperature, const Scalar* weights) const;
  // The score of a label sequence; scores: V x + d.
  [[nodiscard]] double path_score(const Scalar* weights, const Activations<Scalar>& scores,
                                  const Packing& packing, std::size_t packed,
                                  std::span<const std::size_t> labels) const;

  HeadShape shape_;
  Affine<Scalar> affine_;
  Slot transitions_, start_, end_;
};

}  // namespace seqlab::nn
