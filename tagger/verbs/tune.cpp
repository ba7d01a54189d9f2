#include "verbs/tune.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/archive.h"
#include "base/errors.h"
#include "base/pool.h"
#include "io/atomic_file.h"
#include "model/model_handle.h"
#include "options/training_option_table.h"
#include "program/data_output.h"
#include "search/successive_halving.h"
#include "verbs/checkpointing.h"
#include "verbs/interruption.h"
#include "verbs/training_log.h"
#include "verbs/tuning_record.h"
#include "verbs/tuning_trials.h"

namespace seqlab::programs {

namespace {

void write_file(const std::string& path, const std::string& text) {
  io::AtomicFile file(path);
  file.write(text);
  file.commit();
}

// The options that decide the course of a search, beside those of training.
std::vector<std::pair<std::string, std::string>> identity_of(const TrainingFiles& files,
                                                             const TuningOptions& tuning) {
  std::vector<std::pair<std::string, std::string>> options;
  for (const std::string& search : tuning.search) options.emplace_back("search", search);
  options.emplace_back("trials", std::to_string(tuning.trials));
  options.emplace_back("eta", std::to_string(tuning.eta));
  options.emplace_back("first-epochs", std::to_string(tuning.first_epochs));
  options.emplace_back("model", files.model);
  return options;
}

class TuningRun {
 public:
  // Everything given must outlive it.
  TuningRun(Tuning tuning, const TrainingStart& start, Checkpointing& checkpoints, Console& console);
  Exit search();

 private:
  class Run;

  std::unique_ptr<Run> begin(std::size_t number);
  // Null if no configuration is left.
  std::unique_ptr<Run> next_run(std::size_t number);
  [[nodiscard]] bool stop() const;
  // That the search has taken, in all processes.
  [[nodiscard]] double seconds() const { return spent_.seconds() + earlier_seconds_; }
  bool stop_within_epoch();
  // The result of the trial's next step, if an earlier process has made it; throws Error if it failed there.
  const TuningStep* repeat(std::size_t trial);
  // Does the work of a step and records it. state: of the trial, after it.
  template <class Work>
  void make_step(std::size_t trial, const search::RunState& state, const Work& work);

  // Begins with the checkpoint that is resumed: its steps are repeated.
  void resume();
  // Once all are repeated, the runs that are still there go on where they were.
  void restore_runs();
  void archive_runs(base::Archive& archive);
  [[nodiscard]] Checkpointing::State state();
  void archive_step(base::Archive& archive);
  void trained(const search::HalvingTrial& trial, const std::vector<search::HalvingTrial>& trials);
  void report(const search::HalvingTrial& trial, const std::vector<search::HalvingTrial>& trials);

  const TrainingFiles& files_;
  const TuningOptions& tuning_;
  const options::TrainingOptions& training_;
  Stopwatch spent_;
  Console& console_;
  TrainingLog log_;
  TuningTrials trials_;
  search::ConfigurationSource source_;
  std::shared_ptr<base::Pool> pool_;
  const TrainingStart& start_;
  Checkpointing& checkpoints_;
  std::vector<std::pair<std::string, std::string>> identity_;  // options that decide the search
  TuningRecord record_;
  std::vector<Run*> runs_;              // that exist
  bool runs_wait_ = false;              // to be restored from the checkpoint
  bool repeated_ = false;               // the last step was
  bool cut_ = false;                    // the current run was stopped within an epoch
  bool over_ = false;                   // the search was stopped; what follows is no part of it
  double earlier_seconds_ = 0;          // of the search in earlier processes
  double step_began_ = 0;               // seconds() when the current step did
  std::vector<std::string> log_lines_;  // of the current run
  std::string config_;                  // as last written
  bool retraining_ = false;             // the best run is trained again, regardless of the budget
};

// A training as a run of the search.
class TuningRun::Run : public search::HalvingRun {
 public:
  Run(TuningRun& tuning, std::size_t number) : tuning_(tuning), number_(number) {
    tuning_.runs_.push_back(this);
  }
  ~Run() override { std::erase(tuning_.runs_, this); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  void begin() {
    training::SessionObserver observer;
    if (number_ == 1) observer.note = [this](const std::string& text) { tuning_.console_.note(text); };
    observer.progress = [this](std::size_t done, std::size_t all) {
      tuning_.console_.progress(
          "trial " + std::to_string(number_) + "  epoch " + std::to_string(state_.epochs + 1), done, all,
          "tokens");
    };
    observer.epoch = [this](const training::EpochReport& report) { epoch(report); };
    observer.stop = [this] { return tuning_.stop_within_epoch(); };
    session_ = tuning_.start_.begin(tuning_.trials_.options_of(number_), observer, tuning_.pool_);
  }

  search::RunState train(std::size_t epochs) override {
    if (const TuningStep* const step = tuning_.repeat(number_); step != nullptr) {
      state_ = step->state;
      return state_;
    }
    tuning_.make_step(number_, state_, [&] {
      session_->train_until(epochs);
      state_.ended = session_->ended() && !tuning_.cut_;
    });
    return state_;
  }

  [[nodiscard]] const training::TrainingSession& session() const { return *session_; }
  [[nodiscard]] std::size_t number() const { return number_; }
  // A run that is restored begins.
  void archive(base::Archive& archive) {
    if (session_ == nullptr) begin();
    const base::Archive::Scope scope(archive, "run" + std::to_string(number_));
    archive_state(archive, state_);
    archive.number("lowest_loss", lowest_loss_);
    session_->archive(archive);
  }

 private:
  void epoch(const training::EpochReport& report) {
    if (!tuning_.cut_) state_.epochs = report.epoch;
    if (report.best) state_.score = report.score;
    // With rare labels, every score is zero at first.
    lowest_loss_ = std::min(lowest_loss_, report.dev_loss);
    state_.tie_breaker = -lowest_loss_;
    tuning_.trials_.score_name = "dev_" + report.selected_by;
    tuning_.log_lines_.push_back(json_of_epoch({"trial", number_}, report));
  }

  TuningRun& tuning_;
  std::size_t number_;
  search::RunState state_;
  double lowest_loss_ = std::numeric_limits<double>::infinity();  // on dev
  std::unique_ptr<training::TrainingSession> session_;            // null while the search is repeated
};

TuningRun::TuningRun(Tuning tuning, const TrainingStart& start, Checkpointing& checkpoints, Console& console)
    : files_(tuning.files),
      tuning_(tuning.options),
      training_(tuning.training),
      spent_(tuning.spent),
      console_(console),
      log_(files_.log, console),
      trials_(tuning.space.names(), training_, tuning.task, tuning.sections),
      source_(std::move(tuning.space), configuration_of(trials_.names(), training_), training_.seed),
      pool_(std::make_shared<base::Pool>(training_.threads)),
      start_(start),
      checkpoints_(checkpoints),
      identity_(identity_of(files_, tuning_)) {}

Exit TuningRun::search() {
  const Interruption interruption;
  const search::HalvingOptions options{training_.epochs, tuning_.eta, tuning_.trials, tuning_.first_epochs,
                                       !files_.model.empty()};
  std::string plan;
  for (const search::HalvingRound& round : search::halving_rounds(options)) {
    plan +=
        (plan.empty() ? "" : ", ") + std::to_string(round.runs) + " to epoch " + std::to_string(round.epochs);
  }
  console_.note(std::string(tuning_.trials == 0 ? "trials, repeatedly: " : "trials: ") + plan);

  // Errors in the data or in the options as given end the search, unlike the failure of a later trial.
  std::unique_ptr<Run> first = next_run(1);
  first->begin();
  checkpoints_.identify(training_, identity_, first->session());
  if (checkpoints_.resumes()) {
    resume();
  } else {
    // Before any other file, which the program would not overwrite when it is called again.
    checkpoints_.write(state());
  }
  log_.open(checkpoints_.resumes());
  search::HalvingCallbacks callbacks;
  callbacks.start = [&](std::size_t number) { return first ? std::move(first) : begin(number); };
  callbacks.stop = [this] {
    // Before the next run begins, of which there is nothing to restore.
    if (!record_.repeats()) restore_runs();
    over_ = over_ || stop();
    return over_;
  };
  callbacks.seconds = [this] { return seconds(); };
  callbacks.trained = [this](const search::HalvingTrial& trial,
                             const std::vector<search::HalvingTrial>& trials) { trained(trial, trials); };
  const search::HalvingResult result = search::successive_halving(options, callbacks);

  // Late results may have eliminated earlier trials.
  if (!tuning_.table.empty()) write_file(tuning_.table, trials_.table_of(result.trials));
  const search::HalvingTrial* const best = search::best_trial(result.trials);
  if (best == nullptr) {
    if (Interruption::requested()) return Interruption::exit();
    throw Error(result.trials.empty()
                    ? "the budget ran out before anything was trained; increase --budget"
                    : "no configuration could be trained; the first: " + result.trials.front().failure);
  }
  if (result.best_run) {
    const training::TrainingSession& session = dynamic_cast<const Run&>(*result.best_run).session();
    model::save_model(*session.finished(session.best()), files_.model);
  }
  if (tuning_.output.empty() || tuning_.output == "-") {
    DataOutput output;
    output.stream() << trials_.config_of(*best);
    output.finish();
  } else {
    write_file(tuning_.output, trials_.config_of(*best));
  }
  if (!files_.model.empty() && !result.best_run) {
    console_.note(files_.model + ": not written; train the best model again with --config");
  }
  console_.note((Interruption::requested() ? "interrupted; " : "") +
                trials_.summary_of(result.trials, *best));
  return Interruption::exit();
}

std::unique_ptr<TuningRun::Run> TuningRun::begin(std::size_t number) {
  std::unique_ptr<Run> run = next_run(number);
  if (run == nullptr || repeat(number) != nullptr) return run;
  make_step(number, {}, [&] { run->begin(); });
  return run;
}

std::unique_ptr<TuningRun::Run> TuningRun::next_run(std::size_t number) {
  retraining_ = number <= trials_.count();
  if (!retraining_) {
    auto configuration = source_.next();
    if (!configuration) {
      console_.note("all configurations have been tried");
      return nullptr;
    }
    trials_.add(std::move(*configuration));
  }
  log_lines_.clear();
  cut_ = false;
  return std::make_unique<Run>(*this, number);
}

const TuningStep* TuningRun::repeat(std::size_t trial) {
  repeated_ = record_.repeats();
  if (!repeated_) return nullptr;
  const TuningStep& step = record_.repeat(trial);
  earlier_seconds_ += step.seconds;
  if (step.failed) throw Error(step.failure);
  return &step;
}

template <class Work>
void TuningRun::make_step(std::size_t trial, const search::RunState& state, const Work& work) {
  step_began_ = seconds();
  restore_runs();
  const auto ended = [&](const std::string& failure) {
    if (over_) return;
    record_.add({trial, state, !failure.empty(), failure, seconds() - step_began_});
    step_began_ = seconds();
  };
  try {
    work();
  } catch (const std::exception& error) {
    ended(search::failure_of(error));
    throw;
  }
  ended("");
}

void TuningRun::resume() {
  checkpoints_.check();
  checkpoints_.restore([this](base::Archive& archive) {
    record_.archive(archive);
    log_.archive(archive);
    archive.text("score_name", trials_.score_name);
  });
  runs_wait_ = true;
  console_.note(files_.resume + ": goes on with the search");
}

void TuningRun::restore_runs() {
  if (!std::exchange(runs_wait_, false)) return;
  checkpoints_.restore([this](base::Archive& archive) {
    archive_step(archive);
    archive_runs(archive);
  });
}

Checkpointing::State TuningRun::state() {
  return [this](base::Archive& archive) {
    record_.archive(archive);
    log_.archive(archive);
    archive.text("score_name", trials_.score_name);
    archive_step(archive);
    archive_runs(archive);
  };
}

// Passes over a run that the state does not have: it is about to begin, or about to be dropped, as it had
// been when the state was written.
void TuningRun::archive_runs(base::Archive& archive) {
  std::vector<std::uint64_t> numbers;
  for (const Run* const run : runs_) numbers.push_back(run->number());
  std::uint64_t count = numbers.size();
  constexpr std::uint64_t most_runs = 1'000'000;
  archive.count("runs", count, most_runs);
  numbers.resize(count);
  for (std::uint64_t i = 0; i < count; ++i) archive.number("number" + std::to_string(i), numbers[i]);
  for (Run* const run : runs_) {
    if (std::ranges::find(numbers, run->number()) != numbers.end()) run->archive(archive);
  }
}

// The time that the search has taken, and the lines of the log of the step under way.
void TuningRun::archive_step(base::Archive& archive) {
  double taken = seconds();
  archive.number("seconds", taken);
  // With that of the repeated steps in it, and what came between them.
  if (archive.restores()) earlier_seconds_ = std::max(earlier_seconds_, taken);
  std::uint64_t lines = log_lines_.size();
  constexpr std::uint64_t most_lines = 1'000'000;
  archive.count("step_lines", lines, most_lines);
  log_lines_.resize(lines);
  for (std::size_t i = 0; i < lines; ++i) archive.text("step_line" + std::to_string(i), log_lines_[i]);
}

bool TuningRun::stop() const {
  if (record_.repeats()) return false;
  if (Interruption::requested()) return true;
  if (!tuning_.budget || retraining_) return false;
  return seconds() >= tuning_.budget->seconds;
}

bool TuningRun::stop_within_epoch() {
  if (cut_) return true;
  cut_ = stop();
  if (over_) return cut_;
  over_ = cut_;
  // Before the unfinished epoch is scored, which an uninterrupted training would not do.
  if (cut_) {
    checkpoints_.write(state());
  } else {
    checkpoints_.write_if_due(state());
  }
  return cut_;
}

void TuningRun::trained(const search::HalvingTrial& trial, const std::vector<search::HalvingTrial>& trials) {
  if (repeated_) return;
  report(trial, trials);
  if (!over_) checkpoints_.write(state());
}

void TuningRun::report(const search::HalvingTrial& trial, const std::vector<search::HalvingTrial>& trials) {
  for (const std::string& line : log_lines_) log_.write(line);
  log_lines_.clear();
  const search::HalvingTrial* const best = search::best_trial(trials);
  console_.note(trials_.line_of(trial) + (best == &trial ? "  best" : ""));
  if (!tuning_.table.empty()) write_file(tuning_.table, trials_.table_of(trials));
  if (best == nullptr || tuning_.output.empty() || tuning_.output == "-") return;
  if (std::string now = trials_.config_of(*best); now != config_) {
    write_file(tuning_.output, now);
    config_ = std::move(now);
  }
}

}  // namespace

Exit search_options(Tuning tuning, const TrainingStart& start, Checkpointing& checkpoints, Console& console) {
  return TuningRun(std::move(tuning), start, checkpoints, console).search();
}

}  // namespace seqlab::programs
