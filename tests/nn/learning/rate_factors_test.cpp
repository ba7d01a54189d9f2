#include <stdexcept>
#include <vector>

#include "catch.h"
#include "nn/learning/optimizer.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::RandomNumbers;

TEST_CASE("each part of the weights, and the table, behaves like an optimiser of its own with its own rate") {
  // Longer than a piece of a step.
  constexpr std::size_t size = 40000;
  RateFactors factors;
  factors.weights = {{3, 10, 0.5}, {10, 20000, 3}, {30000, size, 0}};
  factors.table = 0.25;
  const auto factor_of = [](std::size_t i) {
    return i >= 30000 ? 0.0 : i >= 20000 ? 1.0 : i >= 10 ? 3.0 : i >= 3 ? 0.5 : 1.0;
  };
  Pool pool(2);
  for (const char* kind : {"sgd", "momentum", "adagrad", "adam", "adamw"}) {
    INFO(kind);
    OptimizerOptions options;
    options.kind = seqlab::base::find_name<OptimizerKind>(kind).value();
    options.l2 = 0.1;
    options.weight_decay = 0.2;
    RandomNumbers random(2);
    const std::vector<double> start = random.vector<double>(size);
    const Matrix<double> start_table = random.matrix<double>(2, 2);
    const auto train = [&](const RateFactors& own, double rate, std::vector<double>& weights,
                           Matrix<double>& table) {
      weights = start;
      table = start_table;
      RandomNumbers gradients(9);
      Optimizer<double> optimizer(options, size, 2, 2, own);
      for (int step = 0; step < 3; ++step) {
        std::vector<double> gradient = gradients.vector<double>(size);
        SparseGradient<double> rows;
        rows.rows = {1};
        rows.values = Activations<double>(2, 1);
        rows.values.matrix() = gradients.matrix<double>(2, 1);
        optimizer.step(rate, 0.5, weights.data(), gradient.data(), &table, &rows, pool);
      }
    };
    std::vector<double> weights;
    Matrix<double> table;
    train(factors, 0.1, weights, table);
    for (const double factor : {0.0, 0.25, 0.5, 1.0, 3.0}) {
      std::vector<double> expected;
      Matrix<double> expected_table;
      train({}, 0.1 * factor, expected, expected_table);
      for (std::size_t i = 0; i < size; ++i) {
        if (factor_of(i) == factor && weights[i] != expected[i]) FAIL("weight " << i);
      }
      if (factor == 0.25) CHECK(table == expected_table);
    }
  }
}

TEST_CASE("parts that overlap, are out of order or exceed the weights are refused") {
  using Parts = std::vector<RateFactors::Part>;
  for (const Parts& parts :
       {Parts{{0, 5, 1}, {4, 6, 1}}, Parts{{5, 6, 1}, {0, 1, 1}}, Parts{{0, 11, 1}}, Parts{{6, 5, 1}}}) {
    CHECK_THROWS_AS(Optimizer<float>({}, 10, 0, 0, {parts, 1}), std::invalid_argument);
  }
}
