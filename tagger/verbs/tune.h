// The verb `tune`: the search, what is said of it, and its files.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/pool.h"
#include "options/training_option_table.h"
#include "options/training_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/program.h"
#include "program/word_vectors.h"
#include "search/search_space.h"
#include "search/successive_halving.h"
#include "verbs/task_description.h"
#include "verbs/train.h"
#include "verbs/training_files.h"
#include "verbs/training_log.h"
#include "verbs/tuning_options.h"

namespace seqlab::programs {

// A search of options: where it begins, what it may try, and what it writes.
struct Tuning {
  const TrainingFiles& files;
  const TuningOptions& options;
  const options::TrainingOptions& training;
  search::SearchSpace space;
  std::span<const std::string_view> other_task;  // options that mean nothing to the program
  Stopwatch spent;                               // of the budget
};

// Searches, and writes what was found: the best options after each round of a run that makes a difference,
// the table after each, the model of the best run at the end. Throws Error when no configuration could be
// trained, and what `begin` throws of the options as given.
Exit search_options(Tuning tuning, const BeginTraining& begin, Console& console);

template <class Input, class Example, class Model>
Exit tune_verb(const TaskDescription<Input, Example, Model>& task, std::span<const std::string> arguments) {
  struct Verb {
    TrainingFiles files;
    Input input;
    options::TrainingOptions training;
    std::string dropout;
    TuningOptions tuning;
  };
  const Stopwatch spent;
  options::OptionTable<Verb> table;
  table.include(tuning_option_table(), &Verb::tuning)
      .include(training_file_table().without(no_tuning_files), &Verb::files)
      .include(task.training_input, &Verb::input)
      .include(options::training_option_table().without(task.other_task), &Verb::training)
      .add(dropout_option(), &Verb::dropout);
  const VerbUsage usage = {
      std::string(task.models.program) +
          " tune --train FILE [--dev FILE] --search NAME=VALUES... --budget TIME [options]",
      "Searches options of train that do well on the dev data: trains many configurations for a few epochs,\n"
      "and goes on with the best of them only. Writes the options that train reads with --config. Ctrl-C\n"
      "ends the search and keeps what was found.",
      0};
  Verb verb;
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  spread_dropout(verb.dropout, *given, verb.training);
  search::SearchSpace space = make_search_space(verb.tuning, verb.files, verb.training, table.options());
  check_tuning(verb.files, verb.tuning);
  Console console(verb.files.quiet);
  const TrainingStart start(task, verb.files, verb.input, *given, verb.training, console);
  const auto begin = [&](const options::TrainingOptions& options, const training::SessionObserver& observer,
                         std::shared_ptr<base::Pool> pool) {
    return start.begin(options, observer, std::move(pool));
  };
  return search_options({verb.files, verb.tuning, verb.training, std::move(space), task.other_task, spent},
                        begin, console);
}

}  // namespace seqlab::programs
