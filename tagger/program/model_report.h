// What `info` prints of a model.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "options/training_options.h"
#include "program/shipped_models.h"

namespace seqlab::programs {

// The file that the verb `info` of a program was called with; nothing when --help was asked for.
std::optional<std::string> parse_info(const KnownModels& known, std::span<const std::string> arguments);

struct ModelReport {
  options::ModelOptions options;
  std::vector<std::pair<std::string, std::string>> training_options;
  std::vector<std::pair<std::string, std::string>> description;
};

// Prints a config file that makes the same choices again, with facts about the model as comments. Options
// that do not apply to the task are left out.
void print_report(const ModelReport& report, options::Task task);

}  // namespace seqlab::programs
