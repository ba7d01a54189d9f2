// The module seqlab._seqlab: the public face of the library for the package's modules.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <seqlab/instruction_set.h>

#include <cstdlib>
#include <string>

#include "bindings.h"
#include "errors.h"

namespace {

// As the programs: the environment variable forces a lower instruction set than the processor's best. Another
// name fails the import.
void use_instruction_set_of_environment() {
  const char* const name = std::getenv("SEQLAB_INSTRUCTION_SET");
  if (name != nullptr && *name != '\0') seqlab::use_instruction_set(name);
}

}  // namespace

NB_MODULE(_seqlab, module) {
  using namespace seqlab::python;
  module.doc() = "The library of Seqlab. Programs use the module seqlab.";
  module.def(
      "version", [] { return SEQLAB_VERSION; }, "The version of the package.");
  register_errors();
  module.def(
      "instruction_set", [] { return seqlab::instruction_set(); }, "That which computes.");
  use_instruction_set_of_environment();
  bind_tagger(module);
  bind_classifier(module);
  bind_language_model(module);
  bind_transducer(module);
  bind_forecaster(module);
  bind_models(module);
  bind_training(module);
  bind_evaluation(module);
}
