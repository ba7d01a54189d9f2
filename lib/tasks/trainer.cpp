#include "tasks/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "nn/clipping.h"
#include "nn/optimizer.h"
#include "nn/pieces.h"
#include "nn/schedule.h"
#include "nn/weight_averaging.h"
#include "tasks/batch_losses.h"
#include "tasks/learning_rates.h"
#include "tasks/training_option_table.h"

namespace seqlab::tasks {

namespace {

// Branches of the seed's noise.
constexpr std::uint64_t noise_order = 1;
constexpr std::uint64_t noise_words = 2;
constexpr std::uint64_t noise_dropout = 3;

constexpr std::size_t gradient_piece_size = 32768;

nn::OptimizerOptions optimizer_options(const TrainingOptions& options) {
  nn::OptimizerOptions result;
  result.kind = nn::parse_optimizer(options.optimizer);
  result.momentum = options.momentum;
  result.beta1 = options.beta1;
  result.beta2 = options.beta2;
  result.epsilon = options.epsilon;
  result.weight_decay = options.weight_decay;
  result.l2 = options.l2;
  return result;
}

nn::ScheduleOptions schedule_options(const TrainingOptions& options) {
  nn::ScheduleOptions result;
  result.kind = nn::parse_schedule(options.schedule);
  result.rate = options.learning_rate;
  result.decay = options.decay;
  result.patience = options.plateau_epochs;
  result.warmup = options.warmup;
  result.epochs = static_cast<double>(options.epochs);
  return result;
}

nn::AveragingOptions averaging_options(const TrainingOptions& options) {
  return {nn::parse_averaging(options.averaging), options.average_decay, options.average_epochs};
}

}  // namespace

// What lives from step to step.
class Trainer::Run {
 public:
  Run(const TrainingOptions& options, SequenceModel& model, const TrainingData& data,
      const TrainerCalls& calls, nn::Pool& pool)
      : options_(options),
        model_(model),
        data_(data),
        calls_(calls),
        noise_(nn::Noise(options.seed).at(1)),
        pool_(pool),
        schedule_(schedule_options(options)),
        batch_losses_(batch_losses(options, model, data)),
        gradient_(model.weights.size()),
        further_(model.tables.size() - 1) {
    add_parts();
    for (const TrainingSequence& sequence : data_.sequences) tokens_ += sequence.tokens.size();
  }

  void train_until(std::size_t epochs) {
    const auto begin = std::chrono::steady_clock::now();
    start_ = begin - spent_;
    while (!ended_ && epoch_ < std::min(epochs, options_.epochs)) {
      ++epoch_;
      ended_ = !run_epoch(epoch_) || epoch_ == options_.epochs ||
               (options_.early_stopping > 0 && epoch_ - best_epoch_ >= options_.early_stopping);
    }
    spent_ += std::chrono::steady_clock::now() - begin;
  }

  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] const std::shared_ptr<const SequenceModel>& best() const { return best_; }

 private:
  // Something that learns: a table of word vectors, and in the first of these parts the flat vector, alone
  // where no table learns.
  struct Part {
    std::optional<std::size_t> table;  // its place in the model
    nn::Optimizer<float> optimizer;
    std::optional<nn::WeightAveraging<float>> averaging;
    nn::SparseGradient<float> gradient;  // of the table
  };

  // The rows of a table that training can touch.
  static std::size_t touchable_rows(std::span<const std::uint32_t> words) {
    std::uint32_t highest = Vocabulary::unknown;
    for (const std::uint32_t row : words) highest = std::max(highest, row);
    return std::size_t{highest} + 1;
  }

  void add_parts() {
    const std::vector<TableKind>& kinds = model_.table_kinds();
    const nn::RateFactors factors =
        rate_factors(options_.learning_rate_factors, model_.network().layout(), !any_learns(kinds));
    const auto add = [&](std::optional<std::size_t> table, std::size_t dimension, std::size_t rows) {
      const bool first = parts_.empty();
      const std::size_t weights = first ? model_.weights.size() : 0;
      Part& part = parts_.emplace_back(Part{table,
                                            {optimizer_options(options_), weights, dimension, rows,
                                             first ? factors : nn::RateFactors{{}, factors.table}},
                                            {},
                                            {}});
      const auto averaging = averaging_options(options_);
      if (averaging.kind != nn::AveragingOptions::Kind::none) {
        part.averaging.emplace(averaging, weights, dimension, rows);
      }
    };
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      unknown_keeps_.push_back(kept_by_unknown_words(kinds[i], kinds));
      if (kinds[i].frozen) continue;
      add(i, kinds[i].dimension,
          touchable_rows(i == 0 ? data_.types.words : data_.types.further_words[i - 1]));
    }
    if (parts_.empty()) add(std::nullopt, 0, 0);
  }

  nn::Matrix<float>* table_of(const Part& part) {
    return part.table ? &model_.tables[*part.table].own() : nullptr;
  }
  // The weights of the flat vector where they are in this part, else null.
  float* weights_of(const Part& part, SequenceModel& model) const {
    return &part == &parts_.front() ? model.weights.data() : nullptr;
  }

  // False when the caller asked to stop.
  bool run_epoch(std::size_t epoch) {
    const auto batches = cut_batches(data_.sequences, options_.batch_size, noise_.at(noise_order).at(epoch));
    const auto begin = std::chrono::steady_clock::now();
    std::vector<nn::LossSum> losses(model_.heads().size());
    std::size_t done = 0;
    bool stopped = false;
    double rate = 0;
    nn::Batch batch = make_batch(batches.front(), step_ + 1);
    for (std::size_t i = 0; i < batches.size() && !stopped; ++i) {
      nn::Batch next;
      nn::Pool::Spare making(pool_, [&, number = step_ + 2] {
        if (i + 1 < batches.size()) next = make_batch(batches[i + 1], number);
      });
      const double epochs_done =
          static_cast<double>(epoch - 1) + static_cast<double>(i) / static_cast<double>(batches.size());
      rate = schedule_.rate(epochs_done);
      step(batch, epoch, rate, losses);
      for (const std::size_t member : batches[i]) done += data_.sequences[member].tokens.size();
      making.wait();
      batch = std::move(next);
      calls_.progress(done, tokens_);
      stopped = calls_.stop();
    }
    const std::chrono::duration<double> training = std::chrono::steady_clock::now() - begin;
    if (stopped && best_)
      return false;  // an unfinished epoch is scored only when there is nothing else to keep

    EpochReport report;
    model_.prepare(pool_);
    DevResult dev = calls_.evaluate(model_, pool_);
    if (!std::isfinite(dev.loss)) diverged(epoch, "loss on dev");
    const SequenceModel* better = &model_;
    if (average()) {
      const DevResult averaged = calls_.evaluate(*averaged_, pool_);
      report.averaging = {dev, averaged, score_of(averaged) > score_of(dev)};
      if (report.averaging->averaged_is_better) {
        better = &*averaged_;
        dev = averaged;
      }
    }
    report.epoch = epoch;
    report.epochs = options_.epochs;
    report.train_loss = mean_loss(model_.heads(), losses);
    report.dev_loss = dev.loss;
    report.dev_scores = dev.scores;
    report.learning_rate = rate;
    report.tokens_per_second = training.count() > 0 ? static_cast<double>(done) / training.count() : 0;
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const double score = score_of(dev);
    // Of equal scores the lower loss is better: early epochs of a tag scheme all have an F1 of zero.
    report.best = !best_ || score > best_score_ || (score == best_score_ && dev.loss < best_loss_);
    schedule_.epoch_ended(report.best);
    report.score = score;
    report.selected_by = calls_.select_by;
    if (report.best) keep(*better, epoch, score, dev);
    calls_.epoch(report);
    if (report.best) calls_.improved(best_);
    return !stopped;
  }

  double score_of(const DevResult& dev) const {
    if (calls_.select_by == "loss") return -dev.loss;
    for (const auto& [name, value] : dev.scores) {
      if (name == calls_.select_by) return value;
    }
    throw std::logic_error("no score is called " + calls_.select_by);
  }

  [[nodiscard]] bool averages() const { return parts_.front().averaging.has_value(); }

  // Puts the averages of the weights into averaged_. False where there are none.
  bool average() {
    if (!averages()) return false;
    for (Part& part : parts_) part.averaging->end_epoch(table_of(part), pool_);
    if (!parts_.front().averaging->ready()) return false;
    if (!averaged_) averaged_ = model_;
    for (Part& part : parts_) {
      part.averaging->read(table_of(part), weights_of(part, *averaged_),
                           part.table ? &averaged_->tables[*part.table].own() : nullptr, pool_);
    }
    averaged_->prepare(pool_);
    return true;
  }

  void keep(const SequenceModel& model, std::size_t epoch, double score, const DevResult& dev) {
    best_score_ = score;
    best_loss_ = dev.loss;
    best_epoch_ = epoch;
    auto best = std::make_shared<SequenceModel>(model);
    best->facts.emplace_back("epoch", std::to_string(epoch));
    if (averages()) best->facts.emplace_back("weights", &model == &model_ ? "raw" : "averaged");
    best->facts.emplace_back("dev_loss", option_values::print_real(dev.loss));
    for (const auto& [name, value] : dev.scores) {
      best->facts.emplace_back("dev_" + name, option_values::print_real(value));
    }
    best_ = std::move(best);
  }

  // The batch of a step, counted from 1.
  [[nodiscard]] nn::Batch make_batch(const std::vector<std::size_t>& members, std::uint64_t step) const {
    return make_training_batch(
        data_, members, model_.heads().size(), model_.task() == Task::classifier,
        {calls_.singletons, options_.unknown_probability, options_.word_dropout, unknown_keeps_},
        noise_.at(noise_words).at(step));
  }

  // Adds to the losses of the heads. The gradient of the weights is zero before and after it.
  void step(const nn::Batch& batch, std::size_t epoch, double rate, std::vector<nn::LossSum>& losses) {
    ++step_;
    const nn::DropoutRates dropout{
        options_.dropout_input, options_.dropout_layers, options_.dropout_output,
        options_.dropout_kind == "variational" ? nn::DropoutKind::variational : nn::DropoutKind::plain};
    nn::SparseGradient<float>* first = nullptr;
    for (std::size_t i = 0; i < further_.size(); ++i) further_[i] = {&model_.tables[i + 1].own(), nullptr};
    for (Part& part : parts_) {
      if (!part.table) continue;
      (*part.table == 0 ? first : further_[*part.table - 1].gradient) = &part.gradient;
    }
    const std::vector<nn::LossSum> own =
        model_.network().loss(model_.weights.data(), model_.tables.front().own(), batch, &dropout,
                              noise_.at(noise_dropout).at(step_), gradient_.data(), first, workspace_, pool_,
                              batch_losses_, further_);
    bool labelled = false;
    for (std::size_t head = 0; head < own.size(); ++head) {
      if (!std::isfinite(own[head].sum)) diverged(epoch, "loss");
      labelled = labelled || own[head].count > 0;
      losses[head] += own[head];
    }
    if (!labelled) {
      std::fill(gradient_.begin(), gradient_.end(), 0.0F);
      return;
    }
    const float scale = clip(epoch);
    for (Part& part : parts_) {
      nn::Matrix<float>* const table = table_of(part);
      float* const weights = weights_of(part, model_);
      const std::vector<std::uint32_t>& touched = part.gradient.rows;
      if (part.averaging && table != nullptr) part.averaging->begin_step(*table, touched, pool_);
      part.optimizer.step(rate, scale, weights, gradient_.data(), table, &part.gradient, pool_);
      if (part.averaging) part.averaging->end_step(weights, table, touched, pool_);
    }
  }

  // The flat gradient in pieces for the pool, cut by its size alone.
  [[nodiscard]] std::size_t gradient_pieces() const {
    return nn::pieces_of(gradient_.size(), gradient_piece_size);
  }
  std::span<float> gradient_piece(std::size_t piece) {
    const std::size_t begin = piece * gradient_piece_size;
    return std::span(gradient_).subspan(begin, std::min(gradient_piece_size, gradient_.size() - begin));
  }

  // Clips by value in place and gives the factor that clips the norm of all gradients together.
  float clip(std::size_t epoch) {
    if (options_.clip_value > 0) {
      nn::clip_by_value(std::span<float>(gradient_), options_.clip_value);
      each_gradient_row([&](std::span<float> row) { nn::clip_by_value(row, options_.clip_value); });
    }
    double squares = squared_norm();
    if (!std::isfinite(squares)) diverged(epoch, "gradient");
    return options_.clip_norm > 0 ? static_cast<float>(nn::clip_scale(squares, options_.clip_norm)) : 1.0F;
  }

  // Of all gradients together.
  double squared_norm() {
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
      const std::size_t first = (piece - pieces) * nn::piece_columns;
      const std::size_t end = std::min(first + nn::piece_columns, rows.size());
      for (std::size_t row = first; row < end; ++row) sums[pieces + row] = nn::squared_norm<float>(rows[row]);
    });
    return std::accumulate(sums.begin(), sums.end(), 0.0);
  }

  // work(row): the gradient of a row of a table.
  template <class Work>
  void each_gradient_row(const Work& work) {
    for (Part& part : parts_) {
      nn::Activations<float>& values = part.gradient.values;
      for (std::size_t i = 0; i < part.gradient.rows.size(); ++i) {
        work(std::span<float>(values.column(i), values.rows()));
      }
    }
  }

  [[noreturn]] void diverged(std::size_t epoch, const std::string& what) const {
    throw Error(
        "step " + std::to_string(step_) + " (epoch " + std::to_string(epoch) + "): the " + what +
        " is not a finite number; lower --learning-rate (now " +
        option_values::print_real(options_.learning_rate) + ") or set --clip-norm lower (now " +
        option_values::print_real(options_.clip_norm) + (options_.clip_norm > 0 ? "" : ", off") + ")" +
        (best_ ? "; the best model so far, of epoch " + std::to_string(best_epoch_) + ", is kept" : ""));
  }

  const TrainingOptions& options_;
  SequenceModel& model_;
  const TrainingData& data_;
  const TrainerCalls& calls_;
  nn::Noise noise_;
  nn::Pool& pool_;
  nn::Schedule schedule_;
  std::vector<nn::BatchLoss> batch_losses_;
  std::vector<Part> parts_;                // at least one
  std::vector<bool> unknown_keeps_;        // UnknownWords::kept
  std::optional<SequenceModel> averaged_;  // the model with the averages of its weights
  std::vector<float> gradient_;
  std::vector<nn::FurtherTable<float>> further_;
  nn::Network<float>::Workspace workspace_;
  std::size_t tokens_ = 0;
  std::uint64_t step_ = 0;
  std::shared_ptr<const SequenceModel> best_;
  double best_score_ = 0;
  double best_loss_ = 0;  // on dev
  std::size_t best_epoch_ = 0;
  std::size_t epoch_ = 0;  // begun
  bool ended_ = false;
  std::chrono::steady_clock::duration spent_{};  // before the present call of train_until()
  std::chrono::steady_clock::time_point start_;  // of the training, had it never been paused
};

Trainer::Trainer(const TrainingOptions& options, SequenceModel& model, const TrainingData& data,
                 const TrainerCalls& calls, nn::Pool& pool)
    : run_(std::make_unique<Run>(options, model, data, calls, pool)) {}

Trainer::~Trainer() = default;

void Trainer::train_until(std::size_t epochs) {
  run_->train_until(epochs);
}

bool Trainer::ended() const {
  return run_->ended();
}

const std::shared_ptr<const SequenceModel>& Trainer::best() const {
  return run_->best();
}

void check_select_by(const std::string& select_by, std::span<const std::string> names) {
  std::string known = "loss";
  for (const std::string& name : names) {
    if (select_by == name) return;
    known += ", " + name;
  }
  if (select_by != "loss") {
    throw UsageError("--select-by " + select_by + ": there is no such score here; there are " + known);
  }
}

std::shared_ptr<const SequenceModel> train(const TrainingOptions& options, SequenceModel& model,
                                           const TrainingData& data, const TrainerCalls& calls) {
  nn::Pool pool(options.threads);
  Trainer trainer(options, model, data, calls, pool);
  trainer.train_until(options.epochs);
  return trainer.best();
}

}  // namespace seqlab::tasks
