#include "model/forecasting/series_scaling.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "base/errors.h"
#include "evaluation/forecast_score.h"
#include "model/forecasting/series_view.h"
#include "options/option_info.h"

namespace seqlab::model {

namespace {

std::size_t target_called(const std::string& name, const std::vector<std::string>& columns) {
  const auto found = std::ranges::find(columns, name);
  if (found == columns.end()) {
    throw UsageError("--targets " + name + ": no such column is read" + options::nearest_hint(name, columns));
  }
  return static_cast<std::size_t>(found - columns.begin());
}

}  // namespace

std::size_t horizon_of(const options::ModelOptions& options) {
  return options.horizon > 0 ? options.horizon : scored_season(options);
}

std::size_t scored_season(const options::ModelOptions& options) {
  return std::max<std::size_t>(options.season, 1);
}

std::vector<std::string> names_in(const options::List<std::string>& list) {
  if (list.size() == 1 && list.front().empty()) return {};
  return list;
}

SeriesScaling scale_series(const corpus::Series& series, std::size_t train, std::size_t known,
                           const options::ModelOptions& options, const std::string& name) {
  SeriesScaling scaling;
  scaling.columns = series.names;
  for (const std::string& target : names_in(options.targets)) {
    scaling.targets.push_back(target_called(target, series.names));
  }
  for (std::size_t column = 0; scaling.targets.size() < series.columns() && names_in(options.targets).empty();
       ++column) {
    scaling.targets.push_back(column);
  }
  const SeriesView view(series, options, name);
  const std::size_t season = scored_season(options);
  if (train < view.lag() + 2 || known <= season) {
    throw DataError({name, 0, 0}, "the part of the series to train on has " + std::to_string(train) +
                                      " rows, too few for the differences from season to season");
  }
  const auto count = static_cast<double>(train - view.lag());
  for (std::size_t column = 0; column < series.columns(); ++column) {
    double sum = 0;
    for (std::size_t row = view.lag(); row < train; ++row) sum += view.difference(row, column, row);
    const double mean = sum / count;
    double squares = 0;
    for (std::size_t row = view.lag(); row < train; ++row) {
      const double distance = view.difference(row, column, row) - mean;
      squares += distance * distance;
    }
    const double deviation = std::sqrt(squares / count);
    scaling.means.push_back(mean);
    scaling.deviations.push_back(deviation > 0 ? deviation : 1);
  }
  for (const std::size_t target : scaling.targets) {
    std::vector<double> values;
    for (std::size_t row = 0; row < known; ++row) values.push_back(series.value(row, target));
    scaling.scales.push_back(evaluation::seasonal_scale(values, season));
  }
  return scaling;
}

}  // namespace seqlab::model
