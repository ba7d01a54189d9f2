// The options of the verb `tune` beside those of training, and the search space that they define.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "options/option_table.h"
#include "options/training_options.h"
#include "search/search_space.h"
#include "training/checkpoint.h"
#include "verbs/duration.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

struct TuningOptions {
  std::vector<std::string> search;
  std::optional<Duration> budget;  // none: no limit
  std::size_t trials = 0;          // 0: as many as the budget allows
  std::size_t eta = 3;
  std::size_t first_epochs = 1;
  std::string output;  // empty or "-": standard output
  std::string table;
  std::string test = {};   // always refused, with an explanation
  std::string seeds = {};  // the same
};
const options::OptionTable<TuningOptions>& tuning_option_table();

// Files of training that do not apply to tuning.
inline constexpr std::array<std::string_view, 1> no_tuning_files = {"test"};

// Throws UsageError if a required option is missing.
void check_tuning(const TrainingFiles& files, const TuningOptions& options);
// The files that tuning writes.
training::Checkpoint::Files tuning_outputs(const TrainingFiles& files, const TuningOptions& options);

// The search space that --search defines over the options of the verb. Throws UsageError.
search::SearchSpace make_search_space(const TuningOptions& tuning, const TrainingFiles& files,
                                      const options::TrainingOptions& training,
                                      std::span<const options::OptionInfo* const> options);

// The values that `options` has for the searched names. dropout: the rate, or all three rates separated by /
// if they differ.
search::Configuration configuration_of(std::span<const std::string> names,
                                       const options::TrainingOptions& options);
// The options with the values of a configuration. dropout sets the dropout rates that are not searched
// themselves.
options::TrainingOptions with_configuration(options::TrainingOptions options,
                                            std::span<const std::string> names,
                                            const search::Configuration& values);

}  // namespace seqlab::programs
