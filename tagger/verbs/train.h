// The verb `train`.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "base/errors.h"
#include "options/dropout_option.h"
#include "options/training_option_table.h"
#include "options/training_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/program.h"
#include "verbs/checkpointing.h"
#include "verbs/task_description.h"
#include "verbs/training_files.h"
#include "verbs/training_start.h"

namespace seqlab::programs {

// --seeds.
options::OptionInfo seeds_option();

// --gradient-flow.
options::OptionInfo gradient_flow_option();

// Trains `seeds` models with consecutive seeds, the first of them that of the options, and keeps the one that
// is best on dev. Prints its test report or, for several seeds, a table of their scores, to standard output.
// gradient_flow: its file, or empty.
Exit train_models(const TrainingFiles& files, const std::string& gradient_flow, std::size_t seeds,
                  const options::TrainingOptions& options, const TrainingStart& start,
                  Checkpointing& checkpoints, Console& console);

// usage: the first lines of the help.
template <class Input, class Example>
Exit train_verb(const TaskDescription<Input, Example>& task, const VerbUsage& usage,
                const Arguments& arguments) {
  struct Verb {
    TrainingFiles files;
    Input input;
    options::TrainingOptions training;
    std::optional<double> dropout;
    std::size_t seeds = 1;
    std::string gradient_flow;
  };
  options::OptionTable<Verb> table;
  Verb verb;
  verb.training = options::default_options(task.task);
  table.include(training_file_table(), &Verb::files)
      .include(task.training_input, &Verb::input)
      .include(options::training_option_table().of(task.task), &Verb::training, verb.training)
      .add(options::dropout_option(), &Verb::dropout)
      .add(seeds_option(), &Verb::seeds)
      .add(gradient_flow_option(), &Verb::gradient_flow);
  table = table.without(task.unused);
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  options::spread_dropout(
      verb.dropout, [&given](const std::string& name) { return given->has(name); }, verb.training);
  if (task.corpora != nullptr) {
    verb.files.corpora = task.corpora(verb.files, given->sections, verb.input, verb.training);
  }
  check_training_data(verb.files);
  if (verb.files.model.empty()) throw UsageError("no file for the model given; give one with --model FILE");
  Console console(verb.files.quiet);
  Checkpointing checkpoints(
      std::string(task.models.program) + " train", verb.files,
      {{"model", verb.files.model}, {log_output, verb.files.log}, {gradient_flow_output, verb.gradient_flow}},
      console);
  const TaskStart start(task, verb.files, verb.input, *given, verb.training, console);
  return train_models(verb.files, verb.gradient_flow, verb.seeds, verb.training, start, checkpoints, console);
}

}  // namespace seqlab::programs
