#include "verbs/tuning_trials.h"

#include "program/console.h"
#include "verbs/tuning_options.h"

namespace seqlab::programs {

namespace {

// A cell of the table: option values may contain tabs and line ends.
std::string cell(std::string text) {
  for (char& c : text) {
    if (c == '\t' || c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

}  // namespace

options::TrainingOptions TuningTrials::options_of(std::size_t number) const {
  if (number == 1) return given_;
  return with_configuration(given_, names_, configurations_[number - 1]);
}

std::string TuningTrials::line_of(const Trial& trial) const {
  std::string text = "trial " + std::to_string(trial.number);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    text += "  " + names_[i] + " " + configurations_[trial.number - 1][i];
  }
  text += "  epoch " + std::to_string(trial.epochs) + "/" + std::to_string(given_.epochs);
  if (trial.score) text += "  " + score_name + " " + decimals(displayed(*trial.score), 4);
  text += "  " + decimals(trial.seconds, 1) + " s";
  if (trial.status == search::TrialStatus::failed) text += "  failed: " + trial.failure;
  return text;
}

std::string TuningTrials::summary_of(const std::vector<Trial>& trials, const Trial& best) const {
  const Trial& given = trials.front();
  return "best of " + std::to_string(trials.size()) + " trials: trial " + std::to_string(best.number) + ", " +
         score_name + " " + decimals(displayed(*best.score), 4) + " after " + std::to_string(best.epochs) +
         " of " + std::to_string(given_.epochs) + " epochs" +
         (given.score ? "; options as given: " + decimals(displayed(*given.score), 4) + " after " +
                            std::to_string(given.epochs)
                      : "");
}

std::string TuningTrials::table_of(const std::vector<Trial>& trials) const {
  std::string text = "trial";
  for (const std::string& name : names_) text += "\t" + name;
  text += "\tepochs\t" + score_name + "\tseconds\tstatus\n";
  for (const Trial& trial : trials) {
    text += std::to_string(trial.number);
    for (const std::string& value : configurations_[trial.number - 1]) text += "\t" + cell(value);
    text += "\t" + std::to_string(trial.epochs) + "\t" +
            (trial.score ? options::print_real(displayed(*trial.score)) : "") + "\t" +
            decimals(trial.seconds, 3) + "\t" + search::to_string(trial.status) + "\n";
  }
  return text;
}

std::string TuningTrials::config_of(const Trial& trial) const {
  std::string text = "# " + score_name + ": " + options::print_real(displayed(*trial.score)) + "\n";
  if (trial.status != search::TrialStatus::finished) {
    text += "# after " + std::to_string(trial.epochs) + " of the epochs\n";
  }
  const auto table = options::training_option_table().of(task_);
  for (const auto& [name, value] : table.values(
           options_of(trial.number), {options::OptionScope::model, options::OptionScope::training})) {
    text += options::config_line(name, value) + "\n";
  }
  for (const options::ConfigSection& section : sections_) {
    text += "\n[" + section.name + "]\n";
    for (const options::OptionSetting& setting : section.settings) {
      text += options::config_line(setting.name, setting.value) + "\n";
    }
  }
  return text;
}

double TuningTrials::displayed(double score) const {
  return score_name == "dev_loss" ? -score : score;
}

}  // namespace seqlab::programs
