// A head: labels from what the encoder gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nn/choices.h"
#include "nn/heads/batch_loss.h"
#include "nn/heads/crf.h"
#include "nn/heads/probable_labels.h"
#include "nn/heads/softmax.h"
#include "nn/heads/span_scheme.h"

namespace seqlab::nn {

struct HeadShape {
  std::string name = "head";
  std::size_t labels = 0;
  HeadKind kind = HeadKind::softmax;
  AllowedTransitions allowed;  // sequences of other labels are not predicted
  double weight = 1;           // of the head's loss beside those of others
};

// What a head is to say beside the best labels.
struct HeadRequest {
  std::size_t head = 0;               // its place among those of a network
  bool probabilities = false;         // of each label of each column
  const SpanScheme* spans = nullptr;  // the probabilities of the spans that the best labels write down
  std::size_t n_best = 0;             // so many best sequences of labels
};

// What a head says of columns; all but the labels where it was asked for.
template <class Scalar>
struct Prediction {
  std::vector<std::int32_t> labels;   // one a column
  Activations<Scalar> probabilities;  // [K x columns]
  // Of each sequence, in packed order: of the spans of its labels, in their order, the probability that it
  // has exactly this span; and its best sequences, of which the first is that of the labels.
  std::vector<std::vector<double>> spans;
  std::vector<std::vector<ProbableLabels>> n_best;
};

// One of the kinds. Const and without memory.
template <class Scalar>
class Head {
 public:
  Head(Layout& layout, const HeadShape& shape, std::size_t inputs);
  [[nodiscard]] std::size_t labels() const { return shape_.labels; }
  void initialise(Scalar* weights, const base::Noise& noise) const;

  struct Prepared {
    typename SoftmaxHead<Scalar>::Prepared softmax;
    typename CrfHead<Scalar>::Prepared crf;
    Viterbi<Scalar> viterbi;  // by prepare()
  };
  void prepare_training(const Scalar* weights, Prepared& prepared) const;
  void prepare(const Scalar* weights, Prepared& prepared) const;

  // x: [inputs x columns]: those of the packing or, without one (null), a column a text. gold: one a column,
  // outside [0, K) where there is none. As SoftmaxHead::loss and CrfHead::loss, with the gradient of the
  // batch's loss, times the head's weight. Throws std::invalid_argument for weights of labels that are not
  // one a label or stand before a CRF.
  LossSum loss(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
               const Packing* packing, std::span<const std::int32_t> gold, const BatchLoss& batch_loss,
               Scalar* gradient, Activations<Scalar>& dx, base::Pool& pool) const;

  // The best labels, those of a sequence chosen together, and what is asked for beside them. The probability
  // of a label of a column is for a CRF its marginal, else that of the column by itself. Those of spans and
  // sequences are of a distribution over the sequences that are allowed: for a CRF its own, else the product
  // of the labels' probabilities, divided by its sum over these sequences.
  void predict(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
               const Packing* packing, const HeadRequest& request, Prediction<Scalar>& prediction,
               base::Pool& pool) const;

 private:
  // Adds what the request asks for of sequences, and the marginals of a CRF. scores: of the columns' labels.
  void add_sequences(const Prepared& prepared, const Activations<Scalar>& scores, const Packing& sequences,
                     const HeadRequest& request, Prediction<Scalar>& prediction, base::Pool& pool) const;

  HeadShape shape_;
  std::optional<SoftmaxHead<Scalar>> softmax_;  // one of both
  std::optional<CrfHead<Scalar>> crf_;
};

}  // namespace seqlab::nn
