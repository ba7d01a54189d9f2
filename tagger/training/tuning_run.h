// What tuning a tagger and tuning a classifier have in common: the search, what is said of it, its files.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/pool.h"
#include "options/training_options.h"
#include "program/console.h"
#include "program/program.h"
#include "search/search_space.h"
#include "search/successive_halving.h"
#include "training/training_log.h"
#include "training/training_run.h"
#include "training/training_session.h"
#include "training/tuning_options.h"

namespace seqlab::programs {

// Begins a training; what begin_tagger_training() and begin_classifier_training() do with the data of a verb.
using BeginTraining = std::function<std::unique_ptr<training::TrainingSession>(
    const options::TrainingOptions&, const training::SessionObserver&, std::shared_ptr<base::Pool>)>;

// Searches, and writes what was found: the best options after each round of a run that makes a difference,
// the table after each, the model of the best run at the end.
class TuningRun {
 public:
  using Clock = std::chrono::steady_clock;

  // begin: when the budget began to run. task: the kind of model. Everything
  // given must outlive it.
  TuningRun(const TrainingFiles& files, const TuningOptions& tuning, const options::TrainingOptions& training,
            search::SearchSpace space, options::Task task, Clock::time_point begin, Console& console);
  // Throws Error when no configuration could be trained, and what `begin` throws of the options as given.
  Exit search(const BeginTraining& begin);

 private:
  class Run;

  std::unique_ptr<Run> begin(std::size_t number);
  [[nodiscard]] bool stop() const;
  [[nodiscard]] double seconds() const;
  void trained(const search::HalvingTrial& trial, const std::vector<search::HalvingTrial>& trials);
  void tell(const search::HalvingTrial& trial, bool best);
  [[nodiscard]] std::string config(const search::HalvingTrial& best) const;
  [[nodiscard]] std::string table(const std::vector<search::HalvingTrial>& trials) const;
  [[nodiscard]] options::TrainingOptions options_of(std::size_t number) const;
  [[nodiscard]] double shown(double score) const;

  const TrainingFiles& files_;
  const TuningOptions& tuning_;
  const options::TrainingOptions& training_;
  options::Task task_;
  Clock::time_point begin_;
  Console& console_;
  TrainingLog log_;
  std::vector<std::string> names_;
  search::ConfigurationSource source_;
  std::vector<search::Configuration> configurations_;  // of the trials
  std::shared_ptr<base::Pool> pool_;
  const BeginTraining* begin_training_ = nullptr;
  std::string score_name_ = "score";
  std::vector<std::string> log_lines_;  // of the run that trains
  std::string config_;                  // as it was written
  bool again_ = false;                  // the best run is trained again, whatever the budget says
};

}  // namespace seqlab::programs
