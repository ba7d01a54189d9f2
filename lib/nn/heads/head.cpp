#include "nn/heads/head.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace seqlab::nn {

namespace {

// A packing of as many sequences of one column as there are columns.
Packing single_columns(std::size_t columns) {
  return Packing(std::vector<std::size_t>(columns, 1));
}

// ln of the sum of e^score over all sequences of labels, of each sequence in packed order, where a label does
// not depend on the one before: the sum of what the columns have by themselves.
template <class Scalar>
std::vector<double> independent_log_partitions(const Activations<Scalar>& scores, const Packing& sequences) {
  std::vector<double> sums(sequences.sequences(), 0.0);
  for (std::size_t packed = 0; packed < sums.size(); ++packed) {
    for (std::size_t step = 0; step < sequences.length(packed); ++step) {
      const std::span own(scores.column(sequences.column(packed, step)), scores.rows());
      const auto highest = static_cast<double>(*std::max_element(own.begin(), own.end()));
      double sum = 0;
      for (const Scalar score : own) sum += std::exp(static_cast<double>(score) - highest);
      sums[packed] += highest + std::log(sum);
    }
  }
  return sums;
}

}  // namespace

template <class Scalar>
Head<Scalar>::Head(Layout& layout, const HeadShape& shape, std::size_t inputs) : shape_(shape) {
  shape.allowed.check(shape.labels);
  if (shape.kind == HeadKind::softmax) {
    softmax_.emplace(layout, shape.name, inputs, shape.labels);
  } else {
    crf_.emplace(layout, shape.name, inputs, shape.labels);
  }
}

template <class Scalar>
void Head<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  if (softmax_) return softmax_->initialise(weights, noise);
  crf_->initialise(weights, noise);
}

template <class Scalar>
void Head<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared) const {
  if (softmax_) return softmax_->prepare(weights, true, prepared.softmax);
  crf_->prepare_training(weights, prepared.crf);
}

template <class Scalar>
void Head<Scalar>::prepare(const Scalar* weights, Prepared& prepared) const {
  if (crf_) return crf_->prepare(weights, shape_.allowed, prepared.crf);
  softmax_->prepare(weights, false, prepared.softmax);
  prepared.viterbi = Viterbi<Scalar>(shape_.labels, {}, shape_.allowed);
}

template <class Scalar>
LossSum Head<Scalar>::loss(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                           const Packing* packing, std::span<const std::int32_t> gold,
                           const BatchLoss& batch_loss, Scalar* gradient, Activations<Scalar>& dx,
                           base::Pool& pool) const {
  const std::vector<double>& label_weights = batch_loss.label_weights;
  if (!label_weights.empty() && (crf_ || label_weights.size() != shape_.labels)) {
    throw std::invalid_argument("a softmax takes one weight a label, and a CRF none");
  }
  const double scale = shape_.weight * batch_loss.scale(gold, shape_.labels);
  if (softmax_) {
    return softmax_->loss(weights, prepared.softmax, x, gold, scale, gradient, dx, pool, label_weights);
  }
  const Packing singles = packing == nullptr ? single_columns(gold.size()) : Packing();
  return crf_->loss(weights, prepared.crf, x, packing == nullptr ? singles : *packing, gold, scale, gradient,
                    dx, pool);
}

template <class Scalar>
void Head<Scalar>::predict(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                           const Packing* packing, const HeadRequest& request, Prediction<Scalar>& prediction,
                           base::Pool& pool) const {
  const Packing singles = packing == nullptr ? single_columns(static_cast<std::size_t>(x.cols())) : Packing();
  const Packing& sequences = packing == nullptr ? singles : *packing;
  const bool of_sequences = request.spans != nullptr || request.n_best > 0;
  Activations<Scalar> scores;
  if (crf_) {
    crf_->forward(weights, prepared.crf, x, scores, pool);
    best_labels(prepared.crf.viterbi, scores, sequences, prediction.labels, pool);
    if (request.probabilities || of_sequences) {
      add_sequences(prepared, scores, sequences, request, prediction, pool);
    }
    return;
  }
  softmax_->scores(weights, prepared.softmax, x, scores, pool);
  best_labels(prepared.viterbi, scores, sequences, prediction.labels, pool);
  if (of_sequences) add_sequences(prepared, scores, sequences, request, prediction, pool);
  if (!request.probabilities) return;
  softmax_->normalise(scores, pool);
  prediction.probabilities = std::move(scores);
}

template <class Scalar>
void Head<Scalar>::add_sequences(const Prepared& prepared, const Activations<Scalar>& scores,
                                 const Packing& sequences, const HeadRequest& request,
                                 Prediction<Scalar>& prediction, base::Pool& pool) const {
  typename Chain<Scalar>::Tape tape;
  Chain<Scalar> without_scores;
  const Chain<Scalar>& chain = crf_ ? prepared.crf.chain : without_scores;
  // Where no label depends on another, a chain is more than the best sequences need.
  const bool independent = !crf_ && shape_.allowed.everything();
  if (!independent || request.spans != nullptr) {
    if (!crf_) without_scores.prepare(shape_.labels, {}, shape_.allowed);
    chain.forward(scores, sequences, tape, pool);
    if ((crf_ && request.probabilities) || request.spans != nullptr) chain.backward(sequences, tape, pool);
  }
  if (independent && request.n_best > 0) tape.log_partition = independent_log_partitions(scores, sequences);
  const auto labels_of = [&](std::size_t packed) {
    std::vector<std::int32_t> labels(sequences.length(packed));
    for (std::size_t step = 0; step < labels.size(); ++step) {
      labels[step] = prediction.labels[sequences.column(packed, step)];
    }
    return labels;
  };
  prediction.spans.clear();
  prediction.n_best.clear();
  const Viterbi<Scalar>& viterbi = crf_ ? prepared.crf.viterbi : prepared.viterbi;
  for (std::size_t packed = 0; packed < sequences.sequences(); ++packed) {
    const std::vector<std::int32_t> labels = labels_of(packed);
    if (request.spans != nullptr) {
      std::vector<double>& probabilities = prediction.spans.emplace_back();
      for (const LabelSpan& span : request.spans->spans_of(labels)) {
        probabilities.push_back(chain.span_probability(sequences, tape, packed, span, *request.spans));
      }
    }
    if (request.n_best > 0) {
      const std::vector<const Scalar*> columns = sequence_columns(scores, sequences, packed);
      prediction.n_best.push_back(
          probable_labels<Scalar>(viterbi, columns, labels, tape.log_partition[packed], request.n_best));
    }
  }
  if (crf_ && request.probabilities) prediction.probabilities = std::move(tape.marginals);
}

template class Head<float>;
template class Head<double>;

}  // namespace seqlab::nn
