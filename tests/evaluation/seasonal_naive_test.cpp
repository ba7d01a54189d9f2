#include "evaluation/seasonal_naive.h"

#include <cmath>
#include <stdexcept>
#include <vector>

#include "catch.h"

using namespace seqlab::evaluation;
using Numbers = std::vector<double>;

TEST_CASE("the seasonal naive forecast repeats the last season") {
  const Numbers past = {9, 1, 2, 3};
  CHECK(seasonal_naive(past, 3, 7) == Numbers{1, 2, 3, 1, 2, 3, 1});
  CHECK(seasonal_naive(past, 3, 2) == Numbers{1, 2});
  CHECK(seasonal_naive(past, 1, 2) == Numbers{3, 3});
  CHECK(seasonal_naive(past, 4, 1) == Numbers{9});
  CHECK_THROWS_AS(seasonal_naive(past, 5, 1), std::invalid_argument);
  CHECK_THROWS_AS(seasonal_naive(past, 0, 1), std::invalid_argument);
}

TEST_CASE("the seasonal naive forecast is scored from each origin, with the scale of the training part") {
  const Numbers series = {1, 10, 3, 14, 6, 11, 4};
  // The training part 1, 10, 3, 14 has the scale (2 + 4) / 2. From 14: 3, 14 for 6, 11; from 6: 14, 6 for
  // 11, 4.
  const ForecastScore score = seasonal_naive_score(series, 2, {.test = 3, .horizon = 2});
  CHECK(score.numbers() == 4);
  CHECK(score.mae() == Approx((3 + 3 + 3 + 2) / 4.0));
  CHECK(score.rmse() == Approx(std::sqrt((9 + 9 + 9 + 4) / 4.0)));
  CHECK(*score.mase() == Approx(11 / 4.0 / 3));
  CHECK(*seasonal_naive_score(series, 2, {.test = 3, .horizon = 2}, 11).mase() == Approx(0.25));
  CHECK_THROWS_AS(seasonal_naive_score(series, 2, {.test = 5, .horizon = 2}), std::invalid_argument);
  CHECK_THROWS_AS(seasonal_naive_score(series, 2, {.test = 8, .horizon = 2}), std::invalid_argument);
}
