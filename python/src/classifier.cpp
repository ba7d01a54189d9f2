// Classifiers and what they find.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <seqlab/classifier.h>

#include <limits>
#include <vector>

#include "bindings.h"
#include "call_options.h"
#include "inputs.h"
#include "model_info.h"

namespace nb = nanobind;

namespace seqlab::python {

namespace {

ClassifyOptions classify_options(const nb::dict& given) {
  ClassifyOptions options;
  set_options(options, given, [&](std::string_view name, nb::handle value) {
    if (name != "leave_out") return false;
    options.leave_out = strings(value);
    return true;
  });
  return options;
}

std::vector<Classification> classified(const Classifier& classifier, const nb::list& given,
                                       const nb::dict& options) {
  const Inputs inputs(given);
  const ClassifyOptions classifying = classify_options(options);
  const nb::gil_scoped_release released;
  return classifier.classify_batch(inputs.get(), classifying);
}

// For each input (label, probability).
nb::list classify(const Classifier& classifier, const nb::list& given, const nb::dict& options) {
  nb::list result;
  for (const Classification& one : classified(classifier, given, options)) {
    result.append(nb::make_tuple(one.label, one.probability));
  }
  return result;
}

// [inputs x labels] in row order, as the bytes of doubles; NaN for an input without tokens.
nb::bytes probabilities(const Classifier& classifier, const nb::list& given, const nb::dict& options) {
  const std::size_t labels = classifier.info().heads.front().labels.size();
  std::vector<double> values;
  for (const Classification& one : classified(classifier, given, options)) {
    values.insert(values.end(), one.probabilities.begin(), one.probabilities.end());
    if (one.probabilities.empty())
      values.insert(values.end(), labels, std::numeric_limits<double>::quiet_NaN());
  }
  return nb::bytes(values.data(), values.size() * sizeof(double));
}

nb::list json(const Classifier& classifier, const nb::list& given, const nb::dict& options) {
  const Inputs inputs(given);
  const ClassifyOptions classifying = classify_options(options);
  std::vector<std::string> lines;
  {
    const nb::gil_scoped_release released;
    lines = classifier.json_batch(inputs.get(), classifying);
  }
  nb::list result;
  for (const std::string& line : lines) result.append(line);
  return result;
}

}  // namespace

void bind_classifier(nb::module_& module) {
  nb::class_<Classifier>(module, "Classifier", "A classifier of the library.")
      .def_static("load", &load<Classifier>, nb::arg("model"), "The model of a file, or of a name.")
      .def_static("from_bytes", &from_bytes<Classifier>, nb::arg("data"), "The model of a file's bytes.")
      .def("save", &save<Classifier>, nb::arg("path"), "Writes the file whole or not at all.")
      .def(
          "info", [](const Classifier& classifier) { return dict_of(classifier.info()); },
          "What the model says of itself.", nb::sig("def info(self) -> dict[str, typing.Any]"))
      .def("classify", &classify, nb::arg("inputs"), nb::arg("options"),
           "For each input, a str or (words, {}), its label and probability.",
           nb::sig("def classify(self, inputs: list[typing.Any], options: dict[str, typing.Any]) -> "
                   "list[tuple[str, float]]"))
      .def("probabilities", &probabilities, nb::arg("inputs"), nb::arg("options"),
           "[inputs x labels] as the bytes of doubles; NaN for an input without tokens.",
           nb::sig(
               "def probabilities(self, inputs: list[typing.Any], options: dict[str, typing.Any]) -> bytes"))
      .def("json", &json, nb::arg("inputs"), nb::arg("options"),
           "The line of JSON that the program writes for each input.",
           nb::sig("def json(self, inputs: list[typing.Any], options: dict[str, typing.Any]) -> list[str]"));
}

}  // namespace seqlab::python
