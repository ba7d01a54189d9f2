#include "nn/network.h"

#include <algorithm>

namespace seqlab::nn {

Batch make_batch(std::span<const BatchSequence> sequences, bool pooled) {
  std::vector<std::size_t> lengths;
  lengths.reserve(sequences.size());
  for (const BatchSequence& sequence : sequences) lengths.push_back(sequence.words.size());
  Batch batch;
  batch.packing = Packing(lengths);
  batch.words.resize(batch.packing.columns());
  if (!pooled) batch.gold.assign(batch.packing.columns(), -1);
  for (std::size_t packed = 0; packed < sequences.size(); ++packed) {
    const BatchSequence& sequence = sequences[batch.packing.order()[packed]];
    for (std::size_t step = 0; step < sequence.words.size(); ++step) {
      const std::size_t column = batch.packing.column(packed, step);
      batch.words[column] = sequence.words[step];
      if (!pooled && !sequence.gold.empty()) batch.gold[column] = sequence.gold[step];
    }
  }
  for (const BatchSequence& sequence : sequences) {
    batch.identities.push_back(sequence.identity);
    if (pooled) batch.gold.push_back(sequence.gold.empty() ? -1 : sequence.gold.front());
  }
  return batch;
}

template <class Scalar>
Network<Scalar>::Network(const NetworkShape& shape) : shape_(shape) {
  encoder_.emplace(layout_, "encoder", shape.inputs, shape.layers, shape.recurrent,
                   make_cell<Scalar>(shape.cell));
  head_.emplace(layout_, "head", encoder_->outputs(), shape.labels);
}

template <class Scalar>
std::vector<Scalar> Network<Scalar>::initial_weights(const Noise& noise) const {
  std::vector<Scalar> weights(layout_.size(), Scalar{0});
  encoder_->initialise(weights.data(), noise.at(0));
  head_->initialise(weights.data(), noise.at(1));
  return weights;
}

template <class Scalar>
Matrix<Scalar> Network<Scalar>::look_up(ConstColumns<Scalar> table, const Batch& batch) const {
  Matrix<Scalar> x(table.rows(), index(batch.words.size()));
  for (std::size_t column = 0; column < batch.words.size(); ++column) {
    x.col(index(column)) = table.col(index(batch.words[column]));
  }
  return x;
}

template <class Scalar>
Matrix<Scalar> Network<Scalar>::probabilities(const Scalar* weights, ConstColumns<Scalar> table,
                                              const Batch& batch, Pool& pool) const {
  Matrix<Scalar> output;
  std::vector<States<Scalar>> final;
  encoder_->forward(weights, batch.packing, look_up(table, batch), nullptr, nullptr, output, final, nullptr,
                    pool);
  Matrix<Scalar> result;
  if (shape_.pooling) {
    head_->forward(weights, pool_sequences(*shape_.pooling, batch.packing, output, final.back(), nullptr),
                   result, pool);
  } else {
    head_->forward(weights, output, result, pool);
  }
  return result;
}

template <class Scalar>
LossSum Network<Scalar>::loss(const Scalar* weights, ConstColumns<Scalar> table, const Batch& batch,
                              const DropoutRates* dropout, const Noise& noise, Scalar* gradient,
                              SparseGradient<Scalar>* table_gradient, Pool& pool) const {
  std::vector<std::uint64_t> packed_identities;
  for (const std::size_t sequence : batch.packing.order())
    packed_identities.push_back(batch.identities[sequence]);
  std::optional<DropoutPlan> plan;
  if (dropout != nullptr) {
    plan = {noise, packed_identities, dropout->input, dropout->layers, dropout->output, dropout->kind};
  }
  const DropoutPlan* drop = plan ? &*plan : nullptr;

  Matrix<Scalar> output;
  std::vector<States<Scalar>> final;
  typename Encoder<Scalar>::Tape tape;
  encoder_->forward(weights, batch.packing, look_up(table, batch), nullptr, drop, output, final, &tape, pool);

  LossSum loss;
  Matrix<Scalar> doutput;
  States<Scalar> dfinal;
  if (shape_.pooling) {
    PoolingTape pooling_tape;
    Matrix<Scalar> pooled =
        pool_sequences(*shape_.pooling, batch.packing, output, final.back(), &pooling_tape);
    Matrix<Scalar> dpooled;
    const auto drop_output = [&](Matrix<Scalar>& x) {
      if (drop != nullptr) {
        apply_dropout<Scalar>(x, batch.identities, noise.at(place_output), dropout->output);
      }
    };
    drop_output(pooled);
    loss = head_->loss(weights, pooled, batch.gold, gradient, dpooled, pool);
    drop_output(dpooled);
    pool_sequences_backward(*shape_.pooling, batch.packing, dpooled, pooling_tape, final.back(), doutput,
                            dfinal);
  } else {
    const auto drop_output = [&](Matrix<Scalar>& x) {
      if (drop != nullptr) {
        apply_dropout<Scalar>(x, batch.packing, packed_identities, noise.at(place_output), dropout->output,
                              dropout->kind);
      }
    };
    drop_output(output);
    loss = head_->loss(weights, output, batch.gold, gradient, doutput, pool);
    drop_output(doutput);
  }
  Matrix<Scalar> dinput;
  encoder_->backward(weights, batch.packing, tape, drop, std::move(doutput),
                     shape_.pooling ? &dfinal : nullptr, gradient,
                     table_gradient == nullptr ? nullptr : &dinput, nullptr, pool);
  if (table_gradient != nullptr) {
    std::vector<std::uint32_t>& rows = table_gradient->rows;
    rows = batch.words;
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    table_gradient->values.setZero(table.rows(), index(rows.size()));
    for (std::size_t column = 0; column < batch.words.size(); ++column) {
      const auto row = std::lower_bound(rows.begin(), rows.end(), batch.words[column]) - rows.begin();
      table_gradient->values.col(row) += dinput.col(index(column));
    }
  }
  return loss;
}

template class Network<float>;
template class Network<double>;

}  // namespace seqlab::nn
