#include "verbs/tune.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "io/atomic_file.h"
#include "model/model_handle.h"
#include "options/training_option_table.h"
#include "program/data_output.h"
#include "search/successive_halving.h"
#include "verbs/interruption.h"
#include "verbs/training_log.h"

namespace seqlab::programs {

namespace {

// A cell of the table: option values may contain tabs and line ends.
std::string cell(std::string text) {
  for (char& c : text) {
    if (c == '\t' || c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

void write_file(const std::string& path, const std::string& text) {
  io::AtomicFile file(path);
  file.write(text);
  file.commit();
}

class TuningRun {
 public:
  // Everything given must outlive it.
  TuningRun(Tuning tuning, const TrainingStart& start, Console& console);
  Exit search();

 private:
  class Run;

  std::unique_ptr<Run> begin(std::size_t number);
  [[nodiscard]] bool stop() const;
  void trained(const search::HalvingTrial& trial, const std::vector<search::HalvingTrial>& trials);
  void note(const search::HalvingTrial& trial, bool best);
  [[nodiscard]] std::string config(const search::HalvingTrial& best) const;
  [[nodiscard]] std::string table(const std::vector<search::HalvingTrial>& trials) const;
  [[nodiscard]] options::TrainingOptions options_of(std::size_t number) const;
  // The score for people: a loss instead of its negative.
  [[nodiscard]] double displayed(double score) const;

  const TrainingFiles& files_;
  const TuningOptions& tuning_;
  const options::TrainingOptions& training_;
  options::Task task_;
  Stopwatch spent_;
  Console& console_;
  TrainingLog log_;
  std::vector<std::string> names_;
  search::ConfigurationSource source_;
  std::vector<search::Configuration> configurations_;  // of the trials
  std::shared_ptr<base::Pool> pool_;
  const TrainingStart& start_;
  std::string score_name_ = "score";
  std::vector<std::string> log_lines_;  // of the current run
  std::string config_;                  // as last written
  bool retraining_ = false;             // the best run is trained again, regardless of the budget
};

// A training as a run of the search.
class TuningRun::Run : public search::HalvingRun {
 public:
  Run(TuningRun& tuning, std::size_t number) : tuning_(tuning), number_(number) {
    training::SessionObserver observer;
    if (number == 1) observer.note = [this](const std::string& text) { tuning_.console_.note(text); };
    observer.progress = [this](std::size_t done, std::size_t all) {
      tuning_.console_.progress(
          "trial " + std::to_string(number_) + "  epoch " + std::to_string(state_.epochs + 1), done, all,
          "tokens");
    };
    observer.epoch = [this](const training::EpochReport& report) { epoch(report); };
    observer.stop = [this] {
      cut_ = cut_ || tuning_.stop();
      return cut_;
    };
    session_ = tuning.start_.begin(tuning.options_of(number), observer, tuning.pool_);
  }

  search::RunState train(std::size_t epochs) override {
    session_->train_until(epochs);
    state_.ended = session_->ended() && !cut_;
    return state_;
  }

  [[nodiscard]] const std::shared_ptr<const model::SequenceModel>& best() const { return session_->best(); }

 private:
  void epoch(const training::EpochReport& report) {
    if (!cut_) state_.epochs = report.epoch;
    if (report.best) state_.score = report.score;
    // With rare labels, every score is zero at first.
    lowest_loss_ = std::min(lowest_loss_, report.dev_loss);
    state_.tie_breaker = -lowest_loss_;
    tuning_.score_name_ = "dev_" + report.selected_by;
    tuning_.log_lines_.push_back(json_of_epoch({"trial", number_}, report));
  }

  TuningRun& tuning_;
  std::size_t number_;
  search::RunState state_;
  bool cut_ = false;                                              // stopped within an epoch
  double lowest_loss_ = std::numeric_limits<double>::infinity();  // on dev
  std::unique_ptr<training::TrainingSession> session_;
};

TuningRun::TuningRun(Tuning tuning, const TrainingStart& start, Console& console)
    : files_(tuning.files),
      tuning_(tuning.options),
      training_(tuning.training),
      task_(tuning.task),
      spent_(tuning.spent),
      console_(console),
      log_(files_.log),
      names_(tuning.space.names()),
      source_(std::move(tuning.space), configuration_of(names_, training_), training_.seed),
      pool_(std::make_shared<base::Pool>(training_.threads)),
      start_(start) {}

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
  std::unique_ptr<Run> first = begin(1);
  search::HalvingCallbacks callbacks;
  callbacks.start = [&](std::size_t number) { return number == 1 ? std::move(first) : begin(number); };
  callbacks.stop = [this] { return stop(); };
  callbacks.seconds = [this] { return spent_.seconds(); };
  callbacks.trained = [this](const search::HalvingTrial& trial,
                             const std::vector<search::HalvingTrial>& trials) { trained(trial, trials); };
  const search::HalvingResult result = search::successive_halving(options, callbacks);

  // Late results may have eliminated earlier trials.
  if (!tuning_.table.empty()) write_file(tuning_.table, table(result.trials));
  const search::HalvingTrial* const best = search::best_trial(result.trials);
  if (best == nullptr) {
    if (Interruption::requested()) return Exit::interrupted;
    throw Error(result.trials.empty()
                    ? "the budget ran out before anything was trained; increase --budget"
                    : "no configuration could be trained; the first: " + result.trials.front().failure);
  }
  if (result.best_run) model::save_model(*dynamic_cast<const Run&>(*result.best_run).best(), files_.model);
  if (tuning_.output.empty() || tuning_.output == "-") {
    DataOutput output;
    output.stream() << config(*best);
    output.finish();
  } else {
    write_file(tuning_.output, config(*best));
  }
  const search::HalvingTrial& given = result.trials.front();
  if (!files_.model.empty() && !result.best_run) {
    console_.note(files_.model + ": not written; train the best model again with --config");
  }
  console_.note((Interruption::requested() ? "interrupted; " : "") + std::string("best of ") +
                std::to_string(result.trials.size()) + " trials: trial " + std::to_string(best->number) +
                ", " + score_name_ + " " + decimals(displayed(*best->score), 4) + " after " +
                std::to_string(best->epochs) + " of " + std::to_string(training_.epochs) + " epochs" +
                (given.score ? "; options as given: " + decimals(displayed(*given.score), 4) + " after " +
                                   std::to_string(given.epochs)
                             : ""));
  return Interruption::requested() ? Exit::interrupted : Exit::fine;
}

std::unique_ptr<TuningRun::Run> TuningRun::begin(std::size_t number) {
  retraining_ = number <= configurations_.size();
  if (!retraining_) {
    auto configuration = source_.next();
    if (!configuration) {
      console_.note("all configurations have been tried");
      return nullptr;
    }
    configurations_.push_back(std::move(*configuration));
  }
  log_lines_.clear();
  return std::make_unique<Run>(*this, number);
}

bool TuningRun::stop() const {
  if (Interruption::requested()) return true;
  return tuning_.budget && !retraining_ && spent_.seconds() >= tuning_.budget->seconds;
}

void TuningRun::trained(const search::HalvingTrial& trial, const std::vector<search::HalvingTrial>& trials) {
  for (const std::string& line : log_lines_) log_.write(line);
  log_lines_.clear();
  const search::HalvingTrial* const best = search::best_trial(trials);
  note(trial, best == &trial);
  if (!tuning_.table.empty()) write_file(tuning_.table, table(trials));
  if (best == nullptr || tuning_.output.empty() || tuning_.output == "-") return;
  if (std::string now = config(*best); now != config_) {
    write_file(tuning_.output, now);
    config_ = std::move(now);
  }
}

void TuningRun::note(const search::HalvingTrial& trial, bool best) {
  std::string text = "trial " + std::to_string(trial.number);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    text += "  " + names_[i] + " " + configurations_[trial.number - 1][i];
  }
  text += "  epoch " + std::to_string(trial.epochs) + "/" + std::to_string(training_.epochs);
  if (trial.score) text += "  " + score_name_ + " " + decimals(displayed(*trial.score), 4);
  text += "  " + decimals(trial.seconds, 1) + " s";
  if (trial.status == search::TrialStatus::failed) text += "  failed: " + trial.failure;
  console_.note(text + (best ? "  best" : ""));
}

std::string TuningRun::config(const search::HalvingTrial& best) const {
  std::string text = "# " + score_name_ + ": " + options::print_real(displayed(*best.score)) + "\n";
  if (best.status != search::TrialStatus::finished) {
    text += "# after " + std::to_string(best.epochs) + " of the epochs\n";
  }
  const auto table = options::training_option_table().of(task_);
  for (const auto& [name, value] :
       table.values(options_of(best.number), {options::OptionScope::model, options::OptionScope::training})) {
    text += options::config_line(name, value) + "\n";
  }
  return text;
}

std::string TuningRun::table(const std::vector<search::HalvingTrial>& trials) const {
  std::string text = "trial";
  for (const std::string& name : names_) text += "\t" + name;
  text += "\tepochs\t" + score_name_ + "\tseconds\tstatus\n";
  for (const search::HalvingTrial& trial : trials) {
    text += std::to_string(trial.number);
    for (const std::string& value : configurations_[trial.number - 1]) text += "\t" + cell(value);
    text += "\t" + std::to_string(trial.epochs) + "\t" +
            (trial.score ? options::print_real(displayed(*trial.score)) : "") + "\t" +
            decimals(trial.seconds, 3) + "\t" + search::to_string(trial.status) + "\n";
  }
  return text;
}

options::TrainingOptions TuningRun::options_of(std::size_t number) const {
  if (number == 1) return training_;
  return with_configuration(training_, names_, configurations_[number - 1]);
}

double TuningRun::displayed(double score) const {
  return score_name_ == "dev_loss" ? -score : score;
}

}  // namespace

Exit search_options(Tuning tuning, const TrainingStart& start, Console& console) {
  return TuningRun(std::move(tuning), start, console).search();
}

}  // namespace seqlab::programs
