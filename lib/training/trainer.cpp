#include "training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <optional>
#include <stdexcept>

#include "evaluation/measure.h"
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
  Run(const options::TrainingOptions& options, TrainingTask& task, const TrainerCallbacks& callbacks,
      base::Pool& pool)
      : options_(options),
        task_(task),
        observer_(callbacks.observer),
        select_by_(callbacks.select_by),
        noise_(base::Noise(options.seed).at(1)),
        pool_(pool),
        schedule_(schedule_options(options)),
        learner_(options, task, pool),
        losses_(task.heads()) {}

  void train_until(std::size_t epochs) {
    using Clock = std::chrono::steady_clock;
    start_ = Clock::now() - std::chrono::duration_cast<Clock::duration>(spent_);
    running_ = true;
    const std::size_t last = std::min(epochs, options_.epochs);
    while (!ended() && (within_epoch_ ? epoch_ <= last : epoch_ < last)) {
      if (!within_epoch_) begin_epoch();
      try {
        run_epoch();
      } catch (const Divergence& divergence) {
        go_back(divergence.what());
      }
    }
    spent_ = std::chrono::duration<double>(seconds_since_start());
    running_ = false;
  }

  [[nodiscard]] bool ended() const { return ended_ || stopped_; }
  [[nodiscard]] const std::shared_ptr<const model::Model>& best() const { return best_; }
  [[nodiscard]] std::size_t epochs() const { return within_epoch_ ? epoch_ - 1 : epoch_; }
  [[nodiscard]] std::size_t steps() const { return step_; }
  [[nodiscard]] Learner& learner() { return learner_; }

  void archive(base::Archive& archive) {
    {
      const base::Archive::Scope scope(archive, "learner");
      learner_.archive(archive);
    }
    {
      const base::Archive::Scope scope(archive, "schedule");
      schedule_.archive(archive);
    }
    archive.count("epoch", epoch_, options_.epochs);
    archive.flag("within_epoch", within_epoch_);
    archive.count("epoch_step", epoch_step_, task_.most_steps());
    archive.number("step", step_);
    for (std::size_t head = 0; head < losses_.size(); ++head) {
      const base::Archive::Scope scope(archive, "loss" + std::to_string(head));
      archive.number("sum", losses_[head].sum);
      archive.number("count", losses_[head].count);
    }
    archive.count("halvings", halvings_, most_halvings);
    archive.flag("ended", ended_);
    archive_time(archive);
    if (within_epoch_) epoch_start_.archive(archive, largest_snapshot);
    const base::Archive::Scope scope(archive, "best");
    learner_.archive_model(archive, best_);
    archive.number("score", best_score_);
    archive.number("loss", best_loss_);
    archive.count("epoch", best_epoch_, epoch_);
  }

 private:
  // After so many, a training that still diverges is given up.
  static constexpr std::uint64_t most_halvings = 3;
  // In bytes; no more than that could be in memory.
  static constexpr std::uint64_t largest_snapshot = std::uint64_t{1} << 42;

  // What changes within an epoch.
  struct EpochState {
    Learner& learner;
    std::uint64_t& step;

    void archive(base::Archive& archive) {
      learner.archive(archive);
      archive.number("step", step);
    }
  };

  void archive_time(base::Archive& archive) {
    double seconds = running_ ? seconds_since_start() : spent_.count();
    archive.number("seconds", seconds);
    if (archive.restores()) spent_ = std::chrono::duration<double>(seconds);
  }

  [[nodiscard]] double seconds_since_start() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  void report_gradient_flow() {
    if (!observer_.gradient_flow) return;
    GradientFlow flow = task_.measure_gradient_flow(pool_);
    flow.epoch = epoch_;
    observer_.gradient_flow(flow);
  }

  void begin_epoch() {
    if (epoch_ == 0) report_gradient_flow();
    ++epoch_;
    within_epoch_ = true;
    epoch_step_ = 0;
    losses_.assign(losses_.size(), {});
    EpochState state{learner_, step_};
    epoch_start_.save(state);
  }

  // Trains the rest of the epoch and scores it. Throws Divergence.
  void run_epoch() {
    const std::vector<std::size_t> steps = task_.begin_epoch(noise_.at(noise_order).at(epoch_));
    const auto begin = std::chrono::steady_clock::now();
    const std::size_t tokens = std::accumulate(steps.begin(), steps.end(), std::size_t{0});
    std::size_t before = 0;  // tokens of the steps that an earlier process has made
    for (std::size_t i = 0; i < epoch_step_; ++i) before += steps.at(i);
    std::size_t done = before;
    double rate = rate_at(steps.size() - 1, steps.size());
    std::unique_ptr<StepBatch> batch;
    if (epoch_step_ < steps.size()) batch = make_batch(epoch_step_, step_ + 1);
    while (epoch_step_ < steps.size() && !stopped_) {
      std::unique_ptr<StepBatch> next;
      base::Pool::BackgroundTask making(pool_, [&, following = epoch_step_ + 1, number = step_ + 2] {
        if (following < steps.size()) next = make_batch(following, number);
      });
      rate = rate_at(epoch_step_, steps.size());
      ++step_;
      learner_.step(*batch, rate, noise_.at(noise_dropout).at(step_), losses_);
      done += steps[epoch_step_];
      making.wait();
      batch = std::move(next);
      ++epoch_step_;
      observer_.progress(done, tokens);
      stopped_ = observer_.stop();
    }
    const std::chrono::duration<double> training = std::chrono::steady_clock::now() - begin;
    // An unfinished epoch is scored only if there is no other model to keep.
    if (stopped_ && best_) return;
    EpochReport report;
    report.learning_rate = rate;
    report.tokens_per_second =
        training.count() > 0 ? static_cast<double>(done - before) / training.count() : 0;
    end_epoch(report);
  }

  void end_epoch(EpochReport& report) {
    const model::Model& current = task_.model();
    DevResult dev = evaluate(current);
    const model::Model* better = &current;
    if (const model::Model* const averages = learner_.average(); averages != nullptr) {
      const DevResult averaged = evaluate(*averages);
      report.averaging = {dev, averaged, score_of(averaged) > score_of(dev)};
      if (report.averaging->averaged_is_better) {
        better = averages;
        dev = averaged;
      }
    }
    report.epoch = epoch_;
    report.epochs = options_.epochs;
    report.train_loss = task_.mean_loss(losses_);
    report.dev_loss = dev.loss;
    report.dev_scores = dev.scores;
    report.sample = dev.sample;
    report.seconds = seconds_since_start();
    report.score = score_of(dev);
    report.selected_by = select_by_;
    // Of equal scores, the lower loss wins: with a tag scheme, early epochs all have an F1 of zero.
    report.best =
        !best_ || report.score > best_score_ || (report.score == best_score_ && dev.loss < best_loss_);
    schedule_.epoch_ended(report.best);
    if (report.best) keep(*better, report.score, dev);
    within_epoch_ = false;
    ended_ = !stopped_ && (epoch_ == options_.epochs ||
                           (options_.early_stopping > 0 && epoch_ - best_epoch_ >= options_.early_stopping));
    if (report.best) observer_.improved(best_, report);
    observer_.epoch(report);
    report_gradient_flow();
  }

  // Throws Divergence.
  DevResult evaluate(const model::Model& model) {
    DevResult dev = task_.evaluate(model, pool_);
    if (!std::isfinite(dev.loss)) throw Divergence("loss on dev");
    return dev;
  }

  // Goes back to the start of the epoch, with half the learning rate.
  void go_back(const std::string& what) {
    const std::string problem = "step " + std::to_string(step_) + " (epoch " + std::to_string(epoch_) +
                                "): the " + what + " is not a finite number";
    if (halvings_ == most_halvings) give_up(problem);
    EpochState state{learner_, step_};
    epoch_start_.restore(state);
    ++halvings_;
    epoch_step_ = 0;
    losses_.assign(losses_.size(), {});
    observer_.note(problem + "; goes back to the start of the epoch and halves the learning rate, to " +
                   options::print_real(std::ldexp(options_.learning_rate, -static_cast<int>(halvings_))));
  }

  [[noreturn]] void give_up(const std::string& problem) const {
    throw Error(
        problem + ", although the learning rate was halved " + std::to_string(most_halvings) +
        " times; lower --learning-rate (now " + options::print_real(options_.learning_rate) +
        ") or set --clip-norm lower (now " + options::print_real(options_.clip_norm) +
        (options_.clip_norm > 0 ? "" : ", off") + ")" +
        (best_ ? "; the best model so far, of epoch " + std::to_string(best_epoch_) + ", is kept" : ""));
  }

  // Of a step of the epoch.
  [[nodiscard]] double rate_at(std::size_t step, std::size_t steps) const {
    const double epochs_done =
        static_cast<double>(epoch_ - 1) + static_cast<double>(step) / static_cast<double>(steps);
    return std::ldexp(schedule_.rate(epochs_done), -static_cast<int>(halvings_));
  }

  double score_of(const DevResult& dev) const {
    if (select_by_ == "loss") return -dev.loss;
    for (const auto& [name, value] : dev.scores) {
      if (name == select_by_) return evaluation::quality(name, value);
    }
    throw std::logic_error("no score is named " + select_by_);
  }

  void keep(const model::Model& model, double score, const DevResult& dev) {
    best_score_ = score;
    best_loss_ = dev.loss;
    best_epoch_ = epoch_;
    const std::shared_ptr<model::Model> best = model.copy();
    best->facts.emplace_back("epoch", std::to_string(epoch_));
    if (learner_.averages())
      best->facts.emplace_back("weights", &model == &task_.model() ? "raw" : "averaged");
    best->facts.emplace_back("dev_loss", options::print_real(dev.loss));
    for (const auto& [name, value] : dev.scores) {
      best->facts.emplace_back("dev_" + name, options::print_real(value));
    }
    best_ = best;
  }

  // The batch of a step of the epoch. number: of the step in all, from 1.
  [[nodiscard]] std::unique_ptr<StepBatch> make_batch(std::size_t step, std::uint64_t number) const {
    return task_.make_batch(step, noise_.at(noise_words).at(number));
  }

  const options::TrainingOptions& options_;
  TrainingTask& task_;
  const SessionObserver& observer_;
  const std::string& select_by_;
  base::Noise noise_;
  base::Pool& pool_;
  nn::Schedule schedule_;
  Learner learner_;
  std::vector<nn::LossSum> losses_;  // of the epoch, by head
  std::uint64_t step_ = 0;
  std::uint64_t epoch_ = 0;  // current or last
  bool within_epoch_ = false;
  std::uint64_t epoch_step_ = 0;  // the next of the epoch
  std::uint64_t halvings_ = 0;    // of the learning rate
  base::Snapshot epoch_start_;    // an EpochState
  std::shared_ptr<const model::Model> best_;
  double best_score_ = 0;
  double best_loss_ = 0;  // on dev
  std::uint64_t best_epoch_ = 0;
  bool ended_ = false;
  bool stopped_ = false;                         // by a callback
  bool running_ = false;                         // within train_until()
  std::chrono::duration<double> spent_{};        // before the current call of train_until()
  std::chrono::steady_clock::time_point start_;  // of the training, as if it had never been paused
};

Trainer::Trainer(const options::TrainingOptions& options, TrainingTask& task,
                 const TrainerCallbacks& callbacks, base::Pool& pool)
    : run_(std::make_unique<Run>(options, task, callbacks, pool)) {}

Trainer::~Trainer() = default;

void Trainer::train_until(std::size_t epochs) {
  run_->train_until(epochs);
}

bool Trainer::ended() const {
  return run_->ended();
}

const std::shared_ptr<const model::Model>& Trainer::best() const {
  return run_->best();
}

void Trainer::archive(base::Archive& archive) {
  run_->archive(archive);
}

void Trainer::archive_model(base::Archive& archive, std::shared_ptr<const model::Model>& model) {
  run_->learner().archive_model(archive, model);
}

std::size_t Trainer::epochs() const {
  return run_->epochs();
}

std::size_t Trainer::steps() const {
  return run_->steps();
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

std::shared_ptr<const model::Model> train(const options::TrainingOptions& options, TrainingTask& task,
                                          const TrainerCallbacks& callbacks) {
  base::Pool pool(options.threads);
  Trainer trainer(options, task, callbacks, pool);
  trainer.train_until(options.epochs);
  return trainer.best();
}

}  // namespace seqlab::training
