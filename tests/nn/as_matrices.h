// Calls of the network with plain matrices in and out, which prepare the weights themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nn/heads/softmax.h"
#include "nn/network.h"
#include "nn/recurrent/encoder.h"
#include "nn/recurrent/recurrent.h"

namespace seqlab::tests {

template <class Scalar>
nn::Matrix<Scalar> matrix_of(const nn::Activations<Scalar>& activations) {
  return activations.matrix();
}

template <class Scalar>
nn::Activations<Scalar> activations_of(const nn::Matrix<Scalar>& matrix) {
  nn::Activations<Scalar> activations(static_cast<std::size_t>(matrix.rows()),
                                      static_cast<std::size_t>(matrix.cols()));
  activations.matrix() = matrix;
  return activations;
}

// Part: a layer or an encoder, with its types of initial and final states.
template <class Part, class Scalar, class Initial, class Final, class... Dropout>
nn::Matrix<Scalar> run_forward(const Part& part, const std::vector<Scalar>& weights,
                               const nn::Packing& packing, const nn::Matrix<Scalar>& input,
                               const Initial* initial, Final& final, typename Part::Tape* tape,
                               base::Pool& pool, Dropout... dropout) {
  typename Part::Prepared prepared;
  part.prepare(weights.data(), nn::Precision::f32, prepared, pool);
  nn::Activations<Scalar> output;
  part.forward(weights.data(), prepared, packing, nn::LayerInput<Scalar>(input), initial, dropout..., output,
               final, tape, pool);
  return matrix_of(output);
}

template <class Part, class Scalar, class Final, class Initial, class... Dropout>
void run_backward(const Part& part, const std::vector<Scalar>& weights, const nn::Packing& packing,
                  typename Part::Tape& tape, const nn::Matrix<Scalar>& input,
                  const nn::Matrix<Scalar>& doutput, const Final* dfinal, std::vector<Scalar>& gradient,
                  nn::Matrix<Scalar>* dinput, Initial* dinitial, base::Pool& pool, Dropout... dropout) {
  typename Part::Prepared prepared;
  part.prepare_training(weights.data(), prepared, pool);
  nn::Activations<Scalar> columns;
  part.backward(prepared, packing, tape, nn::LayerInput<Scalar>(input), dropout..., doutput, dfinal,
                gradient.data(), dinput == nullptr ? nullptr : &columns, dinitial, pool);
  if (dinput != nullptr) *dinput = columns.matrix();
}

// A network ready for inference, and the projected input of a batch's types, whose words are rows of the
// tables.
template <class Scalar>
struct Inference {
  Inference(const nn::Network<Scalar>& network, const std::vector<Scalar>& weights,
            const std::vector<nn::Matrix<Scalar>>& tables, const nn::Batch& batch, base::Pool& pool,
            nn::Precision precision = nn::Precision::f32)
      : prepared(network.prepare(weights.data(), precision, pool)) {
    Eigen::Index rows = 0;
    for (const nn::Matrix<Scalar>& table : tables) rows += table.rows();
    nn::Matrix<Scalar> vectors(rows, nn::index(batch.types.size()));
    for (std::size_t type = 0; type < batch.types.size(); ++type) {
      Eigen::Index row = 0;
      for (std::size_t i = 0; i < tables.size(); ++i) {
        vectors.col(nn::index(type)).segment(row, tables[i].rows()) =
            tables[i].col(nn::index(batch.types.words[i][type]));
        row += tables[i].rows();
      }
    }
    network.project(weights.data(), prepared, vectors, batch.types, projected, pool);
    for (std::size_t column = 0; column < projected.columns(); ++column) {
      columns.push_back(projected.column(column));
    }
  }

  typename nn::Network<Scalar>::Prepared prepared;
  nn::Activations<Scalar> projected;
  std::vector<const Scalar*> columns;  // of each type
};

// The predictions of each head for a batch; its types' words are rows of the tables.
template <class Scalar>
std::vector<nn::Prediction<Scalar>> predictions_of(const nn::Network<Scalar>& network,
                                                   const std::vector<Scalar>& weights,
                                                   const std::vector<nn::Matrix<Scalar>>& tables,
                                                   const nn::Batch& batch, base::Pool& pool) {
  const Inference<Scalar> inference(network, weights, tables, batch, pool);
  std::vector<nn::Prediction<Scalar>> predictions;
  std::vector<nn::HeadRequest> requests;
  for (std::size_t head = 0; head < network.heads(); ++head) {
    requests.push_back({.head = head, .probabilities = true});
  }
  network.predict(weights.data(), inference.prepared, inference.columns, batch, requests, predictions, pool);
  return predictions;
}

// The probabilities of the first head.
template <class Scalar>
nn::Matrix<Scalar> probabilities_of(const nn::Network<Scalar>& network, const std::vector<Scalar>& weights,
                                    const std::vector<nn::Matrix<Scalar>>& tables, const nn::Batch& batch,
                                    base::Pool& pool) {
  return matrix_of(predictions_of(network, weights, tables, batch, pool).front().probabilities);
}

// Columns as sequences of length 1.
template <class Scalar>
nn::Packing single_tokens(const nn::Matrix<Scalar>& x) {
  return nn::Packing(std::vector<std::size_t>(static_cast<std::size_t>(x.cols()), 1));
}

template <class Scalar>
nn::Matrix<Scalar> probabilities_of(const nn::SoftmaxHead<Scalar>& head, const std::vector<Scalar>& weights,
                                    const nn::Matrix<Scalar>& x, base::Pool& pool) {
  std::unique_ptr<nn::PreparedHead> prepared;
  head.prepare(weights.data(), prepared);
  nn::Prediction<Scalar> prediction;
  head.predict(weights.data(), *prepared, single_tokens(x), x, {.probabilities = true}, prediction, pool);
  return matrix_of(prediction.probabilities);
}

// The loss of a head and the gradient of the sum of its label losses.
template <class Scalar>
nn::LossSum loss_of(const nn::Head<Scalar>& head, const std::vector<Scalar>& weights,
                    const nn::Packing& packing, const nn::Matrix<Scalar>& x,
                    std::span<const std::int32_t> gold, std::vector<Scalar>& gradient, nn::Matrix<Scalar>& dx,
                    base::Pool& pool) {
  std::unique_ptr<nn::PreparedHead> prepared;
  head.prepare_training(weights.data(), prepared);
  nn::Activations<Scalar> columns;
  const nn::LossSum loss = head.loss(weights.data(), *prepared, packing, x, gold, {nn::LossReduction::sum},
                                     gradient.data(), columns, pool);
  dx = columns.matrix();
  return loss;
}

}  // namespace seqlab::tests
