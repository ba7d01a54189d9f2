// Heads with more labels and columns than a piece of work has.
#include <cmath>
#include <cstdint>
#include <vector>

#include "as_matrices.h"
#include "base/pool.h"
#include "catch.h"
#include "nn/heads/softmax.h"
#include "nn/numbers/layout.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::loss_of;
using seqlab::tests::RandomNumbers;
using seqlab::tests::single_tokens;

TEST_CASE(
    "the gradient of a head with hundreds of labels is the plain sum over its columns, for any number of "
    "threads") {
  constexpr std::size_t inputs = 5;
  constexpr std::size_t labels = 331;
  constexpr std::size_t columns = 301;
  constexpr double scale = 0.25;
  Layout layout;
  const SoftmaxHead<double> head(layout, {"head", labels, HeadKind::softmax, {}, scale}, inputs);
  RandomNumbers random(1);
  const std::vector<double> weights = random.vector<double>(layout.size());
  const Matrix<double> x = random.matrix<double>(inputs, columns);
  std::vector<std::int32_t> gold;
  for (std::size_t column = 0; column < columns; ++column) {
    gold.push_back(static_cast<std::int32_t>(random.below(labels + 20)) - 10);  // some are invalid
  }

  const Slot& weight = layout.slots()[0];
  const Slot& bias = layout.slots()[1];
  std::vector<double> expected(layout.size());
  Matrix<double> expected_dx = Matrix<double>::Zero(inputs, columns);
  double loss = 0;
  std::size_t count = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    const auto label = static_cast<std::size_t>(gold[column]);
    if (gold[column] < 0 || label >= labels) continue;
    std::vector<double> p(labels);
    double sum = 0;
    for (std::size_t k = 0; k < labels; ++k) {
      double score = weights[bias.offset + k];
      for (std::size_t i = 0; i < inputs; ++i) {
        score += weights[weight.offset + k * inputs + i] * x(index(i), index(column));
      }
      p[k] = std::exp(score);
      sum += p[k];
    }
    ++count;
    loss -= std::log(p[label] / sum);
    for (std::size_t k = 0; k < labels; ++k) {
      const double d = scale * (p[k] / sum - (k == label ? 1 : 0));
      expected[bias.offset + k] += d;
      for (std::size_t i = 0; i < inputs; ++i) {
        expected[weight.offset + k * inputs + i] += d * x(index(i), index(column));
        expected_dx(index(i), index(column)) += d * weights[weight.offset + k * inputs + i];
      }
    }
  }

  std::vector<double> first;
  for (const std::size_t threads : {1U, 4U}) {
    Pool pool(threads);
    std::vector<double> gradient(layout.size());
    Matrix<double> dx;
    const LossSum found = loss_of<double>(head, weights, single_tokens(x), x, gold, gradient, dx, pool);
    CHECK(found.count == count);
    CHECK(std::abs(found.sum - loss) < 1e-9);
    double difference = (dx - expected_dx).cwiseAbs().maxCoeff();
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      difference = std::max(difference, std::abs(gradient[i] - expected[i]));
    }
    CHECK(difference < 1e-10);
    if (first.empty()) first = gradient;
    CHECK(gradient == first);
  }
}
