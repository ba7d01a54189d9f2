// Language models, and what they write.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <seqlab/language_model.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bindings.h"
#include "inputs.h"
#include "model_info.h"

namespace nb = nanobind;

namespace seqlab::python {

namespace {

std::vector<std::string_view> views(const nb::list& texts) {
  std::vector<std::string_view> result;
  for (const nb::handle text : texts) result.push_back(utf8(text));
  return result;
}

GenerateOptions generate_options(const nb::dict& given) {
  GenerateOptions options;
  options.length = nb::cast<std::size_t>(given["length"]);
  options.line = nb::cast<bool>(given["line"]);
  options.temperature = nb::cast<double>(given["temperature"]);
  options.top = nb::cast<std::size_t>(given["top"]);
  options.seed = nb::cast<std::uint64_t>(given["seed"]);
  options.first_sample = nb::cast<std::size_t>(given["first_sample"]);
  options.threads = nb::cast<std::size_t>(given["threads"]);
  return options;
}

nb::list generate(const LanguageModel& model, const nb::list& prefixes, const nb::dict& given) {
  const std::vector<std::string_view> texts = views(prefixes);
  const GenerateOptions options = generate_options(given);
  std::vector<std::string> written;
  {
    const nb::gil_scoped_release released;
    written = model.generate(texts, options);
  }
  nb::list result;
  for (const std::string& text : written) result.append(nb::str(text.c_str(), text.size()));
  return result;
}

nb::tuple tuple_of(const TextScore& score) {
  return nb::make_tuple(score.log_probability, score.symbols, score.unknown);
}

nb::list score_lines(const LanguageModel& model, const nb::list& lines, std::size_t threads) {
  const std::vector<std::string_view> texts = views(lines);
  std::vector<TextScore> scores;
  {
    const nb::gil_scoped_release released;
    scores = model.score_lines(texts, {.threads = threads});
  }
  nb::list result;
  for (const TextScore& score : scores) result.append(tuple_of(score));
  return result;
}

nb::tuple score(const LanguageModel& model, const nb::str& text, std::size_t threads) {
  const std::string_view bytes = utf8(text);
  TextScore result;
  {
    const nb::gil_scoped_release released;
    result = model.score(bytes, threads);
  }
  return tuple_of(result);
}

}  // namespace

void bind_language_model(nb::module_& module) {
  nb::class_<LanguageModel>(module, "LanguageModel", "A language model of the library.")
      .def_static("load", &load<LanguageModel>, nb::arg("model"), "The model of a file, or of a name.")
      .def_static("from_bytes", &from_bytes<LanguageModel>, nb::arg("data"), "The model of a file's bytes.")
      .def("save", &save<LanguageModel>, nb::arg("path"), "Writes the file whole or not at all.")
      .def(
          "info", [](const LanguageModel& model) { return dict_of(model.info()); },
          "What the model says of itself.", nb::sig("def info(self) -> dict[str, typing.Any]"))
      .def("generate", &generate, nb::arg("prefixes"), nb::arg("options"),
           "What it writes behind each prefix.",
           nb::sig("def generate(self, prefixes: list[str], options: dict[str, typing.Any]) -> list[str]"))
      .def("score_lines", &score_lines, nb::arg("lines"), nb::arg("threads"),
           "For each line its log-probability, symbols and unknown symbols.",
           nb::sig("def score_lines(self, lines: list[str], threads: int) -> list[tuple[float, int, int]]"))
      .def("score", &score, nb::arg("text"), nb::arg("threads"), "The same of a whole text.",
           nb::sig("def score(self, text: str, threads: int) -> tuple[float, int, int]"));
}

}  // namespace seqlab::python
