#include "evaluation/forecast_score.h"

#include <cassert>
#include <cmath>
#include <iomanip>
#include <sstream>
#include <stdexcept>

namespace seqlab::evaluation {

void ForecastScore::add(std::span<const double> gold, std::span<const double> forecast) {
  assert(gold.size() == forecast.size());
  for (std::size_t i = 0; i < gold.size(); ++i) {
    const double error = gold[i] - forecast[i];
    absolute_ += std::abs(error);
    squared_ += error * error;
  }
  numbers_ += gold.size();
}

double ForecastScore::mae() const {
  return numbers_ > 0 ? absolute_ / static_cast<double>(numbers_) : 0;
}

double ForecastScore::rmse() const {
  return numbers_ > 0 ? std::sqrt(squared_ / static_cast<double>(numbers_)) : 0;
}

std::optional<double> ForecastScore::mase() const {
  return scale_ > 0 ? std::optional(mae() / scale_) : std::nullopt;
}

ForecastScore& ForecastScore::operator+=(const ForecastScore& other) {
  assert(scale_ == other.scale_);
  numbers_ += other.numbers_;
  absolute_ += other.absolute_;
  squared_ += other.squared_;
  return *this;
}

void ForecastScore::print(std::ostream& output, const std::string& name) const {
  std::ostringstream text;
  text << std::setprecision(5) << name << ' ' << numbers_ << " numbers; MAE: " << mae()
       << "; RMSE: " << rmse();
  if (const std::optional<double> scaled = mase()) text << "; MASE: " << *scaled;
  output << text.str() << '\n';
}

double seasonal_scale(std::span<const double> train, std::size_t season) {
  if (season == 0 || season >= train.size()) {
    throw std::invalid_argument("a training part is longer than a season");
  }
  double sum = 0;
  for (std::size_t t = season; t < train.size(); ++t) sum += std::abs(train[t] - train[t - season]);
  return sum / static_cast<double>(train.size() - season);
}

}  // namespace seqlab::evaluation
