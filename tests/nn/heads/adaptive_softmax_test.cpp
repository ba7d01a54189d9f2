#include "nn/heads/adaptive_softmax.h"

#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "gradient_check.h"
#include "naive_adaptive.h"
#include "naive_weights.h"
#include "nn/heads/softmax.h"
#include "peak_memory.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using namespace seqlab::tests;

namespace {

constexpr std::size_t inputs = 17;

HeadShape shape_of(const std::vector<std::size_t>& clusters, double weight = 1) {
  return {.labels = std::accumulate(clusters.begin(), clusters.end(), std::size_t{0}),
          .kind = HeadKind::adaptive,
          .weight = weight,
          .clusters = clusters};
}

const std::vector<std::vector<std::size_t>> some_clusters = {{5}, {3, 4}, {1, 1, 1}, {4, 1, 6, 3}};

// What a head gives for some columns.
template <class Scalar>
struct Results {
  LossSum loss;
  std::vector<Scalar> gradient;
  Matrix<Scalar> dx;
  std::vector<double> log_probabilities;
  Prediction<Scalar> prediction;
  Matrix<Scalar> scores;
};

template <class Scalar>
struct Case {
  Case(const HeadShape& its_shape, std::size_t columns)
      : shape(its_shape),
        head(make_head<Scalar>(layout, its_shape, inputs)),
        random(its_shape.labels + columns),
        weights(random.vector<Scalar>(layout.size())),
        x(random.matrix<Scalar>(inputs, columns)) {
    for (std::size_t column = 0; column < columns; ++column) {
      gold.push_back(static_cast<std::int32_t>(random.below(shape.labels + 2)) - 1);
    }
  }
  [[nodiscard]] Results<Scalar> run(const HeadRequest& request = {.probabilities = true},
                                    const BatchLoss& batch_loss = {LossReduction::sum},
                                    std::size_t threads = 2) const {
    Pool pool(threads);
    Results<Scalar> results;
    results.gradient.assign(layout.size(), Scalar{0});
    std::unique_ptr<PreparedHead> training;
    head->prepare_training(weights.data(), training);
    Activations<Scalar> dx;
    const Packing packing = single_tokens(x);
    results.loss = head->loss(weights.data(), *training, packing, x, gold, batch_loss,
                              results.gradient.data(), dx, pool);
    results.dx = dx.matrix();
    std::unique_ptr<PreparedHead> prepared;
    head->prepare(weights.data(), prepared);
    results.log_probabilities.resize(gold.size());
    head->score(weights.data(), *prepared, x, gold, results.log_probabilities, pool);
    head->predict(weights.data(), *prepared, packing, x, request, results.prediction, pool);
    Activations<Scalar> scores(shape.labels, gold.size());
    Activations<Scalar> scratch;
    head->write_scores(weights.data(), *prepared, {x.data(), inputs}, gold.size(),
                       {scores.column(0), scores.stride()}, scratch);
    results.scores = scores.matrix();
    return results;
  }
  [[nodiscard]] double loss(const BatchLoss& batch_loss = {LossReduction::sum}) const {
    Pool pool(1);
    std::vector<Scalar> gradient(layout.size());
    std::unique_ptr<PreparedHead> prepared;
    head->prepare_training(weights.data(), prepared);
    Activations<Scalar> dx;
    return head
        ->loss(weights.data(), *prepared, single_tokens(x), x, gold, batch_loss, gradient.data(), dx, pool)
        .sum;
  }

  HeadShape shape;
  Layout layout;
  std::unique_ptr<const Head<Scalar>> head;
  RandomNumbers random;
  std::vector<Scalar> weights;
  Matrix<Scalar> x;
  std::vector<std::int32_t> gold;
};

bool labelled(const Case<double>& given, std::size_t column) {
  return given.gold[column] >= 0 && static_cast<std::size_t>(given.gold[column]) < given.shape.labels;
}

}  // namespace

TEST_CASE("clusters that fit the labels are needed, and no restriction of transitions") {
  const auto make = [](const HeadShape& shape) {
    Layout layout;
    return make_head<float>(layout, shape, inputs) != nullptr;
  };
  CHECK(make(shape_of({3, 4})));
  HeadShape shape = shape_of({3, 4});
  shape.labels = 8;
  CHECK_THROWS_AS(make(shape), std::invalid_argument);
  CHECK_THROWS_AS(make(shape_of({3, 0})), std::invalid_argument);
  CHECK_THROWS_AS(make(shape_of({})), std::invalid_argument);
  shape = shape_of({3, 4});
  shape.allowed.start = {1, 1, 1, 1, 1, 1, 0};
  CHECK_THROWS_AS(make(shape), std::invalid_argument);
  const Case<float> given(shape_of({3, 4}), 2);
  CHECK_THROWS_AS(given.run({.n_best = 2}), std::invalid_argument);
}

TEST_CASE("the vectors of clusters are narrower the rarer their labels are, and have a number at least") {
  const Case<float> given(shape_of({2, 3, 4, 5}), 1);
  for (const auto& [name, rows, columns] :
       std::vector<std::tuple<std::string, std::size_t, std::size_t>>{{"weight", 2, 17},
                                                                      {"clusters.weight", 3, 17},
                                                                      {"1.projection.weight", 4, 17},
                                                                      {"1.weight", 3, 4},
                                                                      {"2.projection.weight", 1, 17},
                                                                      {"2.weight", 4, 1},
                                                                      {"3.projection.weight", 1, 17},
                                                                      {"3.weight", 5, 1}}) {
    const Slot& slot = slot_called(given.layout, "head." + name);
    CHECK(slot.rows == rows);
    CHECK(slot.columns == columns);
  }
}

TEST_CASE(
    "probabilities, labels, scores and losses agree with the formulas, over several pieces of columns") {
  const Case<double> given(shape_of(GENERATE(from_range(some_clusters))), 300);
  const Results<double> results = given.run();
  const NaiveAdaptive naive = naive_adaptive(given.layout, given.weights, given.shape);
  LossSum loss;
  double largest = 0;
  std::size_t wrong = 0;
  for (std::size_t column = 0; column < given.gold.size(); ++column) {
    const Numbers p = adapt_naively(naive, column_of(given.x, column));
    CHECK(std::accumulate(p.begin(), p.end(), 0.0) == Approx(1).epsilon(1e-13));
    largest = std::max(largest,
                       largest_difference(column_of(results.prediction.probabilities.matrix(), column), p));
    const auto best = std::max_element(p.begin(), p.end()) - p.begin();
    if (results.prediction.labels[column] != best) ++wrong;
    // The softmax of the scores is p.
    Vector<double> exponentials = results.scores.col(index(column)).array().exp();
    exponentials /= exponentials.sum();
    largest = std::max(largest, largest_difference(column_of(exponentials, 0), p));
    double own = 0;
    if (labelled(given, column)) {
      own = std::log(p[static_cast<std::size_t>(given.gold[column])]);
      loss += {-own, 1};
    }
    largest = std::max(largest, std::abs(results.log_probabilities[column] - own));
  }
  CHECK(largest < 1e-13);
  CHECK(wrong == 0);
  CHECK(results.prediction.finite);
  CHECK(results.loss.count == loss.count);
  CHECK(results.loss.sum == Approx(loss.sum).epsilon(1e-13));
}

TEST_CASE("an adaptive softmax's gradients agree with difference quotients") {
  Case<double> given(shape_of(GENERATE(from_range(some_clusters))), 40);
  const Results<double> results = given.run();
  const auto loss = [&] { return given.loss(); };
  for (const Slot& slot : given.layout.slots()) {
    // A cluster of one label has nothing to choose.
    const bool alone = slot.rows == 1 && slot.name.ends_with(".bias");
    if (slot.name == "head.1.bias" && alone) continue;
    if (given.shape.clusters == std::vector<std::size_t>{1, 1, 1} &&
        slot.name.find_first_of("12") < slot.name.size()) {
      CHECK(window(results.gradient.data(), slot).isZero(1e-15));
      continue;
    }
    if (given.shape.clusters.size() == 4 && slot.name.starts_with("head.1.")) {
      CHECK(window(results.gradient.data(), slot).isZero(1e-15));
      continue;
    }
    check_gradient(slot.name, given.weights.data() + slot.offset, slot.size(),
                   results.gradient.data() + slot.offset, loss);
  }
  check_gradient("x", given.x, results.dx, loss);
}

TEMPLATE_TEST_CASE("one cluster is the full softmax, to the last bit", "", float, double) {
  const Case<TestType> adaptive(shape_of({331}, 0.3), 300);
  HeadShape full = adaptive.shape;
  full.kind = HeadKind::softmax;
  const Case<TestType> softmax(full, 300);
  CHECK(adaptive.layout.size() == softmax.layout.size());
  CHECK(adaptive.weights == softmax.weights);
  std::vector<TestType> initial(adaptive.layout.size());
  std::vector<TestType> initial_of_softmax(adaptive.layout.size());
  adaptive.head->initialise(initial.data(), Noise(1));
  softmax.head->initialise(initial_of_softmax.data(), Noise(1));
  CHECK(initial == initial_of_softmax);
  BatchLoss batch_loss{LossReduction::mean, std::vector<double>(331, 1.0)};
  for (std::size_t i = 0; i < 331; ++i) batch_loss.label_weights[i] = 0.5 + 0.01 * static_cast<double>(i);
  for (const double temperature : {1.0, 0.7}) {
    const HeadRequest request{.probabilities = true, .temperature = temperature};
    const Results<TestType> own = adaptive.run(request, batch_loss);
    const Results<TestType> expected = softmax.run(request, batch_loss);
    CHECK(own.loss.sum == expected.loss.sum);
    CHECK(own.loss.count == expected.loss.count);
    CHECK(own.gradient == expected.gradient);
    CHECK(own.dx == expected.dx);
    CHECK(own.log_probabilities == expected.log_probabilities);
    CHECK(own.scores == expected.scores);
    CHECK(own.prediction.labels == expected.prediction.labels);
    CHECK(own.prediction.probabilities.matrix() == expected.prediction.probabilities.matrix());
  }
}

TEMPLATE_TEST_CASE("a column gets the same bits alone and among others", "", float, double) {
  const Case<TestType> given(shape_of({4, 1, 60, 3}), 150);
  const Results<TestType> all = given.run();
  std::size_t different = 0;
  for (std::size_t column = 0; column < given.gold.size(); ++column) {
    Case<TestType> own(given.shape, 1);
    own.weights = given.weights;
    own.x = given.x.col(index(column));
    own.gold = {given.gold[column]};
    const Results<TestType> alone = own.run();
    if (alone.log_probabilities.front() != all.log_probabilities[column]) ++different;
    if (alone.scores != all.scores.col(index(column))) ++different;
    if (alone.dx != all.dx.col(index(column))) ++different;
    if (alone.prediction.probabilities.matrix() != all.prediction.probabilities.matrix().col(index(column))) {
      ++different;
    }
    if (alone.prediction.labels.front() != all.prediction.labels[column]) ++different;
  }
  CHECK(different == 0);
}

TEST_CASE("an adaptive softmax gives the same bits for any number of threads") {
  const Case<float> given(shape_of({90, 400, 700}), 1500);
  const Results<float> one = given.run({.probabilities = true}, {LossReduction::mean}, 1);
  for (const std::size_t threads : {2U, 3U, 4U}) {
    const Results<float> many = given.run({.probabilities = true}, {LossReduction::mean}, threads);
    CHECK(many.loss.sum == one.loss.sum);
    CHECK(many.gradient == one.gradient);
    CHECK(many.dx == one.dx);
    CHECK(many.log_probabilities == one.log_probabilities);
    CHECK(many.prediction.probabilities.matrix() == one.prediction.probabilities.matrix());
  }
}

TEST_CASE("a cluster without gold labels is not computed in training or scoring") {
  Case<double> given(shape_of({3, 4, 5}), 60);
  for (std::int32_t& label : given.gold) label = label >= 7 ? 1 : label;
  const auto poison = [&](const std::string& name) {
    window(given.weights.data(), slot_called(given.layout, name))
        .setConstant(std::numeric_limits<double>::quiet_NaN());
  };
  const Results<double> expected = given.run();
  poison("head.2.projection.weight");
  poison("head.2.weight");
  poison("head.2.bias");
  const Results<double> results = given.run();
  CHECK(results.loss.sum == expected.loss.sum);
  CHECK(results.gradient == expected.gradient);
  CHECK(results.dx == expected.dx);
  CHECK(results.log_probabilities == expected.log_probabilities);
  CHECK(window(results.gradient.data(), slot_called(given.layout, "head.2.weight")).isZero(0));
  CHECK_FALSE(results.prediction.finite);
}

TEST_CASE("the loss is a mean or a sum with a weight per label, times the weight of the head") {
  Case<double> given(shape_of({3, 4, 5}, 0.25), 60);
  BatchLoss batch_loss{LossReduction::mean, given.random.vector<double>(12)};
  for (double& weight : batch_loss.label_weights) weight = std::abs(weight) + 0.1;
  const Results<double> weighted = given.run({}, batch_loss);
  double weights = 0;
  std::vector<double> expected(given.layout.size());
  for (std::size_t column = 0; column < given.gold.size(); ++column) {
    if (!labelled(given, column)) continue;
    const double weight = batch_loss.label_weights[static_cast<std::size_t>(given.gold[column])];
    weights += weight;
    Case<double> own(shape_of({3, 4, 5}), 1);
    own.weights = given.weights;
    own.x = given.x.col(index(column));
    own.gold = {given.gold[column]};
    const Results<double> alone = own.run();
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] += 0.25 * weight * alone.gradient[i];
  }
  for (double& value : expected) value /= weights;
  CHECK(largest_difference(weighted.gradient, expected) < 1e-13);
  CHECK(weighted.loss.sum == given.run().loss.sum);
  batch_loss.label_weights.pop_back();
  CHECK_THROWS_AS(given.run({}, batch_loss), std::invalid_argument);
}

TEST_CASE("a temperature divides the logarithms of an adaptive softmax's probabilities") {
  const Case<double> given(shape_of({3, 4, 5}), 20);
  const Matrix<double> p = given.run().prediction.probabilities.matrix();
  const Results<double> tempered = given.run({.probabilities = true, .temperature = 2.5});
  Matrix<double> expected = p.array().pow(1 / 2.5);
  for (Eigen::Index column = 0; column < expected.cols(); ++column)
    expected.col(column) /= expected.col(column).sum();
  CHECK((tempered.prediction.probabilities.matrix() - expected).cwiseAbs().maxCoeff() < 1e-13);
}

TEST_CASE("without columns or gold labels, there is no loss and no gradient") {
  for (const std::size_t columns : {0U, 5U}) {
    Case<double> given(shape_of({3, 4, 5}), columns);
    std::fill(given.gold.begin(), given.gold.end(), -1);
    const Results<double> results = given.run();
    CHECK(results.loss.count == 0);
    CHECK(results.loss.sum == 0);
    CHECK(results.dx.cols() == index(columns));
    CHECK(results.dx.isZero(0));
    CHECK(results.gradient == std::vector<double>(results.gradient.size(), 0.0));
    CHECK(results.log_probabilities == std::vector<double>(columns, 0.0));
  }
}

TEST_CASE("columns with a label of a few of many are scored without the memory of all scores") {
  const Case<float> given(shape_of({1000, 4000, 15'000}), 2000);
  Pool pool(1);
  std::unique_ptr<PreparedHead> prepared;
  given.head->prepare(given.weights.data(), prepared);
  std::vector<double> found(2000);
  const auto bytes = peak_memory(
      [&] { given.head->score(given.weights.data(), *prepared, given.x, given.gold, found, pool); });
  if (bytes) CHECK(*bytes < 20'000 * 2000 * sizeof(float) / 4);
}
