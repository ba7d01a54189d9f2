// Models that come with the programs and are known by name.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::programs {

// Models of a program, and those of them of which the first that is there serves where none is named.
struct KnownModels {
  std::string_view program;  // "tagger": what a user types
  std::string_view task;     // of its models, as in the model file
  std::span<const std::string_view> defaults;
};
extern const KnownModels tagger_models;
extern const KnownModels sentiment_models;

// The folders in which models are looked for: those of the environment's SEQLAB_MODELS, with colons between
// them, if it is set; else share/seqlab/models beside the program's bin and, where the program was built, the
// models of the source.
std::vector<std::filesystem::path> model_folders();

// The file of a model that --model names: a path, or the name of a file NAME.model in one of the folders; an
// empty string stands for the default. Throws Error for an unknown name and ModelError for that of a model of
// another program, both with the names of the models that the program can use, and UsageError without a
// default.
std::string find_model(const std::string& given, const KnownModels& known);

// Prints a table of the models in the folders that the program can use: name, size, data, licence, path. What
// is wrong with a file that is no model goes to standard error.
void list_models(const KnownModels& known);

}  // namespace seqlab::programs
