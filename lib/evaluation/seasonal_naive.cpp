#include "evaluation/seasonal_naive.h"

#include <algorithm>
#include <stdexcept>

namespace seqlab::evaluation {

std::vector<double> seasonal_naive(std::span<const double> past, std::size_t season, std::size_t horizon) {
  if (season == 0 || season > past.size()) throw std::invalid_argument("the past has a season or more");
  const std::span<const double> last = past.last(season);
  std::vector<double> forecast;
  for (std::size_t h = 0; h < horizon; ++h) forecast.push_back(last[h % season]);
  return forecast;
}

ForecastScore seasonal_naive_score(std::span<const double> series, std::size_t season,
                                   const RollingOrigin& plan, double scale) {
  ForecastScore score(scale);
  for (const std::size_t origin : rolling_origins(series.size(), plan)) {
    score.add(series.subspan(origin, plan.horizon),
              seasonal_naive(series.first(origin), season, plan.horizon));
  }
  return score;
}

ForecastScore seasonal_naive_score(std::span<const double> series, std::size_t season,
                                   const RollingOrigin& plan) {
  const std::size_t train = series.size() - std::min(plan.test, series.size());
  return seasonal_naive_score(series, season, plan, seasonal_scale(series.first(train), season));
}

}  // namespace seqlab::evaluation
