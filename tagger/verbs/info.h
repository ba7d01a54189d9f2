// The verb `info`: prints the options of a model and facts about it.
#pragma once

#include <cstddef>
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

struct InfoRequest {
  std::string path;             // of the model
  std::size_t most_labels = 0;  // of a head; more are only counted
};

// What the arguments ask for; nothing after --help.
std::optional<InfoRequest> parse_info(const KnownModels& known, const Arguments& arguments);

struct ModelReport {
  options::ModelOptions options;
  std::vector<std::pair<std::string, std::string>> training_options;
  std::vector<std::pair<std::string, std::string>> description;
};

// Prints the options that apply to the task as a config file, and the facts as comments in it.
void print_report(const ModelReport& report, options::Task task);

template <class Input, class Example, class Model>
Exit info_verb(const TaskDescription<Input, Example, Model>& task, const Arguments& arguments) {
  const auto request = parse_info(task.models, arguments);
  if (!request) return Exit::fine;
  const auto model = Model::load(request->path);
  print_report({model.options(), model.training_options(), model.description(request->most_labels)},
               task.task);
  return Exit::fine;
}

}  // namespace seqlab::programs
