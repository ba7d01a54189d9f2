// The verb `tune`: searches the options of training.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "options/dropout_option.h"
#include "options/training_option_table.h"
#include "options/training_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/program.h"
#include "search/search_space.h"
#include "verbs/checkpointing.h"
#include "verbs/task_description.h"
#include "verbs/training_files.h"
#include "verbs/training_start.h"
#include "verbs/tuning_options.h"

namespace seqlab::programs {

// A search: the options that it starts from, the values that it tries, its limits and its files.
struct Tuning {
  const TrainingFiles& files;
  const TuningOptions& options;
  const options::TrainingOptions& training;
  search::SearchSpace space;
  options::Task task;
  const std::vector<options::ConfigSection>& sections;  // go into the config file that is written
  Stopwatch spent;                                      // counts against the budget
};

// Searches and writes the results: the best options whenever they change, the table after each round of a
// trial, the best model at the end. Throws Error if no configuration could be trained, and whatever
// start.begin() throws for the options as given.
Exit search_options(Tuning tuning, const TrainingStart& start, Checkpointing& checkpoints, Console& console);

template <class Input, class Example>
Exit tune_verb(const TaskDescription<Input, Example>& task, const Arguments& arguments) {
  struct Verb {
    TrainingFiles files;
    Input input;
    options::TrainingOptions training;
    std::optional<double> dropout;
    TuningOptions tuning;
  };
  const Stopwatch spent;
  Verb verb;
  verb.training = options::default_options(task.task);
  options::OptionTable<Verb> table;
  table.include(tuning_option_table(), &Verb::tuning)
      .include(training_file_table().without(no_tuning_files), &Verb::files)
      .include(task.training_input, &Verb::input)
      .include(options::training_option_table().of(task.task), &Verb::training, verb.training)
      .add(options::dropout_option(), &Verb::dropout);
  table = table.without(task.unused);
  const std::string program(task.models.program);
  const bool dev_files = std::ranges::find(task.unused, "dev") == task.unused.end();
  const VerbUsage usage = {
      program + " tune --train FILE " + (dev_files ? "[--dev FILE] " : "") +
          "--search NAME=VALUES... --budget TIME [options]",
      "Searches for options of train that score well on the dev data: trains many configurations for a few\n"
      "epochs and continues only the best. Writes the best options for train --config. Ctrl-C ends the\n"
      "search and keeps the best found so far.",
      0,
      task.corpora != nullptr,
      {{"the hidden size, within ten minutes", program + " tune --train train.data " +
                                                   (dev_files ? "--dev dev.data " : "") +
                                                   "--search hidden=50,100 --budget 10m -o best.conf"}}};
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  options::spread_dropout(
      verb.dropout, [&given](const std::string& name) { return given->has(name); }, verb.training);
  if (task.corpora != nullptr) {
    verb.files.corpora = task.corpora(verb.files, given->sections, verb.input, verb.training);
    // Test data must not influence the choice.
    for (options::CorpusOptions& corpus : verb.files.corpora) corpus.test.clear();
  }
  search::SearchSpace space = make_search_space(verb.tuning, verb.files, verb.training, table.options());
  check_tuning(verb.files, verb.tuning);
  Console console(verb.files.quiet);
  Checkpointing checkpoints(std::string(task.models.program) + " tune", verb.files,
                            tuning_outputs(verb.files, verb.tuning), console);
  const TaskStart start(task, verb.files, verb.input, *given, verb.training, console);
  return search_options(
      {verb.files, verb.tuning, verb.training, std::move(space), task.task, given->sections, spent}, start,
      checkpoints, console);
}

}  // namespace seqlab::programs
