// Scores of forecasts of a series of numbers.
#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <span>
#include <string>

namespace seqlab::evaluation {

// Errors of forecasts, over all numbers y and their forecasts f:
//
//   MAE = mean |y - f|   RMSE = sqrt(mean (y - f)^2)   MASE = MAE / scale
//
// MASE, the mean absolute scaled error (Hyndman and Koehler 2006), does not depend on the unit. With the
// scale seasonal_scale(), it is below 1 for forecasts whose errors are smaller than those of the seasonal
// naive forecast in the training part.
class ForecastScore {
 public:
  explicit ForecastScore(double scale) : scale_(scale) {}

  // As many forecasts as numbers.
  void add(std::span<const double> gold, std::span<const double> forecast);
  [[nodiscard]] std::size_t numbers() const { return numbers_; }
  // 0 without numbers.
  [[nodiscard]] double mae() const;
  [[nodiscard]] double rmse() const;
  // Nothing if the scale is 0.
  [[nodiscard]] std::optional<double> mase() const;
  // Of both together; `other` has the same scale.
  ForecastScore& operator+=(const ForecastScore& other);
  // A line that begins with the name of what has made the forecasts.
  void print(std::ostream& output, const std::string& name = "forecast") const;

 private:
  double scale_;
  std::size_t numbers_ = 0;
  double absolute_ = 0;
  double squared_ = 0;
};

// The scale of MASE for a series y_1 ... y_n of season m, from its training part alone (Hyndman and Koehler
// 2006, with m = 1; Hyndman and Athanasopoulos 2021, section 5.8, with any m):
//
//   scale = mean over t = m + 1 ... n of |y_t - y_(t-m)|
//
// Throws std::invalid_argument unless 0 < season < n.
double seasonal_scale(std::span<const double> train, std::size_t season);

}  // namespace seqlab::evaluation
