// Forecasters. Numbers come and go as the bytes of arrays of doubles.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <seqlab/forecaster.h>

#include <cstring>
#include <string>
#include <vector>

#include "bindings.h"
#include "model_info.h"
#include "numbers.h"

namespace nb = nanobind;

namespace seqlab::python {

std::vector<double> numbers(const nb::bytes& bytes) {
  std::vector<double> values(bytes.size() / sizeof(double));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(double));
  return values;
}

namespace {

nb::bytes predict(const Forecaster& model, const nb::bytes& series) {
  const std::vector<double> values = numbers(series);
  std::vector<double> forecast;
  {
    const nb::gil_scoped_release released;
    forecast = model.predict(values);
  }
  return nb::bytes(reinterpret_cast<const char*>(forecast.data()), forecast.size() * sizeof(double));
}

nb::dict score(const Forecaster& model, const nb::bytes& series, std::size_t test_rows, std::size_t every) {
  const std::vector<double> values = numbers(series);
  ForecastErrors errors;
  {
    const nb::gil_scoped_release released;
    errors = model.score(values, test_rows, every);
  }
  nb::dict dict;
  dict["mase"] = errors.mase ? nb::cast(*errors.mase) : nb::none();
  dict["mae"] = errors.mae;
  dict["rmse"] = errors.rmse;
  return dict;
}

nb::list names(const std::vector<std::string>& columns) {
  nb::list result;
  for (const std::string& column : columns) result.append(nb::str(column.c_str(), column.size()));
  return result;
}

}  // namespace

void bind_forecaster(nb::module_& module) {
  nb::class_<Forecaster>(module, "Forecaster", "A forecaster of the library.")
      .def_static("load", &load<Forecaster>, nb::arg("model"), "The model of a file, or of a name.")
      .def_static("from_bytes", &from_bytes<Forecaster>, nb::arg("data"), "The model of a file's bytes.")
      .def("save", &save<Forecaster>, nb::arg("path"), "Writes the file whole or not at all.")
      .def(
          "info", [](const Forecaster& model) { return dict_of(model.info()); },
          "What the model says of itself.", nb::sig("def info(self) -> dict[str, typing.Any]"))
      .def(
          "columns", [](const Forecaster& model) { return names(model.columns()); }, "That it reads.",
          nb::sig("def columns(self) -> list[str]"))
      .def(
          "targets", [](const Forecaster& model) { return names(model.targets()); }, "That it forecasts.",
          nb::sig("def targets(self) -> list[str]"))
      .def("horizon", &Forecaster::horizon, "The rows of a forecast.")
      .def("rows_before", &Forecaster::rows_before, "The rows that a series must have before it.")
      .def("predict", &predict, nb::arg("series"), "The rows that follow, row by row.")
      .def("score", &score, nb::arg("series"), nb::arg("test_rows"), nb::arg("every"),
           "mase (or None), mae and rmse of forecasts of the last rows.",
           nb::sig("def score(self, series: bytes, test_rows: int, every: int) -> dict[str, typing.Any]"));
}

}  // namespace seqlab::python
