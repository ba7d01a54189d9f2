#include "nn/network.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "kernels/prefetch.h"
#include "kernels/shared_columns.h"
#include "nn/numbers/distinct_rows.h"
#include "nn/numbers/each_column.h"

namespace seqlab::nn {

namespace {

// Branches of the noise of initial weights; further heads have further ones.
constexpr std::uint64_t initial_encoder = 0;
constexpr std::uint64_t initial_head = 1;
constexpr std::uint64_t initial_input = 2;
constexpr std::uint64_t initial_pooling = 3;
constexpr std::uint64_t initial_further_heads = 4;

// The columns of texts as sequences of length 1.
Packing text_packing(const Batch& batch) {
  return Packing(std::vector<std::size_t>(batch.packing.sequences(), 1));
}

// Columns of `from` as columns of x.
template <class Scalar>
void gather(ConstColumns<Scalar> from, std::span<const std::uint32_t> columns, Columns<Scalar> x,
            base::Pool& pool) {
  each_column(columns.size(), pool, [&](std::size_t column) {
    if (column + kernels::rows_ahead < columns.size()) {
      const std::uint32_t next = columns[column + kernels::rows_ahead];
      kernels::prefetch(from.col(index(next)).data(), static_cast<std::size_t>(from.rows()));
    }
    x.col(index(column)) = from.col(index(columns[column]));
  });
}

}  // namespace

Batch make_batch(std::span<const BatchSequence> sequences, std::size_t heads, bool pooled) {
  std::vector<std::size_t> lengths;
  lengths.reserve(sequences.size());
  for (const BatchSequence& sequence : sequences) lengths.push_back(sequence.tokens.size());
  Batch batch;
  batch.packing = Packing(lengths);
  batch.tokens.resize(batch.packing.columns());
  batch.gold.assign(heads, std::vector<std::int32_t>(pooled ? sequences.size() : batch.tokens.size(), -1));
  for (std::size_t packed = 0; packed < sequences.size(); ++packed) {
    const std::size_t place = batch.packing.order()[packed];
    const BatchSequence& sequence = sequences[place];
    for (std::size_t step = 0; step < sequence.tokens.size(); ++step) {
      batch.tokens[batch.packing.column(packed, step)] = sequence.tokens[step];
    }
    for (std::size_t head = 0; head < sequence.gold.size(); ++head) {
      const std::span<const std::int32_t> gold = sequence.gold[head];
      if (gold.empty()) continue;
      if (pooled) {
        batch.gold[head][place] = gold.front();
        continue;
      }
      for (std::size_t step = 0; step < gold.size(); ++step) {
        batch.gold[head][batch.packing.column(packed, step)] = gold[step];
      }
    }
  }
  for (const BatchSequence& sequence : sequences) batch.identities.push_back(sequence.identity);
  return batch;
}

template <class Scalar>
Network<Scalar>::Network(const NetworkShape& shape) : shape_(shape) {
  if (shape.heads.empty()) throw std::invalid_argument("a network needs a head");
  input_.emplace(layout_, shape.input);
  encoder_.emplace(layout_, "encoder", input_->outputs(), shape.layers, shape.recurrent,
                   make_cell<Scalar>(shape.cell), shape.layer_output);
  if (shape.pooling) pooling_.emplace(layout_, *shape.pooling, shape.recurrent);
  for (const HeadShape& head : shape.heads) {
    heads_.push_back(make_head<Scalar>(layout_, head, encoder_->outputs()));
  }
}

template <class Scalar>
std::vector<Scalar> Network<Scalar>::initial_weights(const base::Noise& noise) const {
  std::vector<Scalar> weights(layout_.size(), Scalar{0});
  input_->initialise(weights.data(), noise.at(initial_input));
  encoder_->initialise(weights.data(), noise.at(initial_encoder));
  if (pooling_) pooling_->initialise(weights.data(), noise.at(initial_pooling));
  for (std::size_t head = 0; head < heads_.size(); ++head) {
    heads_[head]->initialise(weights.data(),
                             noise.at(head == 0 ? initial_head : initial_further_heads + head));
  }
  return weights;
}

template <class Scalar>
typename Network<Scalar>::Prepared Network<Scalar>::prepare(const Scalar* weights, Precision precision,
                                                            base::Pool& pool) const {
  Prepared prepared;
  input_->prepare(weights, precision, prepared.input, pool);
  encoder_->prepare(weights, precision, prepared.encoder, pool);
  if (pooling_) pooling_->prepare(weights, false, prepared.pooling);
  prepared.heads.resize(heads_.size());
  for (std::size_t head = 0; head < heads_.size(); ++head) {
    heads_[head]->prepare(weights, prepared.heads[head]);
  }
  return prepared;
}

template <class Scalar>
void Network<Scalar>::project(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> vectors,
                              const TokenTypes& types, Activations<Scalar>& projected,
                              base::Pool& pool) const {
  if (input_->words_alone()) {
    return encoder_->project(weights, prepared.encoder, LayerInput<Scalar>(vectors), projected, pool);
  }
  Activations<Scalar> x(input_->outputs(), types.size());
  x.matrix().topRows(vectors.rows()) = vectors;
  input_->forward(weights, prepared.input, types, x.matrix(), nullptr, pool);
  encoder_->project(weights, prepared.encoder, LayerInput<Scalar>(x.matrix()), projected, pool);
}

template <class Scalar>
void Network<Scalar>::predict(const Scalar* weights, const Prepared& prepared,
                              std::span<const Scalar* const> projected, const Batch& batch,
                              std::span<const HeadRequest> requests,
                              std::vector<Prediction<Scalar>>& predictions, base::Pool& pool) const {
  Activations<Scalar> output;
  std::vector<States<Scalar>> final;
  encoder_->forward(weights, prepared.encoder, batch.packing, LayerInput<Scalar>(projected, batch.tokens),
                    nullptr, nullptr, output, final, nullptr, pool);
  Matrix<Scalar> pooled;
  if (shape_.pooling) {
    pooled = pooling_->forward(weights, prepared.pooling, batch.packing, output.matrix(), final.back(),
                               nullptr, pool);
  }
  const Packing texts = shape_.pooling ? text_packing(batch) : Packing();
  const Packing& packing = shape_.pooling ? texts : batch.packing;
  const ConstColumns<Scalar> x =
      shape_.pooling ? ConstColumns<Scalar>(pooled) : ConstColumns<Scalar>(output.matrix());
  predictions.resize(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const std::size_t head = requests[i].head;
    heads_[head]->predict(weights, *prepared.heads[head], packing, x, requests[i], predictions[i], pool);
  }
}

template <class Scalar>
std::vector<LossSum> Network<Scalar>::run_heads(const Scalar* weights, ConstColumns<Scalar> x,
                                                const Batch& batch, std::span<const BatchLoss> batch_losses,
                                                Scalar* gradient, Activations<Scalar>& dx,
                                                Workspace& workspace, base::Pool& pool) const {
  const Packing texts = shape_.pooling ? text_packing(batch) : Packing();
  const Packing& packing = shape_.pooling ? texts : batch.packing;
  std::vector<LossSum> losses;
  for (std::size_t head = 0; head < heads_.size(); ++head) {
    Activations<Scalar>& own = head == 0 ? dx : workspace.dhead;
    losses.push_back(
        heads_[head]->loss(weights, *workspace.prepared.heads[head], packing, x, batch.gold[head],
                           batch_losses.empty() ? BatchLoss() : batch_losses[head], gradient, own, pool));
    if (head > 0) dx.matrix() += own.matrix();
  }
  return losses;
}

template <class Scalar>
void Network<Scalar>::collect_table_gradient(std::span<const std::uint32_t> words, std::size_t first,
                                             std::size_t dimension, SparseGradient<Scalar>& gradient,
                                             Activations<Scalar>& dtypes) const {
  DistinctRows distinct(words);
  if (dimension == input_->outputs() && distinct.rows.size() == words.size()) {
    std::swap(gradient.values, dtypes);
    gradient.rows = std::move(distinct.rows);
    return;
  }
  gradient.values.resize(dimension, distinct.rows.size());
  kernels::sum_shared_columns<Scalar>(dtypes.column(0) + first, dtypes.stride(), dimension, distinct.columns,
                                      gradient.values.column(0), gradient.values.stride(),
                                      distinct.rows.size());
  gradient.rows = std::move(distinct.rows);
}

template <class Scalar>
std::vector<LossSum> Network<Scalar>::loss(const Scalar* weights, ConstColumns<Scalar> table,
                                           const Batch& batch, const DropoutRates* dropout,
                                           const base::Noise& noise, Scalar* gradient,
                                           SparseGradient<Scalar>* table_gradient, Workspace& workspace,
                                           base::Pool& pool, std::span<const BatchLoss> batch_losses,
                                           std::span<const FurtherTable<Scalar>> further) const {
  if (further.size() != shape_.input.further_dimensions.size()) {
    throw std::invalid_argument("the network has another number of tables of word vectors");
  }
  std::vector<std::uint64_t> packed_identities;
  for (const std::size_t sequence : batch.packing.order())
    packed_identities.push_back(batch.identities[sequence]);
  std::optional<DropoutPlan> plan;
  if (dropout != nullptr) {
    plan = {noise, packed_identities, dropout->layers, dropout->kind};
  }
  const DropoutPlan* drop = plan ? &*plan : nullptr;
  Prepared& prepared = workspace.prepared;
  input_->prepare_training(weights, prepared.input, pool);
  encoder_->prepare_training(weights, prepared.encoder, pool);
  if (pooling_) pooling_->prepare(weights, true, prepared.pooling);
  prepared.heads.resize(heads_.size());
  for (std::size_t head = 0; head < heads_.size(); ++head) {
    heads_[head]->prepare_training(weights, prepared.heads[head]);
  }

  // Tokens of a type are one column, unless each is to lose other numbers of it.
  const bool shared = dropout == nullptr || dropout->input <= 0;
  workspace.types.resize(input_->outputs(), batch.types.size());
  gather<Scalar>(table, batch.types.words, workspace.types.matrix().topRows(index(shape_.input.dimension)),
                 pool);
  std::size_t row = shape_.input.dimension;
  for (std::size_t i = 0; i < further.size(); ++i) {
    const std::size_t rows = shape_.input.further_dimensions[i];
    gather<Scalar>(*further[i].vectors, batch.types.further_words[i],
                   workspace.types.matrix().middleRows(index(row), index(rows)), pool);
    row += rows;
  }
  input_->forward(weights, prepared.input, batch.types, workspace.types.matrix(), &workspace.input_tape,
                  pool);
  const auto drop_input = [&](Activations<Scalar>& x) {
    apply_dropout<Scalar>(x.matrix(), batch.packing, packed_identities, noise.at(place_input), dropout->input,
                          dropout->kind, pool);
  };
  if (!shared) {
    workspace.input.resize(input_->outputs(), batch.tokens.size());
    gather<Scalar>(workspace.types.matrix(), batch.tokens, workspace.input.matrix(), pool);
    drop_input(workspace.input);
  }
  const LayerInput<Scalar> input = shared ? LayerInput<Scalar>(workspace.types.matrix(), batch.tokens)
                                          : LayerInput<Scalar>(workspace.input.matrix());
  Activations<Scalar>& output = workspace.output;
  encoder_->forward(weights, prepared.encoder, batch.packing, input, nullptr, drop, output, workspace.final,
                    &workspace.tape, pool);

  std::vector<LossSum> losses;
  States<Scalar> dfinal;
  if (shape_.pooling) {
    Matrix<Scalar> pooled = pooling_->forward(weights, prepared.pooling, batch.packing, output.matrix(),
                                              workspace.final.back(), &workspace.pooling_tape, pool);
    const auto drop_output = [&](Columns<Scalar> x) {
      if (dropout != nullptr) {
        apply_dropout<Scalar>(x, batch.identities, noise.at(place_output), dropout->output);
      }
    };
    drop_output(pooled);
    Activations<Scalar> dpooled;
    losses = run_heads(weights, pooled, batch, batch_losses, gradient, dpooled, workspace, pool);
    drop_output(dpooled.matrix());
    pooling_->backward(prepared.pooling, batch.packing, output.matrix(), workspace.final.back(),
                       workspace.pooling_tape, dpooled.matrix(), gradient, workspace.doutput, dfinal, pool);
  } else {
    const auto drop_output = [&](Activations<Scalar>& x) {
      if (dropout != nullptr) {
        apply_dropout<Scalar>(x.matrix(), batch.packing, packed_identities, noise.at(place_output),
                              dropout->output, dropout->kind, pool);
      }
    };
    drop_output(output);
    losses = run_heads(weights, output.matrix(), batch, batch_losses, gradient, workspace.doutput, workspace,
                       pool);
    drop_output(workspace.doutput);
  }
  const bool input_learns = table_gradient != nullptr || !input_->words_alone() ||
                            std::any_of(further.begin(), further.end(),
                                        [](const auto& other) { return other.gradient != nullptr; });
  Activations<Scalar>* const dinput = !input_learns ? nullptr
                                      : shared      ? &workspace.dtypes
                                                    : &workspace.dinput;
  encoder_->backward(prepared.encoder, batch.packing, workspace.tape, input, drop, workspace.doutput.matrix(),
                     shape_.pooling ? &dfinal : nullptr, gradient, dinput, nullptr, pool);
  if (!input_learns) return losses;
  if (!shared) {
    drop_input(workspace.dinput);
    workspace.dtypes.resize(input_->outputs(), batch.types.size());
    kernels::sum_shared_columns<Scalar>(workspace.dinput.column(0), workspace.dinput.stride(),
                                        input_->outputs(), batch.tokens, workspace.dtypes.column(0),
                                        workspace.dtypes.stride(), batch.types.size());
  }
  input_->backward(prepared.input, batch.types, workspace.input_tape, workspace.dtypes.matrix(), gradient,
                   pool);
  for (std::size_t i = further.size(); i > 0; --i) {
    const std::size_t rows = shape_.input.further_dimensions[i - 1];
    row -= rows;
    if (further[i - 1].gradient == nullptr) continue;
    collect_table_gradient(batch.types.further_words[i - 1], row, rows, *further[i - 1].gradient,
                           workspace.dtypes);
  }
  if (table_gradient != nullptr) {
    collect_table_gradient(batch.types.words, 0, shape_.input.dimension, *table_gradient, workspace.dtypes);
  }
  return losses;
}

template class Network<float>;
template class Network<double>;

}  // namespace seqlab::nn
