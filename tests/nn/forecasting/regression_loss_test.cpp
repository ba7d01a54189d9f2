#include "nn/forecasting/regression_loss.h"

#include "catch.h"

using namespace seqlab::nn;

namespace {

Activations<double> two_columns() {
  Activations<double> y(2, 2);
  y.matrix() << 1, 2, 3, 4;
  return y;
}

}  // namespace

TEST_CASE("squared and absolute losses sum over all numbers, with the gradient of their mean") {
  const Activations<double> y = two_columns();
  Matrix<double> gold(2, 2);
  gold << 1, 5, 2, 4;
  Activations<double> dy;
  const LossSum squared = regression_loss(RegressionLoss::squared, y, gold, dy);
  CHECK(squared.sum == 10);
  CHECK(squared.count == 4);
  CHECK(dy.matrix()(0, 0) == 0);
  CHECK(dy.matrix()(0, 1) == -1.5);
  CHECK(dy.matrix()(1, 0) == 0.5);
  const LossSum absolute = regression_loss(RegressionLoss::absolute, y, gold, dy);
  CHECK(absolute.sum == 4);
  CHECK(absolute.mean() == 1);
  CHECK(dy.matrix()(0, 0) == 0);
  CHECK(dy.matrix()(0, 1) == -0.25);
  CHECK(dy.matrix()(1, 0) == 0.25);
}
