#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <vector>

#include "seqlab/seqlab.h"

namespace nb = nanobind;

NB_MODULE(_seqlab, module) {
  module.def("version", [] { return std::string(SEQLAB_VERSION); });
  module.def("installed_models", [] {
    std::vector<std::string> names;
    for (const seqlab::InstalledModel& model : seqlab::installed_models()) names.push_back(model.name);
    return names;
  });
  module.def("tag", [](const std::string& model, const std::string& text) {
    const seqlab::Tagger tagger = seqlab::Tagger::load(model);
    return static_cast<int>(tagger.tag(text).size());
  });
}
