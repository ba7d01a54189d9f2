// Models that users give by name, and the verb that lists them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "program/program.h"

namespace seqlab::programs {

// Which models a program uses.
struct KnownModels {
  std::string_view program;                    // its name: "tagger"
  std::string_view task;                       // of its models, as in the model file; empty: any
  std::span<const std::string_view> defaults;  // the first one installed is used if none is given
};

// The file that --model means: `given` is a path, or NAME for a file NAME.model in a model folder; if it is
// empty, a default model. Throws Error for an unknown name and ModelError for a model of another program,
// both listing the available models, and UsageError if no default is installed.
std::string find_model(const std::string& given, const KnownModels& known);

// The verb `models`: prints a table of the models that the program can use, with name, size, data, licence
// and path. Reports damaged files on standard error.
Exit models_verb(const KnownModels& known, const Arguments& arguments);

}  // namespace seqlab::programs
