// Options of the verbs that search options, beside those of training.
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
#include "verbs/training_files.h"

namespace seqlab::programs {

struct TuningOptions {
  std::vector<std::string> search;
  std::string budget;
  std::size_t trials = 0;  // 0: as many as the budget allows
  std::size_t eta = 3;
  std::size_t first_epochs = 1;
  std::string output;  // empty or "-": standard output
  std::string table;
  std::string test = {};   // never given: refused, with the reason
  std::string seeds = {};  // the same
};
const options::OptionTable<TuningOptions>& tuning_option_table();

// Files of training that mean nothing here.
inline constexpr std::array<std::string_view, 1> no_tuning_files = {"test"};

// "90s", "10m", "1.5h" in seconds; nothing for an empty text, which is no limit.
std::optional<double> budget_seconds(const std::string& budget);

// Throws UsageError when something that is needed is missing or a file would be overwritten, Error when one
// could not be written in the end.
void check_tuning(const TrainingFiles& files, const TuningOptions& options);

// What --search says, of the options of a verb. Throws UsageError.
search::SearchSpace make_search_space(const TuningOptions& tuning, const TrainingFiles& files,
                                      const options::TrainingOptions& training,
                                      std::span<const options::OptionInfo* const> options);

// The value that some options have of what is searched: for --dropout, the three rates, with / between them
// where they differ.
search::Configuration configuration_of(std::span<const std::string> names,
                                       const options::TrainingOptions& options);
// The options with these values. A rate of dropout that is searched itself does not follow --dropout.
options::TrainingOptions with_configuration(options::TrainingOptions options,
                                            std::span<const std::string> names,
                                            const search::Configuration& values);

}  // namespace seqlab::programs
