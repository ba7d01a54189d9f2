#include "model/forecasting/series_view.h"

#include <cassert>
#include <cmath>

#include "base/errors.h"
#include "model/forecasting/series_scaling.h"

namespace seqlab::model {

SeriesView::SeriesView(const corpus::Series& series, const options::ModelOptions& options,
                       const std::string& name)
    : rows_(series.rows()),
      columns_(series.columns()),
      window_(options.window),
      season_(options.season),
      seasons_(options.season == 0 ? 0 : options.seasons),
      log_(options.logarithms),
      relative_(options.relative),
      values_(series.values) {
  if (!log_) return;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (values_[i] <= 0) {
      throw DataError({name, 0, 0},
                      "row " + std::to_string(i / columns_ + 1) + " of the column '" +
                          series.names[i % columns_] +
                          "' is not above zero, so that it has no logarithm; train without --logarithms");
    }
    values_[i] = std::log(values_[i]);
  }
}

double SeriesView::base(std::size_t row, std::size_t column, std::size_t known) const {
  if (seasons_ == 0) return 0;
  const std::size_t back = row < known ? 1 : (row - known) / season_ + 1;
  assert(row >= (back + seasons_ - 1) * season_);
  double sum = 0;
  for (std::size_t k = 0; k < seasons_; ++k) sum += value(row - (back + k) * season_, column);
  return sum / static_cast<double>(seasons_);
}

double SeriesView::centre(std::size_t origin, std::size_t column, const SeriesScaling& scaling) const {
  return relative_ ? difference(origin - 1, column, origin) : scaling.means[column];
}

nn::WindowBatch<float> SeriesView::windows(std::span<const std::size_t> origins,
                                           const SeriesScaling& scaling) const {
  nn::WindowBatch<float> batch{origins.size(), {nn::index(columns_), nn::index(window_ * origins.size())}};
  for (std::size_t i = 0; i < origins.size(); ++i) {
    for (std::size_t column = 0; column < columns_; ++column) {
      const double own_centre = centre(origins[i], column, scaling);
      for (std::size_t step = 0; step < window_; ++step) {
        const double d = difference(origins[i] - window_ + step, column, origins[i]);
        batch.numbers(nn::index(column), nn::index(step * origins.size() + i)) =
            static_cast<float>((d - own_centre) / scaling.deviations[column]);
      }
    }
  }
  return batch;
}

nn::Matrix<float> SeriesView::gold(std::span<const std::size_t> origins, std::size_t horizon,
                                   const SeriesScaling& scaling) const {
  const std::size_t targets = scaling.targets.size();
  nn::Matrix<float> gold(nn::index(horizon * targets), nn::index(origins.size()));
  for (std::size_t i = 0; i < origins.size(); ++i) {
    for (std::size_t target = 0; target < targets; ++target) {
      const std::size_t column = scaling.targets[target];
      const double own_centre = centre(origins[i], column, scaling);
      for (std::size_t ahead = 0; ahead < horizon; ++ahead) {
        const double d = difference(origins[i] + ahead, column, origins[i]);
        gold(nn::index(ahead * targets + target), nn::index(i)) =
            static_cast<float>((d - own_centre) / scaling.deviations[column]);
      }
    }
  }
  return gold;
}

double SeriesView::forecast(double output, std::size_t origin, std::size_t ahead, std::size_t target,
                            const SeriesScaling& scaling) const {
  const std::size_t column = scaling.targets[target];
  const double d = centre(origin, column, scaling) + scaling.deviations[column] * output;
  const double z = d + base(origin + ahead, column, origin);
  return log_ ? std::exp(z) : z;
}

}  // namespace seqlab::model
