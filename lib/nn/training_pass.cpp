// Network::loss(): both passes of a training step.
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "kernels/prefetch.h"
#include "kernels/shared_columns.h"
#include "nn/network.h"
#include "nn/numbers/distinct_rows.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// x := columns of `from`.
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

std::vector<std::uint64_t> packed_identities(const Batch& batch) {
  std::vector<std::uint64_t> identities;
  for (const std::size_t sequence : batch.packing.order()) identities.push_back(batch.identities[sequence]);
  return identities;
}

}  // namespace

template <class Scalar>
class Network<Scalar>::TrainingPass {
 public:
  TrainingPass(const Network& network, const TrainingStep<Scalar>& step, Workspace& workspace,
               base::Pool& pool)
      : network_(network),
        step_(step),
        batch_(step.batch),
        workspace_(workspace),
        pool_(pool),
        identities_(packed_identities(step.batch)),
        shared_(step.dropout == nullptr || step.dropout->input <= 0) {
    if (step.dropout != nullptr) {
      between_layers_ = {step.noise, identities_, step.dropout->layers, step.dropout->kind};
    }
  }

  std::vector<LossSum> run() {
    prepare();
    workspace_.tape.through_time = step_.through_time;
    const LayerInput<Scalar> input = read_input();
    network_.encoder_->forward(step_.weights, workspace_.prepared.encoder, batch_.packing, input,
                               step_.initial, dropout_between_layers(), workspace_.output, workspace_.final,
                               &workspace_.tape, pool_);
    std::vector<States<Scalar>> dfinal(workspace_.final.size());
    const std::vector<LossSum> losses = network_.pooling_ ? text_losses(dfinal.back()) : token_losses();
    Activations<Scalar>& dinput = shared_ ? workspace_.dtypes : workspace_.dinput;
    network_.encoder_->backward(workspace_.prepared.encoder, batch_.packing, workspace_.tape, input,
                                dropout_between_layers(), workspace_.doutput.matrix(),
                                network_.pooling_ ? &dfinal : nullptr, step_.gradient,
                                input_learns() ? &dinput : nullptr, nullptr, pool_);
    if (input_learns()) backward_input();
    return losses;
  }

 private:
  void prepare() {
    const Scalar* const weights = step_.weights;
    Prepared& prepared = workspace_.prepared;
    network_.input_->prepare_training(weights, prepared.input, pool_);
    network_.encoder_->prepare_training(weights, prepared.encoder, pool_);
    if (network_.pooling_) network_.pooling_->prepare(weights, true, prepared.pooling);
    prepared.heads.resize(network_.heads_.size());
    for (std::size_t head = 0; head < prepared.heads.size(); ++head) {
      network_.heads_[head]->prepare_training(weights, prepared.heads[head]);
    }
  }

  // Calls work(table, its first row in an input column, its dimension).
  template <class Work>
  void each_table(const Work& work) const {
    std::size_t row = 0;
    for (std::size_t table = 0; table < step_.tables.size(); ++table) {
      const std::size_t dimension = network_.shape_.input.tables[table];
      work(table, row, dimension);
      row += dimension;
    }
  }

  // Equal tokens share a column unless input dropout differs.
  LayerInput<Scalar> read_input() {
    Activations<Scalar>& types = workspace_.types;
    types.resize(network_.input_->outputs(), batch_.types.size());
    each_table([&](std::size_t table, std::size_t row, std::size_t dimension) {
      gather<Scalar>(*step_.tables[table].vectors, batch_.types.words[table],
                     types.matrix().middleRows(index(row), index(dimension)), pool_);
    });
    network_.input_->forward(step_.weights, workspace_.prepared.input, batch_.types, types.matrix(),
                             &workspace_.input_tape, pool_);
    if (shared_) return with_side(LayerInput<Scalar>(types.matrix(), batch_.tokens));
    workspace_.input.resize(network_.input_->outputs(), batch_.tokens.size());
    gather<Scalar>(types.matrix(), batch_.tokens, workspace_.input.matrix(), pool_);
    drop_input(workspace_.input);
    return with_side(LayerInput<Scalar>(workspace_.input.matrix()));
  }

  LayerInput<Scalar> with_side(LayerInput<Scalar> input) {
    if (step_.sides == nullptr) return input;
    if (!step_.drop_sides || step_.dropout == nullptr || step_.dropout->input <= 0) {
      input.side = SideInput<Scalar>(*step_.sides, batch_.sides);
      return input;
    }
    workspace_.sides.resize(static_cast<std::size_t>(step_.sides->rows()), batch_.tokens.size());
    gather<Scalar>(*step_.sides, batch_.sides, workspace_.sides.matrix(), pool_);
    drop(workspace_.sides, place_sides, step_.dropout->input);
    own_sides_.resize(batch_.tokens.size());
    std::iota(own_sides_.begin(), own_sides_.end(), 0U);
    input.side = SideInput<Scalar>(workspace_.sides.matrix(), own_sides_);
    return input;
  }

  std::vector<LossSum> token_losses() {
    drop_tokens(workspace_.output);
    std::vector<LossSum> losses = head_losses(batch_.packing, workspace_.output.matrix(), workspace_.doutput);
    drop_tokens(workspace_.doutput);
    return losses;
  }

  std::vector<LossSum> text_losses(States<Scalar>& dfinal) {
    const TextPooling<Scalar>& pooling = *network_.pooling_;
    const typename TextPooling<Scalar>::Prepared& prepared = workspace_.prepared.pooling;
    const ConstColumns<Scalar> output = workspace_.output.matrix();
    const States<Scalar>& final = workspace_.final.back();
    Matrix<Scalar> pooled = pooling.forward(step_.weights, prepared, batch_.packing, output, final,
                                            &workspace_.pooling_tape, pool_);
    drop_texts(pooled);
    Activations<Scalar> dpooled;
    std::vector<LossSum> losses = head_losses(text_packing(batch_), pooled, dpooled);
    drop_texts(dpooled.matrix());
    pooling.backward(prepared, batch_.packing, output, final, workspace_.pooling_tape, dpooled.matrix(),
                     step_.gradient, workspace_.doutput, dfinal, pool_);
    return losses;
  }

  // dx := the sum of the gradients of all heads with regard to x.
  std::vector<LossSum> head_losses(const Packing& packing, ConstColumns<Scalar> x, Activations<Scalar>& dx) {
    std::vector<LossSum> losses;
    for (std::size_t head = 0; head < network_.heads_.size(); ++head) {
      Activations<Scalar>& own = head == 0 ? dx : workspace_.dhead;
      const BatchLoss batch_loss = step_.batch_losses.empty() ? BatchLoss() : step_.batch_losses[head];
      losses.push_back(network_.heads_[head]->loss(step_.weights, *workspace_.prepared.heads[head], packing,
                                                   x, batch_.gold[head], batch_loss, step_.gradient, own,
                                                   pool_));
      if (head > 0) dx.matrix() += own.matrix();
    }
    return losses;
  }

  [[nodiscard]] bool input_learns() const {
    return !network_.input_->words_alone() ||
           std::any_of(step_.tables.begin(), step_.tables.end(),
                       [](const TrainingTable<Scalar>& table) { return table.gradient != nullptr; });
  }

  void backward_input() {
    const std::size_t rows = network_.input_->outputs();
    Activations<Scalar>& dtypes = workspace_.dtypes;
    if (!shared_) {
      Activations<Scalar>& dinput = workspace_.dinput;
      drop_input(dinput);
      dtypes.resize(rows, batch_.types.size());
      kernels::sum_shared_columns<Scalar>(dinput.column(0), dinput.stride(), rows, batch_.tokens,
                                          dtypes.column(0), dtypes.stride(), batch_.types.size());
    }
    network_.input_->backward(workspace_.prepared.input, batch_.types, workspace_.input_tape, dtypes.matrix(),
                              step_.gradient, pool_);
    each_table([&](std::size_t table, std::size_t row, std::size_t dimension) {
      SparseGradient<Scalar>* const gradient = step_.tables[table].gradient;
      if (gradient != nullptr) collect(batch_.types.words[table], row, dimension, *gradient);
    });
  }

  // The gradient of a table from that of the types, which have these rows in it and start at `row` of an
  // input column. Sums types that share a row. If the table is the whole input and all rows are distinct,
  // dtypes itself becomes the gradient.
  void collect(std::span<const std::uint32_t> words, std::size_t row, std::size_t dimension,
               SparseGradient<Scalar>& gradient) {
    Activations<Scalar>& dtypes = workspace_.dtypes;
    DistinctRows distinct(words);
    if (dimension == network_.input_->outputs() && distinct.rows.size() == words.size()) {
      std::swap(gradient.values, dtypes);
    } else {
      gradient.values.resize(dimension, distinct.rows.size());
      kernels::sum_shared_columns<Scalar>(dtypes.column(0) + row, dtypes.stride(), dimension,
                                          distinct.columns, gradient.values.column(0),
                                          gradient.values.stride(), distinct.rows.size());
    }
    gradient.rows = std::move(distinct.rows);
  }

  void drop_input(Activations<Scalar>& x) const { drop(x, place_input, step_.dropout->input); }
  void drop_tokens(Activations<Scalar>& x) const {
    if (step_.dropout != nullptr) drop(x, place_output, step_.dropout->output);
  }
  void drop(Activations<Scalar>& x, std::uint64_t place, double rate) const {
    apply_dropout<Scalar>(x.matrix(), batch_.packing, identities_, step_.noise.at(place), rate,
                          step_.dropout->kind, pool_);
  }
  void drop_texts(Columns<Scalar> x) const {
    if (step_.dropout == nullptr) return;
    apply_dropout<Scalar>(x, batch_.identities, step_.noise.at(place_output), step_.dropout->output);
  }
  [[nodiscard]] const DropoutPlan* dropout_between_layers() const {
    return between_layers_ ? &*between_layers_ : nullptr;
  }

  const Network& network_;
  const TrainingStep<Scalar>& step_;
  const Batch& batch_;
  Workspace& workspace_;
  base::Pool& pool_;
  std::vector<std::uint64_t> identities_;  // in packed order
  std::optional<DropoutPlan> between_layers_;
  std::vector<std::uint32_t> own_sides_;  // of each column, if input dropout makes them differ
  bool shared_;                           // equal tokens share a column of the input
};

template <class Scalar>
std::vector<LossSum> Network<Scalar>::loss(const TrainingStep<Scalar>& step, Workspace& workspace,
                                           base::Pool& pool) const {
  if (step.tables.size() != shape_.input.tables.size()) {
    throw std::invalid_argument("the network has another number of tables of word vectors");
  }
  return TrainingPass(*this, step, workspace, pool).run();
}

template std::vector<LossSum> Network<Number>::loss(const TrainingStep<Number>&, Workspace&,
                                                    base::Pool&) const;

}  // namespace seqlab::nn
