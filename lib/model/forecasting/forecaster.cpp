#include "model/forecasting/forecaster.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/errors.h"
#include "base/noise.h"
#include "evaluation/rolling_origin.h"
#include "io/tensor_file.h"
#include "model/forecasting/forecaster_file.h"
#include "model/self_test.h"
#include "options/cell_options.h"

namespace seqlab::model {

namespace {

// Windows that are read at a time.
constexpr std::size_t windows_at_a_time = 256;

std::shared_ptr<const nn::ForecastingNetwork<float>> make_forecasting_network(
    const options::ModelOptions& options, const SeriesScaling& scaling) {
  options::check_cell(options);
  if (!options.cell.kind) throw UsageError("a forecaster needs a recurrent cell, not --cell none");
  nn::ForecastingShape shape;
  shape.inputs = scaling.columns.size();
  shape.outputs = horizon_of(options) * scaling.targets.size();
  shape.layers = options.layers;
  shape.recurrent = {options.hidden, 1, options.initial_state, options.cell};
  shape.layer_output = {options.connections, options.layer_norm};
  return std::make_shared<const nn::ForecastingNetwork<float>>(shape);
}

options::ModelOptions of_one_direction(options::ModelOptions options) {
  options.directions = 1;
  return options;
}

}  // namespace

Forecaster::Forecaster(const options::ModelOptions& options, SeriesScaling scaling)
    : Model(Task::forecaster, of_one_direction(options), {}),
      scaling_(std::make_shared<const SeriesScaling>(std::move(scaling))),
      network_(make_forecasting_network(options, *scaling_)) {}

void Forecaster::initialise(std::uint64_t seed) {
  edit_weights().network = network_->initial_weights(base::Noise(seed).at(0));
}

Forecaster Forecaster::load(const std::string& path) {
  return load(std::make_shared<const io::TensorFile>(io::TensorFile::open(path)));
}

Forecaster Forecaster::load(std::shared_ptr<const io::TensorFile> tensors) {
  ForecasterFile file = read_forecaster_file(std::move(tensors));
  Forecaster model(file.common.options, std::move(file.scaling));
  model.self_tests_ = std::move(file.self_tests);
  load_weights(std::move(file.common), {}, model);
  return model;
}

void Forecaster::save(const std::string& path) const {
  write_forecaster_file(*this, path);
}

const nn::ForecastingNetwork<float>::Prepared& Forecaster::prepared() const {
  std::call_once(derived_->once, [this] {
    base::Pool serial(1);
    derived_->prepared = network_->prepare(weights().network.data(), precision(), serial);
  });
  return derived_->prepared;
}

std::size_t Forecaster::rows_before() const {
  return options().season * options().seasons + options().window;
}

void Forecaster::check_columns(const corpus::Series& series, const std::string& name) const {
  if (series.names == scaling_->columns) return;
  std::string columns;
  for (const std::string& column : scaling_->columns) columns += (columns.empty() ? "" : ", ") + column;
  throw DataError({name, 0, 0}, "the series has other columns than the model, which reads " + columns);
}

void Forecaster::check_rows(std::size_t rows, const std::string& name) const {
  if (rows >= rows_before()) return;
  throw DataError({name, 0, 0}, "too few rows before a forecast: " + std::to_string(rows) +
                                    "; the model needs " + std::to_string(rows_before()));
}

nn::Activations<float> Forecaster::outputs(const SeriesView& view, std::span<const std::size_t> origins,
                                           base::Pool& pool) const {
  nn::Activations<float> all(network_->outputs(), origins.size());
  nn::Activations<float> some;
  for (std::size_t begin = 0; begin < origins.size(); begin += windows_at_a_time) {
    const auto own = origins.subspan(begin, std::min(windows_at_a_time, origins.size() - begin));
    network_->predict(weights().network.data(), prepared(), view.windows(own, scaling()), some, pool);
    all.matrix().middleCols(nn::index(begin), nn::index(own.size())) = some.matrix();
  }
  throw_if_changed();
  if (!all.matrix().allFinite()) throw ModelError(std::string(results_not_finite));
  return all;
}

corpus::Series Forecaster::forecast(const corpus::Series& series, const std::string& name,
                                    base::Pool& pool) const {
  check_columns(series, name);
  check_rows(series.rows(), name);
  const SeriesView view(series, options(), name);
  const std::size_t origin = series.rows();
  const nn::Activations<float> own = outputs(view, {&origin, 1}, pool);
  const std::size_t targets = scaling().targets.size();
  corpus::Series result;
  for (std::size_t target = 0; target < targets; ++target) result.names.push_back(scaling().target(target));
  for (std::size_t ahead = 0; ahead < horizon(); ++ahead) {
    for (std::size_t target = 0; target < targets; ++target) {
      result.values.push_back(view.forecast(static_cast<double>(own.column(0)[ahead * targets + target]),
                                            origin, ahead, target, scaling()));
    }
  }
  return result;
}

std::vector<std::size_t> Forecaster::origins_of(const corpus::SeriesPart& part, std::size_t every,
                                                const std::string& name) const {
  check_columns(*part.series, name);
  check_rows(part.begin, name);
  if (part.size() < horizon()) {
    throw DataError({name, 0, 0}, "a part of " + std::to_string(part.size()) +
                                      " rows is shorter than a forecast, which has " +
                                      std::to_string(horizon()));
  }
  return evaluation::rolling_origins(part.end, {part.size(), horizon(), every});
}

std::vector<evaluation::ForecastScore> Forecaster::score(const corpus::SeriesPart& part, std::size_t every,
                                                         const std::string& name, base::Pool& pool) const {
  const std::vector<std::size_t> origins = origins_of(part, every, name);
  const SeriesView view(*part.series, options(), name);
  const nn::Activations<float> own = outputs(view, origins, pool);
  const std::size_t targets = scaling().targets.size();
  std::vector<evaluation::ForecastScore> scores;
  for (std::size_t target = 0; target < targets; ++target) {
    evaluation::ForecastScore& score = scores.emplace_back(scaling().scales[target]);
    for (std::size_t i = 0; i < origins.size(); ++i) {
      for (std::size_t ahead = 0; ahead < horizon(); ++ahead) {
        const double gold = part.series->value(origins[i] + ahead, scaling().targets[target]);
        const double forecast = view.forecast(static_cast<double>(own.column(i)[ahead * targets + target]),
                                              origins[i], ahead, target, scaling());
        score.add({&gold, 1}, {&forecast, 1});
      }
    }
  }
  return scores;
}

std::vector<double> Forecaster::run_self_test(const std::vector<std::vector<double>>& window) const {
  nn::WindowBatch<float> batch{1, {nn::index(network_->inputs()), nn::index(window.size())}};
  for (std::size_t step = 0; step < window.size(); ++step) {
    for (std::size_t column = 0; column < network_->inputs(); ++column) {
      batch.numbers(nn::index(column), nn::index(step)) = static_cast<float>(window[step][column]);
    }
  }
  base::Pool serial(1);
  nn::Activations<float> y;
  network_->predict(weights().network.data(), prepared(), batch, y, serial);
  return {y.column(0), y.column(0) + network_->outputs()};
}

std::vector<ForecasterSelfTest> Forecaster::make_self_tests() const {
  std::vector<ForecasterSelfTest> tests;
  for (const std::size_t steps : {std::size_t{1}, std::size_t{12}}) {
    ForecasterSelfTest& test = tests.emplace_back();
    const base::Noise noise(steps);
    for (std::size_t step = 0; step < steps; ++step) {
      std::vector<double>& numbers = test.window.emplace_back();
      for (std::size_t column = 0; column < network_->inputs(); ++column) {
        numbers.push_back(2 * noise.at(step).uniform(column) - 1);
      }
    }
    test.outputs = run_self_test(test.window);
    for (const double value : test.outputs) {
      if (!std::isfinite(value)) throw ModelError(std::string(results_not_finite));
    }
  }
  return tests;
}

double Forecaster::self_test_deviation() const {
  double deviation = 0;
  for (const ForecasterSelfTest& test : self_tests_) {
    const std::vector<double> now = run_self_test(test.window);
    for (std::size_t i = 0; i < now.size(); ++i) {
      const double difference = std::abs(now[i] - test.outputs[i]) / std::max(1.0, std::abs(test.outputs[i]));
      deviation = std::max(deviation, std::isnan(difference) ? HUGE_VAL : difference);
    }
  }
  return deviation;
}

std::vector<std::pair<std::string, std::string>> Forecaster::description(std::size_t /*most_labels*/) const {
  std::vector<std::pair<std::string, std::string>> lines;
  lines.emplace_back("task", std::string(base::name_of(task())));
  std::string columns;
  for (const std::string& column : scaling().columns) columns += (columns.empty() ? "" : ", ") + column;
  std::string targets;
  for (std::size_t target = 0; target < scaling().targets.size(); ++target) {
    targets += (targets.empty() ? "" : ", ") + scaling().target(target);
  }
  lines.emplace_back("columns_read", columns);
  lines.emplace_back("columns_forecast", targets);
  lines.emplace_back("rows_before", std::to_string(rows_before()));
  lines.emplace_back("rows_forecast", std::to_string(horizon()));
  lines.emplace_back("network_weights", std::to_string(layout().size()));
  lines.emplace_back("precision", std::string(base::name_of(precision())));
  for (const auto& fact : facts) lines.push_back(fact);
  return lines;
}

}  // namespace seqlab::model
