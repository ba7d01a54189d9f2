#include "model/forecasting/forecaster_file.h"

#include <algorithm>
#include <cmath>

#include "io/tensor_file.h"
#include "model/model_json.h"
#include "model/quantization.h"
#include "options/cell_options.h"

namespace seqlab::model {

namespace {

// Larger numbers of outputs are hostile.
constexpr std::size_t most_outputs = 1U << 20U;

SeriesScaling read_scaling(const io::TensorFile& file) {
  const Json entry = parse_metadata(file, "series");
  SeriesScaling scaling;
  scaling.columns = entry.at("columns").get<std::vector<std::string>>();
  scaling.targets = entry.at("targets").get<std::vector<std::size_t>>();
  scaling.means = entry.at("means").get<std::vector<double>>();
  scaling.deviations = entry.at("deviations").get<std::vector<double>>();
  scaling.scales = entry.at("scales").get<std::vector<double>>();
  const std::size_t columns = scaling.columns.size();
  const auto positive = [](double number) { return number > 0; };
  if (columns == 0 || scaling.targets.empty() || scaling.means.size() != columns ||
      scaling.deviations.size() != columns || scaling.scales.size() != scaling.targets.size() ||
      std::ranges::any_of(scaling.targets, [&](std::size_t target) { return target >= columns; }) ||
      !std::ranges::all_of(scaling.deviations, positive)) {
    fail(file, "the columns of its series do not fit together");
  }
  return scaling;
}

std::vector<ForecasterSelfTest> read_forecaster_self_tests(const io::TensorFile& file, std::size_t columns,
                                                           std::size_t outputs) {
  std::vector<ForecasterSelfTest> tests;
  for (const Json& entry : parse_metadata(file, "self_tests")) {
    tests.push_back({entry.at("window").get<std::vector<std::vector<double>>>(),
                     entry.at("outputs").get<std::vector<double>>()});
    const ForecasterSelfTest& test = tests.back();
    const auto whole = [&](const std::vector<double>& step) { return step.size() == columns; };
    if (test.window.empty() || !std::ranges::all_of(test.window, whole) || test.outputs.size() != outputs) {
      fail(file, "a self-test has the wrong size");
    }
  }
  return tests;
}

}  // namespace

ForecasterFile read_forecaster_file(std::shared_ptr<const io::TensorFile> tensors) {
  ForecasterFile result;
  result.common = read_model_file(tensors, Task::forecaster);
  const io::TensorFile& file = *tensors;
  try {
    const options::ModelOptions& options = result.common.options;
    if (!result.common.tables.empty()) fail(file, "a forecaster has no table of vectors");
    options::check_cell(options);
    result.scaling = read_scaling(file);
    const std::size_t targets = result.scaling.targets.size();
    if (targets > most_outputs || horizon_of(options) > most_outputs / targets ||
        result.scaling.columns.size() > most_outputs) {
      fail(file, "the network is larger than this program supports");
    }
    result.self_tests =
        read_forecaster_self_tests(file, result.scaling.columns.size(), horizon_of(options) * targets);
    return result;
  } catch (...) {
    rethrow_as_model_error(file);
  }
}

void write_forecaster_file(const Forecaster& model, const std::string& path) {
  io::TensorFileWriter writer;
  MatrixMemory memory;
  add_model(model, writer, memory);
  const SeriesScaling& scaling = model.scaling();
  writer.set_metadata("series", dump({{"columns", scaling.columns},
                                      {"targets", scaling.targets},
                                      {"means", scaling.means},
                                      {"deviations", scaling.deviations},
                                      {"scales", scaling.scales}}));
  Json tests = Json::array();
  const bool changes = model.precision() == nn::Precision::int8;
  for (const ForecasterSelfTest& test :
       changes ? rounded_again(model).make_self_tests() : model.make_self_tests()) {
    tests.push_back({{"window", test.window}, {"outputs", test.outputs}});
  }
  writer.set_metadata("self_tests", dump(tests));
  writer.write(path, [&] { model.throw_if_changed(); });
}

}  // namespace seqlab::model
