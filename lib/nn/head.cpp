#include "nn/head.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace seqlab::nn {

namespace {

// A packing of as many sequences of one column as there are columns.
Packing single_columns(std::size_t columns) {
  return Packing(std::vector<std::size_t>(columns, 1));
}

}  // namespace

std::string_view to_string(HeadKind kind) {
  return kind == HeadKind::softmax ? "softmax" : "crf";
}

HeadKind parse_head_kind(std::string_view name) {
  if (name == "softmax") return HeadKind::softmax;
  if (name == "crf") return HeadKind::crf;
  throw std::invalid_argument("no head is called " + std::string(name));
}

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
void Head<Scalar>::initialise(Scalar* weights, const Noise& noise) const {
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
                           Pool& pool) const {
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
                           const Packing* packing, bool probabilities, Prediction<Scalar>& prediction,
                           Pool& pool) const {
  const Packing singles = packing == nullptr ? single_columns(static_cast<std::size_t>(x.cols())) : Packing();
  const Packing& sequences = packing == nullptr ? singles : *packing;
  Activations<Scalar> scores;
  if (softmax_) {
    softmax_->scores(weights, prepared.softmax, x, scores, pool);
    best_labels(prepared.viterbi, scores, sequences, prediction.labels, pool);
    if (!probabilities) return;
    softmax_->normalise(scores, pool);
    prediction.probabilities = std::move(scores);
    return;
  }
  crf_->forward(weights, prepared.crf, x, scores, pool);
  best_labels(prepared.crf.viterbi, scores, sequences, prediction.labels, pool);
  if (!probabilities) return;
  typename Chain<Scalar>::Tape tape;
  prepared.crf.chain.forward(scores, sequences, tape, pool);
  prepared.crf.chain.backward(sequences, tape, pool);
  prediction.probabilities = std::move(tape.marginals);
}

template class Head<float>;
template class Head<double>;

}  // namespace seqlab::nn
