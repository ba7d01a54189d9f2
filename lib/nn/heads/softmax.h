// The head for independent labels: a linear map and a softmax over K labels.
#pragma once

#include "nn/heads/head.h"
#include "nn/numbers/affine.h"

namespace seqlab::nn {

// p = softmax(V x + d), V [K x inputs], d [K x 1], column by column.
//
// The probability of a label sequence is the product of its labels' p, divided by the sum of these products
// over all allowed sequences; spans likewise.
template <class Scalar>
class SoftmaxHead final : public Head<Scalar> {
 public:
  // Throws std::invalid_argument when a mask of allowed transitions has the wrong size.
  SoftmaxHead(Layout& layout, const HeadShape& shape, std::size_t inputs);

  // Glorot-uniform V, zero d.
  void initialise(Scalar* weights, const base::Noise& noise) const override {
    affine_.initialise(weights, noise);
  }

  struct Prepared final : PreparedHead {
    typename Affine<Scalar>::Prepared affine;
    Viterbi<Scalar> viterbi;  // by prepare()
  };
  void prepare_training(const Scalar* weights, std::unique_ptr<PreparedHead>& prepared) const override;
  void prepare(const Scalar* weights, std::unique_ptr<PreparedHead>& prepared) const override;

  // The sum over the columns with a gold label of -ln p(gold). With label weights each column's gradient is
  // multiplied by the weight of its gold label; the loss is not.
  LossSum loss(const Scalar* weights, const PreparedHead& prepared, const Packing& packing,
               ConstColumns<Scalar> x, std::span<const std::int32_t> gold, const BatchLoss& batch_loss,
               Scalar* gradient, Activations<Scalar>& dx, base::Pool& pool) const override;

  // The probability of a label is its p, regardless of other labels.
  void predict(const Scalar* weights, const PreparedHead& prepared, const Packing& packing,
               ConstColumns<Scalar> x, const HeadRequest& request, Prediction<Scalar>& prediction,
               base::Pool& pool) const override;

  void score(const Scalar* weights, const PreparedHead& prepared, ConstColumns<Scalar> x,
             std::span<const std::int32_t> gold, std::span<double> log_probabilities,
             base::Pool& pool) const override;
  // V x + d.
  void write_scores(const Scalar* weights, const PreparedHead& prepared, const Strided<const Scalar>& x,
                    std::size_t columns, const Strided<Scalar>& scores,
                    Activations<Scalar>& scratch) const override;

 private:
  void add_sequences(const Viterbi<Scalar>& viterbi, const Activations<Scalar>& scores,
                     const Packing& packing, const HeadRequest& request, Prediction<Scalar>& prediction,
                     base::Pool& pool) const;

  HeadShape shape_;
  Affine<Scalar> affine_;
};

}  // namespace seqlab::nn
