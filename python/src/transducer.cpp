// Transducers, and the targets that they give.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <seqlab/transducer.h>

#include <string>
#include <vector>

#include "bindings.h"
#include "inputs.h"
#include "labelled_data.h"
#include "model_info.h"

namespace nb = nanobind;

namespace seqlab::python {

namespace {

nb::list run(const Transducer& model, const nb::list& given, const nb::dict& settings) {
  const std::vector<Source> read = sources(given);
  const TransduceOptions options{.beam = nb::cast<std::size_t>(settings["beam"]),
                                 .attention = nb::cast<bool>(settings["attention"]),
                                 .threads = nb::cast<std::size_t>(settings["threads"])};
  std::vector<Target> targets;
  {
    const nb::gil_scoped_release released;
    targets = model.run(read, options);
  }
  nb::list result;
  for (const Target& target : targets) {
    result.append(nb::make_tuple(nb::str(target.text.c_str(), target.text.size()), target.log_probability,
                                 target.ended, target.attention));
  }
  return result;
}

}  // namespace

void bind_transducer(nb::module_& module) {
  nb::class_<Transducer>(module, "Transducer", "A transducer of the library.")
      .def_static("load", &load<Transducer>, nb::arg("model"), "The model of a file, or of a name.")
      .def_static("from_bytes", &from_bytes<Transducer>, nb::arg("data"), "The model of a file's bytes.")
      .def("save", &save<Transducer>, nb::arg("path"), "Writes the file whole or not at all.")
      .def(
          "info", [](const Transducer& model) { return dict_of(model.info()); },
          "What the model says of itself.", nb::sig("def info(self) -> dict[str, typing.Any]"))
      .def("reads_vectors", &Transducer::reads_vectors, "Whether it reads vectors, not text.")
      .def(
          "run", &run, nb::arg("sources"), nb::arg("options"),
          "For each (text, tags, vectors) the text, log-probability, whether it ended, and attention.",
          nb::sig("def run(self, sources: list[tuple[str, list[str], list[list[float]]]], options: dict[str, "
                  "typing.Any]) -> list[tuple[str, float, bool, list[list[float]]]]"));
}

}  // namespace seqlab::python
