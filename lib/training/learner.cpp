#include "training/learner.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nn/learning/clipping.h"
#include "nn/numbers/pieces.h"
#include "training/batch_losses.h"
#include "training/learning_rates.h"

namespace seqlab::training {

namespace {

constexpr std::size_t gradient_piece_size = 32768;

nn::OptimizerOptions optimizer_options(const options::TrainingOptions& options,
                                       const model::SequenceModel& model) {
  nn::OptimizerOptions result;
  result.kind = options.optimizer;
  result.momentum = options.momentum;
  result.beta1 = options.beta1;
  result.table_beta1 = word_beta1(options, model);
  result.beta2 = options.beta2;
  result.epsilon = options.epsilon;
  result.weight_decay = options.weight_decay;
  result.l2 = options.l2;
  return result;
}

nn::AveragingOptions averaging_options(const options::TrainingOptions& options) {
  return {options.averaging, options.average_decay, options.average_epochs};
}

// The number of table rows up to the last that training can touch.
std::size_t touchable_rows(std::span<const std::uint32_t> words) {
  std::uint32_t highest = model::Vocabulary::unknown;
  for (const std::uint32_t row : words) highest = std::max(highest, row);
  return std::size_t{highest} + 1;
}

}  // namespace

Learner::Learner(const options::TrainingOptions& options, model::SequenceModel& model,
                 const TrainingData& data, base::Pool& pool)
    : options_(options),
      model_(model),
      pool_(pool),
      batch_losses_(batch_losses(options, model, data)),
      gradient_(model.weights().network.size()),
      tables_(model.weights().tables.size()) {
  const std::vector<model::TableKind>& kinds = model.table_kinds();
  const nn::RateFactors factors =
      rate_factors(options.learning_rate_factors, model.network().layout(), !model::any_trainable(kinds));
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i].frozen) continue;
    add_part(i, kinds[i].dimension, touchable_rows(data.types.words[i]), factors);
  }
  if (parts_.empty()) add_part(std::nullopt, 0, 0, factors);
}

void Learner::add_part(std::optional<std::size_t> table, std::size_t dimension, std::size_t rows,
                       const nn::RateFactors& factors) {
  const bool first = parts_.empty();
  const std::size_t weights = first ? model_.weights().network.size() : 0;
  Part& part = parts_.emplace_back(Part{table,
                                        rows,
                                        {optimizer_options(options_, model_), weights, dimension, rows,
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

void Learner::step(const nn::Batch& batch, std::span<const std::size_t> carried, double rate,
                   const base::Noise& noise, std::span<nn::LossSum> losses) {
  const nn::DropoutRates dropout{options_.dropout_input, options_.dropout_layers, options_.dropout_output,
                                 options_.dropout_kind};
  model::ModelWeights& weights = model_.edit_weights();
  for (std::size_t i = 0; i < tables_.size(); ++i) tables_[i] = {&weights.tables[i].own(), nullptr};
  for (Part& part : parts_) {
    if (part.table) tables_[*part.table].gradient = &part.gradient;
  }
  const std::vector<nn::States<float>> initial = states_of(carried);
  const std::vector<nn::LossSum> own = model_.network().loss(
      {.batch = batch,
       .weights = weights.network.data(),
       .tables = tables_,
       .noise = noise,
       .dropout = &dropout,
       .initial = carried.empty() ? nullptr : &initial,
       .through_time = {.cut_every = options_.bptt, .vanishing_penalty = options_.vanishing_penalty},
       .batch_losses = batch_losses_,
       .gradient = gradient_.data()},
      workspace_, pool_);
  if (options_.stateful) states_ = workspace_.final;
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

std::vector<nn::States<float>> Learner::states_of(std::span<const std::size_t> carried) const {
  std::vector<nn::States<float>> result(carried.empty() ? 0 : states_.size());
  for (std::size_t layer = 0; layer < result.size(); ++layer) {
    for (const nn::Matrix<float>& state : states_[layer]) {
      nn::Matrix<float>& own = result[layer].emplace_back(state.rows(), nn::index(carried.size()));
      for (std::size_t i = 0; i < carried.size(); ++i)
        own.col(nn::index(i)) = state.col(nn::index(carried[i]));
    }
  }
  return result;
}

void Learner::archive_states(base::Archive& archive) {
  std::uint64_t sequences = states_.empty() ? 0 : static_cast<std::uint64_t>(states_[0][0].cols());
  archive.count("sequences", sequences, options_.batch_size);
  if (archive.restores()) {
    // Before the first step there are none.
    states_ = sequences == 0 ? std::vector<nn::States<float>>() : model_.network().zero_states(sequences);
  }
  for (std::size_t layer = 0; layer < states_.size(); ++layer) {
    for (std::size_t state = 0; state < states_[layer].size(); ++state) {
      nn::Matrix<float>& own = states_[layer][state];
      archive.values("layer" + std::to_string(layer) + ".state" + std::to_string(state),
                     std::span(own.data(), static_cast<std::size_t>(own.size())));
    }
  }
}

void Learner::clear_gradient() {
  std::fill(gradient_.begin(), gradient_.end(), 0.0F);
}

void Learner::diverge(const char* what) {
  clear_gradient();
  throw Divergence(what);
}

const model::SequenceModel* Learner::average() {
  if (!averages()) return nullptr;
  model::ModelWeights& weights = model_.edit_weights();
  for (Part& part : parts_) part.averaging->end_epoch(table_of(part, weights), pool_);
  if (!parts_.front().averaging->ready()) return nullptr;
  if (!averaged_) averaged_ = model_;
  model::ModelWeights& averages = averaged_->edit_weights();
  for (Part& part : parts_) {
    part.averaging->read(table_of(part, weights), network_of(part, averages), table_of(part, averages),
                         pool_);
  }
  return &*averaged_;
}

void Learner::archive(base::Archive& archive) {
  archive_weights(archive, model_.edit_weights());
  if (options_.stateful) {
    const base::Archive::Scope scope(archive, "carried");
    archive_states(archive);
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

void Learner::archive_model(base::Archive& archive, std::shared_ptr<const model::SequenceModel>& model) {
  bool exists = model != nullptr;
  archive.flag("exists", exists);
  if (!exists) {
    model = nullptr;
    return;
  }
  const auto known = static_cast<std::ptrdiff_t>(model_.facts.size());
  if (archive.restores()) {
    const auto restored = std::make_shared<model::SequenceModel>(model_);
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
