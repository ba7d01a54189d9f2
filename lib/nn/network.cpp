#include "nn/network.h"

#include <algorithm>

namespace seqlab::nn {

namespace {

// Rows of the table as columns of x.
template <class Scalar>
void look_up(ConstColumns<Scalar> table, std::span<const std::uint32_t> rows, Activations<Scalar>& x) {
  x.resize(static_cast<std::size_t>(table.rows()), rows.size());
  for (std::size_t column = 0; column < rows.size(); ++column) {
    x.matrix().col(index(column)) = table.col(index(rows[column]));
  }
}

// The scale at which the gradient of a sum over the labelled columns is that of their mean.
double mean_scale(std::span<const std::int32_t> gold, std::size_t labels) {
  const auto labelled = std::count_if(gold.begin(), gold.end(), [&](std::int32_t label) {
    return label >= 0 && static_cast<std::size_t>(label) < labels;
  });
  return labelled == 0 ? 0 : 1 / static_cast<double>(labelled);
}

}  // namespace

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
typename Network<Scalar>::Prepared Network<Scalar>::prepare(const Scalar* weights, Precision precision,
                                                            Pool& pool) const {
  Prepared prepared;
  encoder_->prepare(weights, precision, prepared.encoder, pool);
  head_->prepare(weights, false, prepared.head);
  return prepared;
}

template <class Scalar>
void Network<Scalar>::project(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> vectors,
                              Activations<Scalar>& projected, Pool& pool) const {
  encoder_->project(weights, prepared.encoder, LayerInput<Scalar>(vectors), projected, pool);
}

template <class Scalar>
void Network<Scalar>::probabilities(const Scalar* weights, const Prepared& prepared,
                                    std::span<const Scalar* const> projected, const Batch& batch,
                                    Activations<Scalar>& probabilities, Pool& pool) const {
  Activations<Scalar> output;
  std::vector<States<Scalar>> final;
  encoder_->forward(weights, prepared.encoder, batch.packing, LayerInput<Scalar>(projected, batch.words),
                    nullptr, nullptr, output, final, nullptr, pool);
  if (shape_.pooling) {
    head_->forward(
        weights, prepared.head,
        pool_sequences<Scalar>(*shape_.pooling, batch.packing, output.matrix(), final.back(), nullptr, pool),
        probabilities, pool);
  } else {
    head_->forward(weights, prepared.head, output.matrix(), probabilities, pool);
  }
}

template <class Scalar>
LossSum Network<Scalar>::loss(const Scalar* weights, ConstColumns<Scalar> table, const Batch& batch,
                              const DropoutRates* dropout, const Noise& noise, Scalar* gradient,
                              SparseGradient<Scalar>* table_gradient, Workspace& workspace,
                              Pool& pool) const {
  std::vector<std::uint64_t> packed_identities;
  for (const std::size_t sequence : batch.packing.order())
    packed_identities.push_back(batch.identities[sequence]);
  std::optional<DropoutPlan> plan;
  if (dropout != nullptr) {
    plan = {noise, packed_identities, dropout->layers, dropout->kind};
  }
  const DropoutPlan* drop = plan ? &*plan : nullptr;
  encoder_->prepare_training(weights, workspace.prepared.encoder, pool);
  head_->prepare(weights, true, workspace.prepared.head);

  // Equal words are one column, unless each token is to lose other numbers of its vector.
  const DistinctRows distinct(batch.words);
  const bool shared = dropout == nullptr || dropout->input <= 0;
  look_up(table, shared ? distinct.rows : batch.words, workspace.input);
  const auto drop_input = [&](Activations<Scalar>& x) {
    if (shared) return;
    apply_dropout<Scalar>(x.matrix(), batch.packing, packed_identities, noise.at(place_input), dropout->input,
                          dropout->kind, pool);
  };
  drop_input(workspace.input);
  const LayerInput<Scalar> input(
      workspace.input.matrix(),
      shared ? std::span<const std::uint32_t>(distinct.columns) : std::span<const std::uint32_t>());
  Activations<Scalar>& output = workspace.output;
  encoder_->forward(weights, workspace.prepared.encoder, batch.packing, input, nullptr, drop, output,
                    workspace.final, &workspace.tape, pool);

  const double scale = mean_scale(batch.gold, labels());
  LossSum loss;
  States<Scalar> dfinal;
  if (shape_.pooling) {
    PoolingTape pooling_tape;
    Matrix<Scalar> pooled = pool_sequences<Scalar>(*shape_.pooling, batch.packing, output.matrix(),
                                                   workspace.final.back(), &pooling_tape, pool);
    const auto drop_output = [&](Columns<Scalar> x) {
      if (dropout != nullptr) {
        apply_dropout<Scalar>(x, batch.identities, noise.at(place_output), dropout->output);
      }
    };
    drop_output(pooled);
    Activations<Scalar> dpooled;
    loss = head_->loss(weights, workspace.prepared.head, pooled, batch.gold, scale, gradient, dpooled, pool);
    drop_output(dpooled.matrix());
    pool_sequences_backward<Scalar>(*shape_.pooling, batch.packing, dpooled.matrix(), pooling_tape,
                                    workspace.final.back(), workspace.doutput, dfinal, pool);
  } else {
    const auto drop_output = [&](Activations<Scalar>& x) {
      if (dropout != nullptr) {
        apply_dropout<Scalar>(x.matrix(), batch.packing, packed_identities, noise.at(place_output),
                              dropout->output, dropout->kind, pool);
      }
    };
    drop_output(output);
    loss = head_->loss(weights, workspace.prepared.head, output.matrix(), batch.gold, scale, gradient,
                       workspace.doutput, pool);
    drop_output(workspace.doutput);
  }
  Activations<Scalar>* dinput = nullptr;
  if (table_gradient != nullptr) dinput = shared ? &table_gradient->values : &workspace.dinput;
  encoder_->backward(workspace.prepared.encoder, batch.packing, workspace.tape, input, drop,
                     workspace.doutput.matrix(), shape_.pooling ? &dfinal : nullptr, gradient, dinput,
                     nullptr, pool);
  if (table_gradient == nullptr) return loss;
  table_gradient->rows = distinct.rows;
  if (shared) return loss;
  drop_input(workspace.dinput);
  Activations<Scalar>& values = table_gradient->values;
  values.resize(static_cast<std::size_t>(table.rows()), distinct.rows.size());
  values.matrix().setZero();
  for (std::size_t column = 0; column < batch.words.size(); ++column) {
    values.matrix().col(index(distinct.columns[column])) += workspace.dinput.matrix().col(index(column));
  }
  return loss;
}

template class Network<float>;
template class Network<double>;

}  // namespace seqlab::nn
