#include "verbs/tuning_options.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/errors.h"
#include "options/training_option_table.h"
#include "training/kept_options.h"

namespace seqlab::programs {

namespace {

constexpr std::string_view dropout_name = "dropout";
const std::array<std::string, 3> dropout_rates = {"dropout-input", "dropout-layers", "dropout-output"};

// Options that can never be searched, and why.
constexpr std::string_view read_once = "it controls how the data are read, which happens only once";
constexpr std::pair<std::string_view, std::string_view> reasons[] = {
    {"epochs", "it is the length of a full run, and the search decides how many a trial gets"},
    {"seed", "a lucky seed is no better option; train --seeds shows how much seeds matter"},
    {"select-by", "different scores cannot be compared"},
    {"label-column", "scores of different labels cannot be compared"},
    {"classes", "scores of different labels cannot be compared"},
    {"features", read_once},
    {"language", read_once},
    {"nfc", read_once},
    {"phrases", read_once},
    {"tokens", read_once},
};

// The reason why an option cannot be searched; empty if it can.
std::string why_not(const options::OptionInfo& option, const TrainingFiles& files,
                    const options::TrainingOptions& training) {
  if (option.name == dropout_name) return "";
  for (const auto& [name, reason] : reasons) {
    if (option.name == name) return std::string(reason);
  }
  if (option.scope == options::OptionScope::run) return "it does not change the model";
  if (training::is_kept(option) && !files.from.empty()) {
    return "training continued with --from keeps network, characters and features";
  }
  if (option.name == "head-weights" && training.select_by == "loss") {
    return "the loss that --select-by compares depends on it";
  }
  return "";
}

}  // namespace

const options::OptionTable<TuningOptions>& tuning_option_table() {
  static const auto table = [] {
    using T = TuningOptions;
    const std::string group = "Search";
    options::OptionTable<T> options;
    options
        .add({.name = "search",
              .group = group,
              .help = "option to search: NAME=VALUE,VALUE,... (separated by ; if values contain commas), "
                      "NAME=LOW..HIGH or, on a logarithmic scale, NAME=LOW..HIGH:log; dropout means its "
                      "three rates",
              .value = "NAME=..."},
             &T::search)
        .add(
            {.name = "budget",
             .group = group,
             .help = "total time from the start of the program, in seconds, minutes or hours: 90s, 10m, 1.5h",
             .value = "TIME",
             .default_text = "no limit"},
            &T::budget)
        .add({.name = "trials",
              .group = group,
              .help = "number of configurations to try; the first has the options as given",
              .range = {.low = 1, .high = 100000},
              .default_text = "as many as the budget allows"},
             &T::trials)
        .add({.name = "eta",
              .group = group,
              .help =
                  "after each round, one in so many configurations continues, for so many times the epochs",
              .range = {.low = 2, .high = 100}},
             &T::eta)
        .add({.name = "first-epochs",
              .group = group,
              .help = "epochs of the first round, at least: raise it if one epoch predicts little",
              .range = {.low = 1, .high = 1e9}},
             &T::first_epochs)
        .add({.name = "output",
              .short_name = 'o',
              .group = group,
              .help = "file for the best options, for train --config",
              .value = "FILE",
              .default_text = "standard output"},
             &T::output)
        .add({.name = "table",
              .group = group,
              .help = "file for a table of all trials, with columns separated by tabs",
              .value = "FILE"},
             &T::table)
        .add({.name = "test",
              .group = group,
              .help = "refused: test data must not influence the choice",
              .value = "FILE"},
             &T::test,
             [](const std::string&) -> std::string {
               return "is not read here: only dev may choose, and test data are for the final model; "
                      "give --test to train, or use eval";
             })
        .add({.name = "seeds",
              .group = group,
              .help = "refused: all configurations have the same seed",
              .value = "N"},
             &T::seeds, [](const std::string&) -> std::string {
               return "is for train: here all configurations have the same seed; give --seeds to train, "
                      "with the options found";
             });
    return options;
  }();
  return table;
}

void check_tuning(const TrainingFiles& files, const TuningOptions& options) {
  check_training_data(files);
  if (options.search.empty()) {
    throw UsageError("nothing to search given; give options with --search NAME=VALUE,VALUE,...");
  }
  if (!options.budget && options.trials == 0) {
    throw UsageError("no limit given; limit the time with --budget TIME or the trials with --trials N");
  }
}

training::Checkpoint::Files tuning_outputs(const TrainingFiles& files, const TuningOptions& options) {
  return {
      {"output", options.output}, {"table", options.table}, {"model", files.model}, {log_output, files.log}};
}

search::SearchSpace make_search_space(const TuningOptions& tuning, const TrainingFiles& files,
                                      const options::TrainingOptions& training,
                                      std::span<const options::OptionInfo* const> options) {
  options::OptionInfo dropout = *options::training_option_table().find(dropout_rates.front());
  dropout.name = dropout_name;
  std::vector<const options::OptionInfo*> known;
  for (const options::OptionInfo* option : options) {
    known.push_back(option->name == dropout_name ? &dropout : option);
  }
  return {tuning.search, known,
          [&](const options::OptionInfo& option) { return why_not(option, files, training); }};
}

search::Configuration configuration_of(std::span<const std::string> names,
                                       const options::TrainingOptions& options) {
  std::map<std::string, std::string> values;
  for (auto& [name, value] : options::training_option_table().values(options)) values[name] = value;
  const auto& [input, layers, output] = dropout_rates;
  const bool one = values[input] == values[layers] && values[layers] == values[output];
  values[std::string(dropout_name)] =
      one ? values[input] : values[input] + "/" + values[layers] + "/" + values[output];
  search::Configuration configuration;
  for (const std::string& name : names) configuration.push_back(values[name]);
  return configuration;
}

options::TrainingOptions with_configuration(options::TrainingOptions options,
                                            std::span<const std::string> names,
                                            const search::Configuration& values) {
  const auto& table = options::training_option_table();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != dropout_name) {
      table.set(options, names[i], values[i]);
      continue;
    }
    for (const std::string& rate : dropout_rates) {
      if (std::find(names.begin(), names.end(), rate) == names.end()) table.set(options, rate, values[i]);
    }
  }
  return options;
}

}  // namespace seqlab::programs
