#include "nn/heads/softmax.h"

#include <cmath>
#include <limits>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "gradient_check.h"
#include "naive_network.h"
#include "naive_weights.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::loss_of;
using seqlab::tests::naive_softmax;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::probabilities_of;
using seqlab::tests::RandomNumbers;
using seqlab::tests::single_tokens;
using seqlab::tests::slot_called;

namespace {

constexpr std::size_t inputs = 4;

struct Case {
  Case(std::size_t its_labels, std::size_t columns)
      : labels(its_labels), head(layout, {"head", labels}, inputs), random(labels + columns), pool(2) {
    weights = random.vector<double>(layout.size());
    x = random.matrix<double>(inputs, columns);
    for (std::size_t column = 0; column < columns; ++column) {
      gold.push_back(static_cast<std::int32_t>(random.below(labels + 1)) - 1);
    }
  }
  LossSum loss(std::vector<double>& gradient, Matrix<double>& dx, double weight = 1) {
    Layout own;
    const SoftmaxHead<double> weighted(own, {.labels = labels, .weight = weight}, inputs);
    return loss_of<double>(weighted, weights, single_tokens(x), x, gold, gradient, dx, pool);
  }
  double loss_alone() {
    std::vector<double> gradient(layout.size());
    Matrix<double> dx;
    return loss(gradient, dx).sum;
  }
  Layout layout;
  std::size_t labels;
  SoftmaxHead<double> head;
  RandomNumbers random;
  Pool pool;
  std::vector<double> weights;
  Matrix<double> x;
  std::vector<std::int32_t> gold;
};

}  // namespace

TEST_CASE("probabilities are the softmax of V x + d, also over several pieces of columns") {
  Case given(3, 1100);
  const Matrix<double> p = probabilities_of(given.head, given.weights, given.x, given.pool);
  const Numbers weight = numbers_of(given.layout, given.weights, "head.weight");
  const Numbers bias = numbers_of(given.layout, given.weights, "head.bias");
  double largest = 0;
  for (std::size_t column = 0; column < 1100; ++column) {
    const Numbers expected = naive_softmax(weight, bias, column_of(given.x, column));
    largest = std::max(largest, largest_difference(column_of(p, column), expected));
  }
  CHECK(largest < 1e-14);
}

TEST_CASE("the loss is the sum of -ln p(gold) over the columns with a gold label") {
  Case given(3, 1100);
  const Matrix<double> p = probabilities_of(given.head, given.weights, given.x, given.pool);
  double expected = 0;
  std::size_t count = 0;
  for (std::size_t column = 0; column < given.gold.size(); ++column) {
    if (given.gold[column] < 0) continue;
    expected -= std::log(p(given.gold[column], index(column)));
    ++count;
  }
  std::vector<double> gradient(given.layout.size());
  Matrix<double> dx;
  const LossSum sum = given.loss(gradient, dx);
  CHECK(sum.count == count);
  CHECK(sum.sum == Approx(expected).epsilon(1e-12));
}

TEST_CASE("the head's gradients agree with difference quotients") {
  const std::size_t labels = GENERATE(std::size_t{2}, std::size_t{5});
  Case given(labels, 9);
  std::vector<double> gradient(given.layout.size());
  Matrix<double> dx;
  given.loss(gradient, dx);
  const auto loss = [&] { return given.loss_alone(); };
  check_gradient("weights", given.weights.data(), given.weights.size(), gradient.data(), loss);
  check_gradient("x", given.x, dx, loss);
}

TEST_CASE("the head's gradients agree with difference quotients also over several pieces of columns") {
  Case given(3, 600);
  std::vector<double> gradient(given.layout.size());
  Matrix<double> dx;
  given.loss(gradient, dx);
  const auto loss = [&] { return given.loss_alone(); };
  check_gradient("weights", given.weights.data(), given.weights.size(), gradient.data(), loss);
  // Columns on both sides of a boundary between pieces.
  given.gold[511] = given.gold[512] = 1;
  given.loss(gradient, dx);
  check_gradient("x", given.x.col(511).data(), 2 * inputs, dx.col(511).data(), loss);
}

TEST_CASE("the head adds to the gradient") {
  Case given(3, 5);
  std::vector<double> once(given.layout.size());
  Matrix<double> dx;
  given.loss(once, dx);
  std::vector<double> more(given.layout.size(), 10.0);
  given.loss(more, dx);
  for (std::size_t i = 0; i < once.size(); ++i) {
    // Gaps between slots are not used.
    const Slot& bias = slot_called(given.layout, "head.bias");
    if (i >= bias.offset + bias.size()) continue;
    if (i >= 12 && i < bias.offset) continue;
    CHECK(more[i] - 10.0 == Approx(once[i]).margin(1e-12));
  }
}

TEST_CASE("the weight of a head scales its gradients and not its loss") {
  Case given(3, 300);
  std::vector<double> once(given.layout.size());
  std::vector<double> scaled(given.layout.size());
  Matrix<double> dx;
  Matrix<double> scaled_dx;
  const LossSum sum = given.loss(once, dx);
  CHECK(given.loss(scaled, scaled_dx, 0.25).sum == sum.sum);
  CHECK(scaled_dx == 0.25 * dx);
  for (std::size_t i = 0; i < once.size(); ++i) CHECK(scaled[i] == 0.25 * once[i]);
}

TEST_CASE("columns without a valid gold label are ignored") {
  Case given(3, 4);
  given.gold = {-1, 2, 3, 1000};
  std::vector<double> gradient(given.layout.size());
  Matrix<double> dx;
  const LossSum sum = given.loss(gradient, dx);
  CHECK(sum.count == 1);
  CHECK(dx.col(0).isZero(0));
  CHECK_FALSE(dx.col(1).isZero(0));
  CHECK(dx.col(2).isZero(0));
  CHECK(dx.col(3).isZero(0));
}

TEST_CASE("without any gold label, loss and gradients are zero") {
  Case given(3, 4);
  given.gold = {-1, -1, -1, -1};
  std::vector<double> gradient(given.layout.size());
  Matrix<double> dx = Matrix<double>::Ones(1, 1);
  const LossSum sum = given.loss(gradient, dx);
  CHECK(sum.sum == 0);
  CHECK(sum.count == 0);
  CHECK(dx.rows() == index(inputs));
  CHECK(dx.cols() == 4);
  CHECK(dx.isZero(0));
  CHECK(gradient == std::vector<double>(gradient.size(), 0.0));
}

TEST_CASE("without columns, loss and gradients are zero") {
  Case given(3, 0);
  std::vector<double> gradient(given.layout.size());
  Matrix<double> dx;
  CHECK(given.loss(gradient, dx).count == 0);
  CHECK(dx.cols() == 0);
  CHECK(gradient == std::vector<double>(gradient.size(), 0.0));
}

TEST_CASE("one label has probability one and no gradient") {
  Case given(1, 3);
  given.gold = {0, 0, -1};
  std::vector<double> gradient(given.layout.size());
  Matrix<double> dx;
  const LossSum sum = given.loss(gradient, dx);
  CHECK(sum.sum == 0);
  CHECK(sum.count == 2);
  CHECK(dx.isZero(0));
}

TEST_CASE("large activations neither overflow nor hide the loss") {
  Layout layout;
  const SoftmaxHead<float> head(layout, {"head", 2, HeadKind::softmax, {}, 0.5}, 1);
  Pool pool(1);
  std::vector<float> weights(layout.size());
  window(weights.data(), slot_called(layout, "head.weight")) << 1, -1;
  Matrix<float> x(1, 2);
  x << 5000, -5000;
  const Matrix<float> p = probabilities_of(head, weights, x, pool);
  CHECK(p(0, 0) == 1);
  CHECK(p(1, 0) < 1e-37F);
  CHECK(p(1, 1) == 1);
  std::vector<float> gradient(layout.size());
  Matrix<float> dx;
  const LossSum sum =
      loss_of<float>(head, weights, single_tokens(x), x, std::vector<std::int32_t>{1, 1}, gradient, dx, pool);
  CHECK(sum.count == 2);
  CHECK(std::isfinite(sum.sum));
  CHECK(sum.sum > 50);
  CHECK(dx(0, 0) == Approx(1));
}

TEST_CASE("a NaN or infinite activation makes the loss NaN or infinite") {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    Case given(3, 4);
    given.gold = {0, 1, 2, 0};
    given.x(2, 1) = bad;
    std::vector<double> gradient(given.layout.size());
    Matrix<double> dx;
    CHECK_FALSE(std::isfinite(given.loss(gradient, dx).sum));
  }
}

TEST_CASE("the head starts with Glorot-uniform weights and a zero bias") {
  Layout layout;
  const SoftmaxHead<double> head(layout, {"head", 40}, 60);
  std::vector<double> weights(layout.size(), 5.0);
  head.initialise(weights.data(), Noise(1));
  const auto weight = window(weights.data(), slot_called(layout, "head.weight"));
  const double limit = std::sqrt(6.0 / 100);
  CHECK(weight.maxCoeff() <= limit);
  CHECK(weight.maxCoeff() > 0.99 * limit);
  CHECK(weight.minCoeff() >= -limit);
  CHECK(weight.minCoeff() < -0.99 * limit);
  CHECK(std::abs(weight.mean()) < 5 * limit / std::sqrt(3.0 * 2400));
  CHECK(window(weights.data(), slot_called(layout, "head.bias")).isZero(0));
}
