#include "training/tuning_options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/errors.h"
#include "options/training_option_table.h"
#include "program/data_output.h"
#include "training/continued_model.h"

namespace seqlab::programs {

namespace {

constexpr std::string_view dropout_name = "dropout";
const std::array<std::string, 3> dropout_rates = {"dropout-input", "dropout-layers", "dropout-output"};

std::optional<double> parse_budget(const std::string& value) {
  double number = 0;
  const auto [stop, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  const std::string unit(stop, value.data() + value.size());
  const std::map<std::string, double> units = {{"s", 1}, {"m", 60}, {"h", 3600}};
  const auto found = units.find(unit);
  constexpr double most = 1e9;
  if (error != std::errc() || found == units.end() || !(number > 0) || number > most) return std::nullopt;
  return number * found->second;
}

std::string problem_of_budget(const std::string& value) {
  return parse_budget(value) ? ""
                             : "is no time; give a number above 0 and its unit, such as 90s, 10m or 1.5h";
}

// Why an option cannot be searched, empty when it can.
std::string why_not(const options::OptionInfo& option, const TrainingFiles& files,
                    const options::TrainingOptions& training) {
  const std::string data = "it says how the data are read, and they are read once";
  const std::map<std::string, std::string> reasons = {
      {"epochs", "it says when a run has come to its end; rounds have fewer"},
      {"seed", "luck is no choice; train has --seeds to see how much of it there is"},
      {"select-by", "different scores cannot be compared"},
      {"label-column", "scores of different labels cannot be compared"},
      {"classes", "scores of different labels cannot be compared"},
      {"features", data},
      {"language", data},
      {"nfc", data},
      {"phrases", data},
      {"tokens", data},
  };
  if (option.name == dropout_name) return "";
  if (const auto found = reasons.find(option.name); found != reasons.end()) return found->second;
  if (option.scope == options::OptionScope::run) return "it does not change what a model becomes";
  if (training::is_kept(option) && !files.from.empty()) {
    return "a model that training goes on --from keeps its network, characters and features";
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
              .help = "option that is searched: NAME=VALUE,VALUE,... (; where values have commas), "
                      "NAME=LOW..HIGH or, with even logarithms, NAME=LOW..HIGH:log; dropout stands for its "
                      "three rates",
              .value = "NAME=..."},
             &T::search)
        .add(
            {.name = "budget",
             .group = group,
             .help = "time that all may take, from the start of the program: a number of seconds, minutes or "
                     "hours, such as 90s, 10m, 1.5h",
             .value = "TIME",
             .default_text = "no limit"},
            &T::budget, problem_of_budget)
        .add({.name = "trials",
              .group = group,
              .help = "configurations that are tried, the first of them that of the options as given",
              .range = {.low = 1, .high = 100000},
              .default_text = "as many as the budget allows"},
             &T::trials)
        .add({.name = "eta",
              .group = group,
              .help = "of so many configurations one goes on after a round, to so many times the epochs",
              .range = {.low = 2, .high = 100}},
             &T::eta)
        .add({.name = "first-epochs",
              .group = group,
              .help = "epochs of the first round, at least: a few where one tells little about the end",
              .range = {.low = 1, .high = 1e9}},
             &T::first_epochs)
        .add({.name = "output",
              .short_name = 'o',
              .group = group,
              .help = "file for the best options, which train reads with --config",
              .value = "FILE",
              .default_text = "standard output"},
             &T::output)
        .add({.name = "table",
              .group = group,
              .help = "file for a table of what was tried, with tabs between its columns",
              .value = "FILE"},
             &T::table)
        .add({.name = "test",
              .group = group,
              .help = "refused: no choice is made on test data",
              .value = "FILE"},
             &T::test,
             [](const std::string&) -> std::string {
               return "is not read here: dev alone chooses, and test data are for the model in the end; "
                      "give --test to train, or use eval";
             })
        .add({.name = "seeds",
              .group = group,
              .help = "refused: one seed for every configuration",
              .value = "N"},
             &T::seeds, [](const std::string&) -> std::string {
               return "is for train: here every configuration has one seed; give --seeds to train, with "
                      "the options that were found";
             });
    return options;
  }();
  return table;
}

std::optional<double> budget_seconds(const std::string& budget) {
  return parse_budget(budget);
}

void check_tuning(const TrainingFiles& files, const TuningOptions& options) {
  if (files.train.empty()) throw UsageError("no training data is given; say which with --train FILE");
  if (options.search.empty()) {
    throw UsageError("nothing to search is given; say what with --search NAME=VALUE,VALUE,...");
  }
  if (options.budget.empty() && options.trials == 0) {
    throw UsageError("no end is given; say how long with --budget TIME, or how many with --trials N");
  }
  std::vector<std::string> targets;
  const std::string output = options.output == "-" ? "" : options.output;
  for (const std::string& path : {output, options.table, files.model, files.log}) {
    if (path.empty()) continue;
    if (std::find(targets.begin(), targets.end(), path) != targets.end()) {
      throw UsageError(path + ": is to be written twice; give two names");
    }
    refuse_overwriting(path, files.force);
    targets.push_back(path);
  }
  for (const std::string& path : targets) check_writable(path);
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
