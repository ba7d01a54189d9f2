#include "nn/learning/optimizer.h"

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::activations_of;
using seqlab::tests::RandomNumbers;
using Kind = OptimizerKind;

namespace {

Pool pool(2);

const std::vector<std::string> kinds = {"sgd", "momentum", "adagrad", "adam", "adamw"};

OptimizerOptions options_of(const std::string& kind) {
  OptimizerOptions options;
  options.kind = seqlab::base::find_name<OptimizerKind>(kind).value();
  options.momentum = 0.7;
  options.beta1 = 0.8;
  options.table_beta1 = 0.6;
  options.beta2 = 0.95;
  options.epsilon = 1e-3;
  options.weight_decay = 0.3;
  options.l2 = 0.2;
  return options;
}

// One weight, updated by the formulas of the papers.
struct NaiveWeight {
  double w = 0;
  double m = 0;
  double s = 0;

  void step(const std::string& kind, const OptimizerOptions& o, double r, double t, double gradient) {
    const double g = gradient + o.l2 * w;
    if (kind == "sgd") w = w - r * g;
    if (kind == "momentum") {
      m = o.momentum * m + g;
      w = w - r * m;
    }
    if (kind == "adagrad") {
      s = s + g * g;
      w = w - r * g / (std::sqrt(s) + o.epsilon);
    }
    if (kind == "adam" || kind == "adamw") {
      if (kind == "adamw") w = w - r * o.weight_decay * w;
      m = o.beta1 * m + (1 - o.beta1) * g;
      s = o.beta2 * s + (1 - o.beta2) * g * g;
      const double m_hat = m / (1 - std::pow(o.beta1, t));
      const double s_hat = s / (1 - std::pow(o.beta2, t));
      w = w - r * m_hat / (std::sqrt(s_hat) + o.epsilon);
    }
  }

  // A step that does not use a row of the table: its moments get a zero gradient, its weights stay.
  void miss(const std::string& kind, const OptimizerOptions& o) {
    if (kind == "momentum") m = o.momentum * m;
    if (kind == "adam" || kind == "adamw") {
      m = o.beta1 * m;
      s = o.beta2 * s;
    }
  }
};

}  // namespace

TEST_CASE("every optimizer follows its formula, under changing rates and clipping") {
  for (const std::string& kind : kinds) {
    INFO(kind);
    constexpr std::size_t size = 21;
    const OptimizerOptions options = options_of(kind);
    RandomNumbers random(1);
    std::vector<double> weights = random.vector<double>(size);
    std::vector<float> floats(weights.begin(), weights.end());
    std::vector<NaiveWeight> naive(size);
    for (std::size_t i = 0; i < size; ++i) naive[i].w = weights[i];
    Optimizer<double> optimizer(options, size, 0, 0);
    Optimizer<float> float_optimizer(options, size, 0, 0);
    for (int step = 1; step <= 12; ++step) {
      const double rate = 0.1 / step;
      const double scale = step % 3 == 0 ? 0.25 : 1;
      const std::vector<double> gradient = random.vector<double>(size);
      std::vector<double> sums = gradient;
      std::vector<float> float_gradient(gradient.begin(), gradient.end());
      optimizer.step(rate, scale, weights.data(), sums.data(), nullptr, nullptr, pool);
      CHECK(sums == std::vector<double>(size));
      float_optimizer.step(rate, static_cast<float>(scale), floats.data(), float_gradient.data(), nullptr,
                           nullptr, pool);
      for (std::size_t i = 0; i < size; ++i) {
        naive[i].step(kind, options, rate, step, scale * gradient[i]);
        CHECK(std::abs(weights[i] - naive[i].w) < 1e-14);
        CHECK(std::abs(static_cast<double>(floats[i]) - naive[i].w) < 1e-5);
      }
    }
  }
}

TEST_CASE("Adam's first step equals the rate, whatever the size of the gradient") {
  OptimizerOptions options;
  options.epsilon = 0;
  for (const double size : {1e-3, 1.0, 1e3}) {
    Optimizer<double> optimizer(options, 1, 0, 0);
    double weight = 5;
    double gradient = size;
    optimizer.step(0.01, 1.0, &weight, &gradient, nullptr, nullptr, pool);
    CHECK(weight == Approx(4.99).epsilon(1e-12));
  }
}

TEST_CASE("a row of the table changes only when used, and its moments shrink by the steps that it missed") {
  constexpr std::size_t dimension = 3;
  constexpr std::size_t rows = 5;
  for (const std::string& kind : kinds) {
    INFO(kind);
    OptimizerOptions options = options_of(kind);
    RandomNumbers random(2);
    Matrix<double> table = random.matrix<double>(dimension, rows);
    std::vector<NaiveWeight> naive(dimension * rows);
    for (std::size_t i = 0; i < naive.size(); ++i) naive[i].w = table.data()[i];
    Optimizer<double> optimizer(options, 0, dimension, rows);
    options.beta1 = options.table_beta1;
    for (int step = 1; step <= 40; ++step) {
      SparseGradient<double> gradient;
      for (std::uint32_t row = 0; row < rows; ++row) {
        // Row 0 in every step, 1 rarely, 2 from the middle on, 3 at random, 4 never.
        const bool used = row == 0 || (row == 1 && step % 13 == 1) || (row == 2 && step > 20) ||
                          (row == 3 && random.below(2) == 0);
        if (used) gradient.rows.push_back(row);
      }
      gradient.values = activations_of(random.matrix<double>(dimension, gradient.rows.size()));
      const Matrix<double> before = table;
      optimizer.step(0.05, 0.5, nullptr, nullptr, &table, &gradient, pool);
      std::vector<bool> used(rows, false);
      for (std::size_t i = 0; i < gradient.rows.size(); ++i) {
        used[gradient.rows[i]] = true;
        for (std::size_t j = 0; j < dimension; ++j) {
          naive[gradient.rows[i] * dimension + j].step(kind, options, 0.05, step,
                                                       0.5 * gradient.values.column(i)[j]);
        }
      }
      for (std::size_t row = 0; row < rows; ++row) {
        if (!used[row]) CHECK(table.col(index(row)) == before.col(index(row)));
        for (std::size_t j = 0; j < dimension; ++j) {
          NaiveWeight& weight = naive[row * dimension + j];
          if (!used[row]) weight.miss(kind, options);
          CHECK(std::abs(table(index(j), index(row)) - weight.w) < 1e-13);
        }
      }
    }
  }
}

TEST_CASE("a rare row moves as far as Adam moves it over all steps, if it has no first moments") {
  OptimizerOptions options;
  constexpr int used_every = 97;
  for (const double beta1 : {0.0, 0.9}) {
    options.table_beta1 = beta1;
    Optimizer<double> optimizer(options, 0, 1, 1);
    Matrix<double> table = Matrix<double>::Zero(1, 1);
    NaiveWeight dense;
    RandomNumbers random(3);
    for (int step = 1; step <= 10 * used_every; ++step) {
      SparseGradient<double> gradient;
      double g = 0;
      if (step % used_every == 1) {
        g = 1 + random.vector<double>(1).front();
        gradient.rows = {0};
      }
      gradient.values = activations_of<double>(Matrix<double>::Constant(1, index(gradient.rows.size()), g));
      optimizer.step(0.001, 1, nullptr, nullptr, &table, &gradient, pool);
      dense.step("adam", options, 0.001, step, g);
    }
    const double share = table(0, 0) / dense.w;
    if (beta1 == 0) CHECK(share == Approx(1).margin(0.1));
    if (beta1 > 0) CHECK(share < 0.3);
  }
}

TEST_CASE("one step updates weights and table together") {
  OptimizerOptions options;
  options.kind = Kind::sgd;
  Optimizer<float> optimizer(options, 2, 1, 2);
  std::vector<float> weights = {1, 2};
  std::vector<float> gradient = {10, 20};
  Matrix<float> table(1, 3);
  table << 1, 2, 3;
  SparseGradient<float> sparse;
  sparse.rows = {1};
  sparse.values = activations_of<float>(Matrix<float>::Constant(1, 1, 40));
  optimizer.step(0.1, 0.5F, weights.data(), gradient.data(), &table, &sparse, pool);
  CHECK(weights[0] == Approx(0.5));
  CHECK(weights[1] == Approx(1));
  CHECK(table(0, 0) == 1);
  CHECK(table(0, 1) == Approx(0).margin(1e-6));
  CHECK(table(0, 2) == 3);
}

TEST_CASE("a step without a gradient of the table leaves it alone, and counts as missed") {
  OptimizerOptions options = options_of("adam");
  Optimizer<double> optimizer(options, 0, 1, 1);
  options.beta1 = options.table_beta1;
  Matrix<double> table = Matrix<double>::Ones(1, 1);
  NaiveWeight naive;
  naive.w = 1;
  SparseGradient<double> gradient;
  gradient.rows = {0};
  gradient.values = activations_of<double>(Matrix<double>::Ones(1, 1));
  for (int step = 1; step <= 6; ++step) {
    if (step % 3 == 1) {
      optimizer.step(0.1, 1.0, nullptr, nullptr, &table, &gradient, pool);
      naive.step("adam", options, 0.1, step, 1);
    } else {
      optimizer.step(0.1, 1.0, nullptr, nullptr, nullptr, nullptr, pool);
      naive.miss("adam", options);
    }
    CHECK(table(0, 0) == Approx(naive.w).epsilon(1e-13));
  }
}

TEST_CASE("a row beyond the trainable ones is refused") {
  Optimizer<float> optimizer({}, 0, 2, 3);
  Matrix<float> table = Matrix<float>::Ones(2, 5);
  SparseGradient<float> gradient;
  gradient.rows = {4};
  gradient.values = activations_of<float>(Matrix<float>::Ones(2, 1));
  CHECK_THROWS_AS(optimizer.step(0.1, 1.0F, nullptr, nullptr, &table, &gradient, pool), std::out_of_range);
  CHECK(table == Matrix<float>::Ones(2, 5));
}
