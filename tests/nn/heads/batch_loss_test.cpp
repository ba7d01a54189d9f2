#include "nn/heads/batch_loss.h"

#include <cmath>
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

// What a head says of columns with gold labels: its loss, and the gradients of weights and inputs.
struct Said {
  LossSum loss;
  std::vector<double> gradient;
  Matrix<double> dx;
};

struct OneHead {
  Layout layout;
  Head<double> head;
  std::vector<double> weights;
  Matrix<double> x;
  Packing packing;

  OneHead(HeadKind kind, std::vector<std::size_t> lengths, double weight)
      : head(layout, {"head", labels, kind, {}, weight}, inputs), packing(std::move(lengths)) {
    RandomNumbers random(5);
    weights = random.vector<double>(layout.size());
    x = random.matrix<double>(inputs, packing.columns());
  }

  [[nodiscard]] Said say(const std::vector<std::int32_t>& gold, const BatchLoss& batch_loss) const {
    Pool pool(1);
    Head<double>::Prepared prepared;
    head.prepare_training(weights.data(), prepared);
    Said said;
    said.gradient.assign(layout.size(), 0.0);
    Activations<double> dx;
    said.loss =
        head.loss(weights.data(), prepared, x, &packing, gold, batch_loss, said.gradient.data(), dx, pool);
    said.dx = dx.matrix();
    return said;
  }
};

}  // namespace

TEST_CASE("the mean counts the labels that there are, by their weights, and a sum is as it is") {
  const std::vector<std::int32_t> gold = {0, 2, -1, 2, 3, 1};  // label 3 is none of the three
  CHECK(BatchLoss{}.scale(gold, labels) == Approx(1.0 / 4));
  CHECK(BatchLoss{Kind::mean, {2, 0.5, 1}}.scale(gold, labels) == Approx(1 / (2 + 1 + 1 + 0.5)));
  CHECK(BatchLoss{Kind::sum, {2, 0.5, 1}}.scale(gold, labels) == 1);
  CHECK(BatchLoss{}.scale(std::vector<std::int32_t>{-1, -1}, labels) == 1);
  CHECK(BatchLoss{Kind::mean, {0, 1, 1}}.scale(std::vector<std::int32_t>{0}, labels) == 1);
}

TEST_CASE("the gradient of a sum is that of the mean times the labels, for every head") {
  for (const HeadKind kind : {HeadKind::softmax, HeadKind::crf}) {
    const OneHead one(kind, {3, 2, 1}, 0.5);
    const std::vector<std::int32_t> gold = {0, 2, -1, 2, 1, 1};
    const Said mean = one.say(gold, {});
    const Said sum = one.say(gold, {Kind::sum});
    CHECK(sum.loss.sum == mean.loss.sum);
    CHECK(mean.loss.count == 5);
    CHECK((sum.dx - 5 * mean.dx).norm() < 1e-12);
    for (std::size_t i = 0; i < one.weights.size(); ++i) {
      CHECK(std::abs(sum.gradient[i] - 5 * mean.gradient[i]) < 1e-12);
    }
  }
}

TEST_CASE("the gradient with weights of labels is the weighted sum over what each column says alone") {
  const std::vector<double> label_weights = {0.25, 3, 1.5};
  const std::vector<std::int32_t> gold = {0, 2, -1, 2, 1, 1};
  const OneHead one(HeadKind::softmax, {3, 2, 1}, 0.5);
  for (const Kind kind : {Kind::mean, Kind::sum}) {
    const Said all = one.say(gold, {kind, label_weights});
    std::vector<double> gradient(one.weights.size(), 0.0);
    Matrix<double> dx = Matrix<double>::Zero(inputs, index(gold.size()));
    double mass = 0;
    for (std::size_t column = 0; column < gold.size(); ++column) {
      if (gold[column] < 0) continue;
      std::vector<std::int32_t> alone(gold.size(), -1);
      alone[column] = gold[column];
      const Said own = one.say(alone, {});
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
    CHECK(all.loss.sum == one.say(gold, {}).loss.sum);
  }
}

TEST_CASE("weights of labels are refused before a CRF, and when they are not one a label") {
  const std::vector<std::int32_t> gold = {0};
  CHECK_THROWS_AS(OneHead(HeadKind::crf, {1}, 1).say(gold, {Kind::mean, {1, 1, 1}}), std::invalid_argument);
  CHECK_THROWS_AS(OneHead(HeadKind::softmax, {1}, 1).say(gold, {Kind::mean, {1, 1}}), std::invalid_argument);
}
