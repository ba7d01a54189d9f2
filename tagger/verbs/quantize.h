// The verb `quantize`: writes a smaller copy of a model.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/model_handle.h"
#include "nn/choices.h"
#include "options/option_table.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/models.h"
#include "program/program.h"
#include "program/verb_options.h"
#include "verbs/task_description.h"

namespace seqlab::programs {

struct QuantizeOptions {
  nn::Precision to = nn::Precision::int8;
  std::string dev;
};
const options::OptionTable<QuantizeOptions>& quantize_option_table();

VerbUsage quantize_usage(const std::string& program);

// Throws UsageError if no output file is given or it exists and --force is not given, Error if it cannot be
// written.
void check_target(const OutputOptions& output);

// Facts for the smaller model: its scores on dev and the points lost by rounding. Notes them, too.
std::vector<std::pair<std::string, std::string>> quantisation_facts(nn::Precision to,
                                                                    const NamedScores& before,
                                                                    const NamedScores& after,
                                                                    Console& console);

template <class Input, class Example>
Exit quantize_verb(const TaskDescription<Input, Example>& task, const Arguments& arguments) {
  struct Verb {
    ModelRunOptions model;
    QuantizeOptions quantize;
    Input input;
    OutputOptions output;
  };
  options::OptionTable<Verb> table;
  table.include(model_run_option_table(), &Verb::model)
      .include(quantize_option_table(), &Verb::quantize)
      .include(task.gold_input, &Verb::input)
      .include(output_option_table(), &Verb::output);
  Verb verb;
  const auto given = parse(quantize_usage(std::string(task.models.program)), table, arguments, verb);
  if (!given) return Exit::fine;
  verb.model.model = find_model(verb.model.model, task.models);
  check_target(verb.output);
  const SharedModel model = model::load_model(verb.model.model, task.task);
  SharedModel smaller = model::quantize_model(*model, verb.quantize.to, {});
  if (!verb.quantize.dev.empty()) {
    Console console(verb.model.quiet);
    const auto gold = task.read_gold({verb.quantize.dev}, verb.input, model, console);
    const auto scores = [&](const SharedModel& scored) {
      return task.score(scored, gold, verb.model.batch_size, verb.model.threads, nullptr);
    };
    smaller =
        model::quantize_model(*model, verb.quantize.to,
                              quantisation_facts(verb.quantize.to, scores(model), scores(smaller), console));
    if (task.fitted != nullptr) {
      smaller = task.fitted(smaller, gold, verb.model.batch_size, verb.model.threads);
    }
  }
  model::save_model(*smaller, verb.output.output);
  return Exit::fine;
}

}  // namespace seqlab::programs
