#include "seqlab/forecaster.h"

#include <cmath>
#include <utility>

#include "base/pool.h"
#include "model/forecasting/forecaster.h"
#include "seqlab/facade/access.h"
#include "seqlab/facade/guard.h"
#include "seqlab/facade/model_info.h"
#include "seqlab/facade/series.h"
#include "training/forecasting/forecasting_task.h"

namespace seqlab {

namespace {

constexpr const char* series_name = "series in memory";

}  // namespace

corpus::Series series_of(std::span<const double> values, const std::vector<std::string>& columns) {
  if (columns.empty() || values.size() % columns.size() != 0) {
    throw BadInput("the series has " + std::to_string(values.size()) +
                   " numbers, which are not whole rows of " + std::to_string(columns.size()) + " columns");
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    throw BadInput("row " + std::to_string(i / columns.size() + 1) + " of the column '" +
                   columns[i % columns.size()] + "' is no finite number");
  }
  return {columns, {values.begin(), values.end()}};
}

struct Forecaster::Impl {
  model::Forecaster model;
  ModelInfo info;

  explicit Impl(model::Forecaster forecaster) : model(std::move(forecaster)), info(info_of(model)) {}
};

Forecaster ForecasterAccess::make(model::Forecaster model) {
  return Forecaster(std::make_shared<const Forecaster::Impl>(std::move(model)));
}

Forecaster::Forecaster(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Forecaster Forecaster::load(const std::string& model) {
  return guarded([&] { return ForecasterAccess::make(model::Forecaster::load(open_model(model))); });
}

Forecaster Forecaster::from_bytes(std::span<const std::byte> bytes) {
  return guarded([&] { return ForecasterAccess::make(model::Forecaster::load(open_model(bytes))); });
}

void Forecaster::save(const std::string& path) const {
  guarded([&] { impl_->model.save(path); });
}

const ModelInfo& Forecaster::info() const {
  return impl_->info;
}

const std::vector<std::string>& Forecaster::columns() const {
  return impl_->model.scaling().columns;
}

std::vector<std::string> Forecaster::targets() const {
  std::vector<std::string> names;
  const model::SeriesScaling& scaling = impl_->model.scaling();
  for (std::size_t target = 0; target < scaling.targets.size(); ++target) {
    names.push_back(scaling.target(target));
  }
  return names;
}

std::size_t Forecaster::horizon() const {
  return impl_->model.horizon();
}

std::size_t Forecaster::rows_before() const {
  return impl_->model.rows_before();
}

std::vector<double> Forecaster::predict(std::span<const double> series) const {
  return guarded([&] {
    base::Pool pool(1);
    return impl_->model.forecast(series_of(series, columns()), series_name, pool).values;
  });
}

ForecastErrors Forecaster::score(std::span<const double> series, std::size_t test_rows,
                                 std::size_t every) const {
  return guarded([&] {
    const auto shared = std::make_shared<const corpus::Series>(series_of(series, columns()));
    if (test_rows > shared->rows()) throw BadInput("the series is shorter than the part to forecast");
    if (every == 0) throw BadInput("every must be at least 1");
    base::Pool pool(1);
    ForecastErrors errors;
    for (const auto& [name, value] : training::named_scores(impl_->model.score(
             {shared, shared->rows() - test_rows, shared->rows()}, every, series_name, pool))) {
      if (name == "mase") errors.mase = value;
      if (name == "mae") errors.mae = value;
      if (name == "rmse") errors.rmse = value;
    }
    return errors;
  });
}

}  // namespace seqlab
