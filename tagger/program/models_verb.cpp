#include "program/models_verb.h"

#include "program/command_line.h"

namespace seqlab::programs {

namespace {

struct ModelsVerb {};

}  // namespace

Exit models_verb(const KnownModels& known, std::span<const std::string> arguments) {
  const VerbUsage usage = {
      std::string(known.program) + " models",
      "Lists the models that --model knows by name: those that are installed with the program,\n"
      "or those in the folders of the environment variable SEQLAB_MODELS.",
      0};
  ModelsVerb verb;
  if (!parse(usage, options::OptionTable<ModelsVerb>(), arguments, verb)) return Exit::fine;
  list_models(known);
  return Exit::fine;
}

}  // namespace seqlab::programs
