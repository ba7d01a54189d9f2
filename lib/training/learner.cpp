#include "training/learner.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nn/learning/clipping.h"
#include "nn/numbers/pieces.h"
#include "training/learning_rates.h"

namespace seqlab::training {

namespace {

constexpr std::size_t gradient_piece_size = 32768;

nn::OptimizerOptions optimizer_options(const options::TrainingOptions& options, const TrainingTask& task) {
  nn::OptimizerOptions result;
  result.kind = options.optimizer;
  result.momentum = options.momentum;
  result.beta1 = options.beta1;
  result.table_beta1 = task.table_beta1(options);
  result.beta2 = options.beta2;
  result.epsilon = options.epsilon;
  result.weight_decay = options.weight_decay;
  result.l2 = options.l2;
  return result;
}

nn::AveragingOptions averaging_options(const options::TrainingOptions& options) {
  return {options.averaging, options.average_decay, options.average_epochs};
}

}  // namespace

Learner::Learner(const options::TrainingOptions& options, TrainingTask& task, base::Pool& pool)
    : options_(options),
      task_(task),
      model_(task.model()),
      pool_(pool),
      gradient_(model_.weights().network.size()),
      tables_(model_.weights().tables.size()) {
  const std::vector<model::TableKind>& kinds = model_.table_kinds();
  const nn::RateFactors factors =
      rate_factors(options.learning_rate_factors, model_.layout(), !model::any_trainable(kinds));
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i].frozen) continue;
    add_part(i, kinds[i].dimension, task.touchable_rows(i), factors);
  }
  if (parts_.empty()) add_part(std::nullopt, 0, 0, factors);
}

void Learner::add_part(std::optional<std::size_t> table, std::size_t dimension, std::size_t rows,
                       const nn::RateFactors& factors) {
  const bool first = parts_.empty();
  const std::size_t weights = first ? model_.weights().network.size() : 0;
  Part& part = parts_.emplace_back(Part{table,
                                        rows,
                                        {optimizer_options(options_, task_), weights, dimension, rows,
                                         first ? factors : nn::RateFactors{{}, factors.table}},
                                        {},
                                        {}});
  const auto averaging = averaging_options(options_);
  if (averaging.kind != nn::AveragingKind::none) {
    part.averaging.emplace(averaging, weights, dimension, rows);
  }
}

nn::Matrix<float>* Learner::table_of(const Part& part, model::ModelWeights& weights) {
  return part.table ? &weights.tables[*part.table].own() : nullptr;
}

float* Learner::network_of(const Part& part, model::ModelWeights& weights) const {
  return &part == &parts_.front() ? weights.network.data() : nullptr;
}

void Learner::step(const StepBatch& batch, double rate, const base::Noise& noise,
                   std::span<nn::LossSum> losses) {
  const nn::DropoutRates dropout{options_.dropout_input, options_.dropout_layers, options_.dropout_output,
                                 options_.dropout_kind};
  model::ModelWeights& weights = model_.edit_weights();
  for (std::size_t i = 0; i < tables_.size(); ++i) tables_[i] = {&weights.tables[i].own(), nullptr};
  for (Part& part : parts_) {
    if (part.table) tables_[*part.table].gradient = &part.gradient;
  }
  const std::vector<nn::LossSum> own = task_.loss(batch,
                                                  {.weights = weights.network.data(),
                                                   .tables = tables_,
                                                   .noise = noise,
                                                   .dropout = dropout,
                                                   .gradient = gradient_.data()},
                                                  pool_);
  bool labelled = false;
  for (std::size_t head = 0; head < own.size(); ++head) {
    if (!std::isfinite(own[head].sum)) diverge("loss");
    labelled = labelled || own[head].count > 0;
    losses[head] += own[head];
  }
  if (!labelled) {
    clear_gradient();
    return;
  }
  const float scale = clip();
  for (Part& part : parts_) {
    nn::Matrix<float>* const table = table_of(part, weights);
    float* const network = network_of(part, weights);
    const std::vector<std::uint32_t>& touched = part.gradient.rows;
    if (part.averaging && table != nullptr) part.averaging->begin_step(*table, touched, pool_);
    part.optimizer.step(rate, scale, network, gradient_.data(), table, &part.gradient, pool_);
    if (part.averaging) part.averaging->end_step(network, table, touched, pool_);
  }
}

void Learner::clear_gradient() {
  std::fill(gradient_.begin(), gradient_.end(), 0.0F);
}

void Learner::diverge(const char* what) {
  clear_gradient();
  throw Divergence(what);
}

const model::Model* Learner::average() {
  if (!averages()) return nullptr;
  model::ModelWeights& weights = model_.edit_weights();
  for (Part& part : parts_) part.averaging->end_epoch(table_of(part, weights), pool_);
  if (!parts_.front().averaging->ready()) return nullptr;
  if (averaged_ == nullptr) averaged_ = model_.copy();
  model::ModelWeights& averages = averaged_->edit_weights();
  for (Part& part : parts_) {
    part.averaging->read(table_of(part, weights), network_of(part, averages), table_of(part, averages),
                         pool_);
  }
  return averaged_.get();
}

void Learner::archive(base::Archive& archive) {
  archive_weights(archive, model_.edit_weights());
  {
    const base::Archive::Scope scope(archive, "carried");
    task_.archive(archive);
  }
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const base::Archive::Scope scope(archive, "part" + std::to_string(i));
    {
      const base::Archive::Scope optimizer(archive, "optimizer");
      parts_[i].optimizer.archive(archive);
    }
    if (!parts_[i].averaging) continue;
    const base::Archive::Scope averaging(archive, "averaging");
    parts_[i].averaging->archive(archive);
  }
}

void Learner::archive_weights(base::Archive& archive, model::ModelWeights& weights) {
  archive.values("network", std::span(weights.network));
  for (const Part& part : parts_) {
    if (!part.table) continue;
    const nn::Matrix<float>& table = *table_of(part, weights);
    const std::size_t size = part.rows * static_cast<std::size_t>(table.rows());
    archive.values("table" + std::to_string(*part.table), std::span(table_of(part, weights)->data(), size));
  }
}

void Learner::archive_model(base::Archive& archive, std::shared_ptr<const model::Model>& model) {
  bool exists = model != nullptr;
  archive.flag("exists", exists);
  if (!exists) {
    model = nullptr;
    return;
  }
  const auto known = static_cast<std::ptrdiff_t>(model_.facts.size());
  if (archive.restores()) {
    const std::shared_ptr<model::Model> restored = model_.copy();
    std::vector<std::pair<std::string, std::string>> facts;
    archive.texts("facts", facts);
    restored->facts.insert(restored->facts.end(), facts.begin(), facts.end());
    archive.texts("options", restored->training_options);
    archive_weights(archive, restored->edit_weights());
    model = restored;
  } else {
    std::vector<std::pair<std::string, std::string>> facts(model->facts.begin() + known, model->facts.end());
    archive.texts("facts", facts);
    auto options = model->training_options;
    archive.texts("options", options);
    // What is saved is not changed.
    archive_weights(archive, const_cast<model::ModelWeights&>(model->weights()));
  }
}

std::size_t Learner::gradient_pieces() const {
  return nn::pieces_of(gradient_.size(), gradient_piece_size);
}

std::span<float> Learner::gradient_piece(std::size_t piece) {
  const std::size_t begin = piece * gradient_piece_size;
  return std::span(gradient_).subspan(begin, std::min(gradient_piece_size, gradient_.size() - begin));
}

template <class Work>
void Learner::each_gradient_row(const Work& work) {
  for (Part& part : parts_) {
    nn::Activations<float>& values = part.gradient.values;
    for (std::size_t i = 0; i < part.gradient.rows.size(); ++i) {
      work(std::span<float>(values.column(i), values.rows()));
    }
  }
}

float Learner::clip() {
  if (options_.clip_value > 0) {
    nn::clip_by_value(std::span<float>(gradient_), options_.clip_value);
    each_gradient_row([&](std::span<float> row) { nn::clip_by_value(row, options_.clip_value); });
  }
  const double squares = squared_norm();
  if (!std::isfinite(squares)) diverge("gradient");
  return options_.clip_norm > 0 ? static_cast<float>(nn::clip_scale(squares, options_.clip_norm)) : 1.0F;
}

double Learner::squared_norm() {
  const std::size_t pieces = gradient_pieces();
  std::vector<std::span<const float>> rows;
  each_gradient_row([&](std::span<float> row) { rows.push_back(row); });
  std::vector<double> sums(pieces + rows.size());
  const std::size_t row_pieces = nn::pieces_of(rows.size(), nn::piece_columns);
  pool_.run(pieces + row_pieces, [&](std::size_t piece) {
    if (piece < pieces) {
      sums[piece] = nn::squared_norm<float>(gradient_piece(piece));
      return;
    }
    const std::size_t begin = (piece - pieces) * nn::piece_columns;
    const std::size_t end = std::min(begin + nn::piece_columns, rows.size());
    for (std::size_t row = begin; row < end; ++row) sums[pieces + row] = nn::squared_norm<float>(rows[row]);
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

}  // namespace seqlab::training
