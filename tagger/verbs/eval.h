// The verb `eval`, for programs whose `eval` has no further options.
#pragma once

#include <span>
#include <string>

#include "options/option_table.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/models.h"
#include "program/program.h"
#include "program/verb_options.h"
#include "verbs/task_description.h"

namespace seqlab::programs {

// usage: the first lines of the help.
template <class Input, class Example, class Model>
Exit eval_verb(const TaskDescription<Input, Example, Model>& task, const VerbUsage& usage,
               std::span<const std::string> arguments) {
  struct Verb {
    ModelRunOptions model;
    Input input;
  };
  options::OptionTable<Verb> table;
  table.include(model_run_option_table(), &Verb::model).include(task.gold_input, &Verb::input);
  Verb verb;
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  const auto model = Model::load(find_model(verb.model.model, task.models));
  Console console(verb.model.quiet);
  const auto gold = task.read_gold(given->inputs(), verb.input, model, console);
  DataOutput output;
  task.score(model, gold, verb.model.batch_size, verb.model.threads, &output.stream());
  output.finish();
  return Exit::fine;
}

}  // namespace seqlab::programs
