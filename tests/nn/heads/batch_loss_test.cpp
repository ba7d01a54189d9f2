#include "nn/heads/batch_loss.h"

#include <cmath>
#include <memory>
#include <stdexcept>
#include <vector>

#include "catch.h"
#include "nn/heads/head.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::RandomNumbers;
using Kind = LossReduction;

namespace {

constexpr std::size_t labels = 3;
constexpr std::size_t inputs = 4;

// The loss of a head, and the gradients of its weights and inputs.
struct Learned {
  LossSum loss;
  std::vector<double> gradient;
  Matrix<double> dx;
};

struct OneHead {
  Layout layout;
  std::unique_ptr<const Head<double>> head;
  std::vector<double> weights;
  Matrix<double> x;
  Packing packing;

  OneHead(HeadKind kind, std::vector<std::size_t> lengths, double weight)
      : head(make_head<double>(layout, {"head", labels, kind, {}, weight}, inputs)),
        packing(std::move(lengths)) {
    RandomNumbers random(5);
    weights = random.vector<double>(layout.size());
    x = random.matrix<double>(inputs, packing.columns());
  }

  [[nodiscard]] Learned learn(const std::vector<std::int32_t>& gold, const BatchLoss& batch_loss) const {
    Pool pool(1);
    std::unique_ptr<PreparedHead> prepared;
    head->prepare_training(weights.data(), prepared);
    Learned learned;
    learned.gradient.assign(layout.size(), 0.0);
    Activations<double> dx;
    learned.loss = head->loss(weights.data(), *prepared, packing, x, gold, batch_loss,
                              learned.gradient.data(), dx, pool);
    learned.dx = dx.matrix();
    return learned;
  }
};

}  // namespace

TEST_CASE("a mean divides by the weights of the gold labels, and a sum by nothing") {
  const std::vector<std::int32_t> gold = {0, 2, -1, 2, 3, 1};  // label 3 is invalid
  CHECK(BatchLoss{}.scale(gold, labels) == Approx(1.0 / 4));
  CHECK(BatchLoss{Kind::mean, {2, 0.5, 1}}.scale(gold, labels) == Approx(1 / (2 + 1 + 1 + 0.5)));
  CHECK(BatchLoss{Kind::sum, {2, 0.5, 1}}.scale(gold, labels) == 1);
  CHECK(BatchLoss{}.scale(std::vector<std::int32_t>{-1, -1}, labels) == 1);
  CHECK(BatchLoss{Kind::mean, {0, 1, 1}}.scale(std::vector<std::int32_t>{0}, labels) == 1);
}

TEST_CASE("the gradient of a sum is that of the mean times the number of labels, for every head") {
  for (const HeadKind kind : {HeadKind::softmax, HeadKind::crf}) {
    const OneHead one(kind, {3, 2, 1}, 0.5);
    const std::vector<std::int32_t> gold = {0, 2, -1, 2, 1, 1};
    const Learned mean = one.learn(gold, {});
    const Learned sum = one.learn(gold, {Kind::sum});
    CHECK(sum.loss.sum == mean.loss.sum);
    CHECK(mean.loss.count == 5);
    CHECK((sum.dx - 5 * mean.dx).norm() < 1e-12);
    for (std::size_t i = 0; i < one.weights.size(); ++i) {
      CHECK(std::abs(sum.gradient[i] - 5 * mean.gradient[i]) < 1e-12);
    }
  }
}

TEST_CASE("the gradient with label weights is the weighted sum of each column's own gradient") {
  const std::vector<double> label_weights = {0.25, 3, 1.5};
  const std::vector<std::int32_t> gold = {0, 2, -1, 2, 1, 1};
  const OneHead one(HeadKind::softmax, {3, 2, 1}, 0.5);
  for (const Kind kind : {Kind::mean, Kind::sum}) {
    const Learned all = one.learn(gold, {kind, label_weights});
    std::vector<double> gradient(one.weights.size(), 0.0);
    Matrix<double> dx = Matrix<double>::Zero(inputs, index(gold.size()));
    double mass = 0;
    for (std::size_t column = 0; column < gold.size(); ++column) {
      if (gold[column] < 0) continue;
      std::vector<std::int32_t> alone(gold.size(), -1);
      alone[column] = gold[column];
      const Learned own = one.learn(alone, {});
      const double weight = label_weights[static_cast<std::size_t>(gold[column])];
      mass += weight;
      for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += weight * own.gradient[i];
      dx += weight * own.dx;
    }
    const double scale = kind == Kind::mean ? 1 / mass : 1;
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      CHECK(std::abs(all.gradient[i] - scale * gradient[i]) < 1e-12);
    }
    CHECK((all.dx - scale * dx).norm() < 1e-12);
    CHECK(all.loss.sum == one.learn(gold, {}).loss.sum);
  }
}

TEST_CASE("label weights are refused by a CRF, and unless there is one per label") {
  const std::vector<std::int32_t> gold = {0};
  CHECK_THROWS_AS(OneHead(HeadKind::crf, {1}, 1).learn(gold, {Kind::mean, {1, 1, 1}}), std::invalid_argument);
  CHECK_THROWS_AS(OneHead(HeadKind::softmax, {1}, 1).learn(gold, {Kind::mean, {1, 1}}),
                  std::invalid_argument);
}
