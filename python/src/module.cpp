// The module seqlab._seqlab: the public face of the library for the package's modules.
#include <nanobind/nanobind.h>

#include "bindings.h"
#include "errors.h"

NB_MODULE(_seqlab, module) {
  using namespace seqlab::python;
  module.doc() = "The library of Seqlab. Programs use the module seqlab.";
  module.def(
      "version", [] { return SEQLAB_VERSION; }, "The version of the package.");
  register_errors();
  bind_tagger(module);
  bind_classifier(module);
  bind_models(module);
  bind_training(module);
  bind_evaluation(module);
}
