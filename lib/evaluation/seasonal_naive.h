// The seasonal naive forecast: every number as a season before. The least that other forecasts have to beat.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "evaluation/forecast_score.h"
#include "evaluation/rolling_origin.h"

namespace seqlab::evaluation {

// The forecast of the next `horizon` numbers of a series of season m, which repeats its last season (Hyndman
// and Athanasopoulos 2021, section 5.2):
//
//   f_(n+h) = y_(n+h-m k), k = ceil(h / m)
//
// Throws std::invalid_argument unless 0 < season <= n.
std::vector<double> seasonal_naive(std::span<const double> past, std::size_t season, std::size_t horizon);

// Its score from a rolling origin, with the scale of ForecastScore. Throws as above.
ForecastScore seasonal_naive_score(std::span<const double> series, std::size_t season,
                                   const RollingOrigin& plan, double scale);

// The same, scaled by seasonal_scale() of the rows before the test part. Throws
// std::invalid_argument unless these are more than a season.
ForecastScore seasonal_naive_score(std::span<const double> series, std::size_t season,
                                   const RollingOrigin& plan);

}  // namespace seqlab::evaluation
