// The verb `info`: what a model is made of.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "options/training_options.h"
#include "program/models.h"
#include "program/program.h"
#include "verbs/task_description.h"

namespace seqlab::programs {

// The file of the model that the verb was called with; nothing when --help was asked for.
std::optional<std::string> parse_info(const KnownModels& known, std::span<const std::string> arguments);

struct ModelReport {
  options::ModelOptions options;
  std::vector<std::pair<std::string, std::string>> training_options;
  std::vector<std::pair<std::string, std::string>> description;
};

// Prints a config file that makes the same choices again, with facts about the model as comments. Options
// in `other_task` mean nothing to the program and are left out.
void print_report(const ModelReport& report, std::span<const std::string_view> other_task);

template <class Input, class Example, class Model>
Exit info_verb(const TaskDescription<Input, Example, Model>& task, std::span<const std::string> arguments) {
  const auto path = parse_info(task.models, arguments);
  if (!path) return Exit::fine;
  const auto model = Model::load(*path);
  print_report({model.options(), model.training_options(), model.description()}, task.other_task);
  return Exit::fine;
}

}  // namespace seqlab::programs
