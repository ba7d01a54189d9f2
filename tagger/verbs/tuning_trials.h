// The configurations that a search tries, and what it tells of them.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "options/config.h"
#include "options/training_option_table.h"
#include "options/training_options.h"
#include "search/search_space.h"
#include "search/successive_halving.h"

namespace seqlab::programs {

class TuningTrials {
 public:
  using Trial = search::HalvingTrial;

  // names: of the options that are searched. given: the options of trial 1; both references must outlive the
  // object. sections: for the config file.
  TuningTrials(std::vector<std::string> names, const options::TrainingOptions& given, options::Task task,
               const std::vector<options::ConfigSection>& sections)
      : names_(std::move(names)), given_(given), task_(task), sections_(sections) {}

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  // The configuration of the next trial.
  void add(search::Configuration configuration) { configurations_.push_back(std::move(configuration)); }
  // How many there are.
  [[nodiscard]] std::size_t count() const { return configurations_.size(); }
  // The options of a trial; numbers begin with 1.
  [[nodiscard]] options::TrainingOptions options_of(std::size_t number) const;

  // A line for people.
  [[nodiscard]] std::string line_of(const Trial& trial) const;
  // The end of the search, for people.
  [[nodiscard]] std::string summary_of(const std::vector<Trial>& trials, const Trial& best) const;
  // A table of all, separated by tabs.
  [[nodiscard]] std::string table_of(const std::vector<Trial>& trials) const;
  // The options of a trial with a score, as a config file.
  [[nodiscard]] std::string config_of(const Trial& trial) const;

  std::string score_name = "score";  // "dev_f1"

 private:
  // The score for people: a loss instead of its negative.
  [[nodiscard]] double displayed(double score) const;

  std::vector<std::string> names_;
  const options::TrainingOptions& given_;
  options::Task task_;
  const std::vector<options::ConfigSection>& sections_;
  std::vector<search::Configuration> configurations_;  // of the trials
};

}  // namespace seqlab::programs
