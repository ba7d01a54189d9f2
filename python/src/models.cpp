// Installed models.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <seqlab/models.h>

#include "bindings.h"
#include "model_info.h"

namespace nb = nanobind;

namespace seqlab::python {

namespace {

// A dict for each model that load() knows by name.
nb::list installed() {
  nb::list models;
  for (const InstalledModel& model : installed_models()) {
    nb::dict one;
    one["name"] = model.name;
    one["path"] = model.path;
    one["bytes"] = model.bytes;
    one["task"] = model.task ? nb::cast(name_of(*model.task)) : nb::none();
    one["licence"] = model.licence;
    one["data"] = model.data;
    one["problem"] = model.problem;
    models.append(one);
  }
  return models;
}

// A Tagger, a Classifier, a LanguageModel, a Transducer or a Forecaster.
nb::object load_any(const nb::bytes& name) {
  const Model model = load<Model>(name);
  switch (model.task()) {
    case Task::tagger:
      return nb::cast(model.tagger());
    case Task::classifier:
      return nb::cast(model.classifier());
    case Task::language_model:
      return nb::cast(model.language_model());
    case Task::transducer:
      return nb::cast(model.transducer());
    case Task::forecaster:
      break;
  }
  return nb::cast(model.forecaster());
}

}  // namespace

void bind_models(nb::module_& module) {
  module.def("load", &load_any, nb::arg("model"), "The model of a file, or of a name.",
             nb::sig("def load(model: bytes) -> Tagger | Classifier | LanguageModel | Transducer | "
                     "Forecaster"));
  module.def("installed_models", &installed, "A dict for each installed model.",
             nb::sig("def installed_models() -> list[dict[str, typing.Any]]"));
}

}  // namespace seqlab::python
