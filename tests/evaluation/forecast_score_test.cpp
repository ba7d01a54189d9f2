#include "evaluation/forecast_score.h"

#include <cmath>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "catch.h"

using namespace seqlab::evaluation;
using Numbers = std::vector<double>;

TEST_CASE("no forecast to score gives zeros and no division by zero") {
  const ForecastScore score(2);
  CHECK(score.numbers() == 0);
  CHECK(score.mae() == 0);
  CHECK(score.rmse() == 0);
  CHECK(score.mase() == 0.0);
}

TEST_CASE("errors of forecasts give MAE, RMSE and, over a scale, MASE") {
  ForecastScore score(4);
  score.add(Numbers{10, 20, 30}, Numbers{13, 20, 26});
  score.add(Numbers{-1}, Numbers{4});
  // Errors -3, 0, 4, -5.
  CHECK(score.numbers() == 4);
  CHECK(score.mae() == 3);
  CHECK(score.rmse() == Approx(std::sqrt(50.0 / 4)));
  CHECK(score.mase() == 0.75);
  std::ostringstream output;
  score.print(output);
  CHECK(output.str() == "forecast 4 numbers; MAE: 3; RMSE: 3.5355; MASE: 0.75\n");
}

TEST_CASE("scores of forecasts with the same scale add up") {
  ForecastScore score(4);
  score.add(Numbers{10, 20}, Numbers{13, 20});
  ForecastScore other(4);
  other.add(Numbers{30, -1}, Numbers{26, 4});
  score += other;
  CHECK(score.numbers() == 4);
  CHECK(score.mase() == 0.75);
  std::ostringstream output;
  score.print(output, "all:");
  CHECK(output.str() == "all: 4 numbers; MAE: 3; RMSE: 3.5355; MASE: 0.75\n");
}

TEST_CASE("a series that repeats itself has no scale, and then forecasts have no MASE") {
  CHECK(seasonal_scale(Numbers{1, 5, 1, 5, 1}, 2) == 0);
  ForecastScore score(0);
  score.add(Numbers{1}, Numbers{2});
  CHECK_FALSE(score.mase());
  std::ostringstream output;
  score.print(output);
  CHECK(output.str() == "forecast 1 numbers; MAE: 1; RMSE: 1\n");
}

TEST_CASE("the scale of MASE is the mean difference to the season before") {
  const Numbers train = {1, 4, 2, 8, 5, 7};
  CHECK(seasonal_scale(train, 1) == Approx((3 + 2 + 6 + 3 + 2) / 5.0));
  CHECK(seasonal_scale(train, 4) == Approx((4 + 3) / 2.0));
  CHECK(seasonal_scale(train, 5) == 6);
  CHECK_THROWS_AS(seasonal_scale(train, 6), std::invalid_argument);
  CHECK_THROWS_AS(seasonal_scale(train, 0), std::invalid_argument);
}
