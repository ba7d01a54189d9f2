// Models that come with the programs and are known by name.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "program/program.h"

namespace seqlab::programs {

// Models of a program, and those of them of which the first that is there serves where none is named.
struct KnownModels {
  std::string_view program;  // "tagger": what a user types
  std::string_view task;     // of its models, as in the model file
  std::span<const std::string_view> defaults;
};

// The file of a model that --model names: a path, or the name of a file NAME.model in one of the folders; an
// empty string stands for the default. Throws Error for an unknown name and ModelError for that of a model of
// another program, both with the names of the models that the program can use, and UsageError without a
// default.
std::string find_model(const std::string& given, const KnownModels& known);

// The verb `models`: prints a table of the models in the folders that the program can use: name, size, data,
// licence, path. What is wrong with a file that is no model goes to standard error.
Exit models_verb(const KnownModels& known, std::span<const std::string> arguments);

}  // namespace seqlab::programs
