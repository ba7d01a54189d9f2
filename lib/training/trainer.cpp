#include "training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "nn/learning/schedule.h"
#include "options/training_option_table.h"
#include "training/learner.h"

namespace seqlab::training {

namespace {

// Branches of the seed's noise.
constexpr std::uint64_t noise_order = 1;
constexpr std::uint64_t noise_words = 2;
constexpr std::uint64_t noise_dropout = 3;

nn::ScheduleOptions schedule_options(const options::TrainingOptions& options) {
  nn::ScheduleOptions result;
  result.kind = options.schedule;
  result.rate = options.learning_rate;
  result.decay = options.decay;
  result.patience = options.plateau_epochs;
  result.warmup = options.warmup;
  result.epochs = static_cast<double>(options.epochs);
  return result;
}

}  // namespace

// The state that lasts from epoch to epoch.
class Trainer::Run {
 public:
  Run(const options::TrainingOptions& options, model::SequenceModel& model, const TrainingData& data,
      const TrainerCallbacks& callbacks, base::Pool& pool)
      : options_(options),
        model_(model),
        data_(data),
        callbacks_(callbacks),
        noise_(base::Noise(options.seed).at(1)),
        pool_(pool),
        schedule_(schedule_options(options)),
        learner_(options, model, data, pool) {
    const std::vector<model::TableKind>& kinds = model.table_kinds();
    for (const model::TableKind& kind : kinds)
      unknown_keeps_.push_back(model::kept_by_unknown_words(kind, kinds));
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
  [[nodiscard]] const std::shared_ptr<const model::SequenceModel>& best() const { return best_; }

 private:
  // False if stop() ended the epoch.
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
      base::Pool::BackgroundTask making(pool_, [&, number = step_ + 2] {
        if (i + 1 < batches.size()) next = make_batch(batches[i + 1], number);
      });
      const double epochs_done =
          static_cast<double>(epoch - 1) + static_cast<double>(i) / static_cast<double>(batches.size());
      rate = schedule_.rate(epochs_done);
      step(batch, epoch, rate, losses);
      for (const std::size_t member : batches[i]) done += data_.sequences[member].tokens.size();
      making.wait();
      batch = std::move(next);
      callbacks_.progress(done, tokens_);
      stopped = callbacks_.stop();
    }
    const std::chrono::duration<double> training = std::chrono::steady_clock::now() - begin;
    if (stopped && best_)
      return false;  // an unfinished epoch is scored only if there is no other model to keep

    EpochReport report;
    DevResult dev = callbacks_.evaluate(model_, pool_);
    if (!std::isfinite(dev.loss)) diverged(epoch, "loss on dev");
    const model::SequenceModel* better = &model_;
    if (const model::SequenceModel* const averages = learner_.average(); averages != nullptr) {
      const DevResult averaged = callbacks_.evaluate(*averages, pool_);
      report.averaging = {dev, averaged, score_of(averaged) > score_of(dev)};
      if (report.averaging->averaged_is_better) {
        better = averages;
        dev = averaged;
      }
    }
    report.epoch = epoch;
    report.epochs = options_.epochs;
    report.train_loss = model::mean_loss(model_.heads(), losses);
    report.dev_loss = dev.loss;
    report.dev_scores = dev.scores;
    report.learning_rate = rate;
    report.tokens_per_second = training.count() > 0 ? static_cast<double>(done) / training.count() : 0;
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const double score = score_of(dev);
    // Of equal scores, the lower loss wins: with a tag scheme, early epochs all have an F1 of zero.
    report.best = !best_ || score > best_score_ || (score == best_score_ && dev.loss < best_loss_);
    schedule_.epoch_ended(report.best);
    report.score = score;
    report.selected_by = callbacks_.select_by;
    if (report.best) keep(*better, epoch, score, dev);
    callbacks_.epoch(report);
    if (report.best) callbacks_.improved(best_);
    return !stopped;
  }

  double score_of(const DevResult& dev) const {
    if (callbacks_.select_by == "loss") return -dev.loss;
    for (const auto& [name, value] : dev.scores) {
      if (name == callbacks_.select_by) return value;
    }
    throw std::logic_error("no score is named " + callbacks_.select_by);
  }

  void keep(const model::SequenceModel& model, std::size_t epoch, double score, const DevResult& dev) {
    best_score_ = score;
    best_loss_ = dev.loss;
    best_epoch_ = epoch;
    auto best = std::make_shared<model::SequenceModel>(model);
    best->facts.emplace_back("epoch", std::to_string(epoch));
    if (learner_.averages()) best->facts.emplace_back("weights", &model == &model_ ? "raw" : "averaged");
    best->facts.emplace_back("dev_loss", options::print_real(dev.loss));
    for (const auto& [name, value] : dev.scores) {
      best->facts.emplace_back("dev_" + name, options::print_real(value));
    }
    best_ = std::move(best);
  }

  // The batch of a step; steps count from 1.
  [[nodiscard]] nn::Batch make_batch(const std::vector<std::size_t>& members, std::uint64_t step) const {
    return make_training_batch(
        data_, members, model_.heads().size(), model::task_traits(model_.task()).pooled,
        {callbacks_.singletons, options_.unknown_probability, options_.word_dropout, unknown_keeps_},
        noise_.at(noise_words).at(step));
  }

  void step(const nn::Batch& batch, std::size_t epoch, double rate, std::vector<nn::LossSum>& losses) {
    ++step_;
    try {
      learner_.step(batch, rate, noise_.at(noise_dropout).at(step_), losses);
    } catch (const Divergence& divergence) {
      diverged(epoch, divergence.what());
    }
  }

  [[noreturn]] void diverged(std::size_t epoch, const std::string& what) const {
    throw Error(
        "step " + std::to_string(step_) + " (epoch " + std::to_string(epoch) + "): the " + what +
        " is not a finite number; lower --learning-rate (now " + options::print_real(options_.learning_rate) +
        ") or set --clip-norm lower (now " + options::print_real(options_.clip_norm) +
        (options_.clip_norm > 0 ? "" : ", off") + ")" +
        (best_ ? "; the best model so far, of epoch " + std::to_string(best_epoch_) + ", is kept" : ""));
  }

  const options::TrainingOptions& options_;
  model::SequenceModel& model_;
  const TrainingData& data_;
  const TrainerCallbacks& callbacks_;
  base::Noise noise_;
  base::Pool& pool_;
  nn::Schedule schedule_;
  Learner learner_;
  std::vector<bool> unknown_keeps_;  // UnknownWords::kept
  std::size_t tokens_ = 0;
  std::uint64_t step_ = 0;
  std::shared_ptr<const model::SequenceModel> best_;
  double best_score_ = 0;
  double best_loss_ = 0;  // on dev
  std::size_t best_epoch_ = 0;
  std::size_t epoch_ = 0;  // current or last
  bool ended_ = false;
  std::chrono::steady_clock::duration spent_{};  // before the current call of train_until()
  std::chrono::steady_clock::time_point start_;  // of the training, as if it had never been paused
};

Trainer::Trainer(const options::TrainingOptions& options, model::SequenceModel& model,
                 const TrainingData& data, const TrainerCallbacks& callbacks, base::Pool& pool)
    : run_(std::make_unique<Run>(options, model, data, callbacks, pool)) {}

Trainer::~Trainer() = default;

void Trainer::train_until(std::size_t epochs) {
  run_->train_until(epochs);
}

bool Trainer::ended() const {
  return run_->ended();
}

const std::shared_ptr<const model::SequenceModel>& Trainer::best() const {
  return run_->best();
}

void check_select_by(const std::string& select_by, std::span<const std::string> names) {
  std::string known = "loss";
  for (const std::string& name : names) {
    if (select_by == name) return;
    known += ", " + name;
  }
  if (select_by != "loss") {
    throw UsageError("--select-by " + select_by + ": no such score; known: " + known);
  }
}

std::shared_ptr<const model::SequenceModel> train(const options::TrainingOptions& options,
                                                  model::SequenceModel& model, const TrainingData& data,
                                                  const TrainerCallbacks& callbacks) {
  base::Pool pool(options.threads);
  Trainer trainer(options, model, data, callbacks, pool);
  trainer.train_until(options.epochs);
  return trainer.best();
}

}  // namespace seqlab::training
