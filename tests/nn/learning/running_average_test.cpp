#include "nn/learning/running_average.h"

#include <cmath>
#include <stdexcept>
#include <vector>

#include "catch.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::RandomNumbers;

namespace {

constexpr std::size_t size = 37;
constexpr std::size_t dimension = 3;
constexpr std::size_t rows = 6;

// The steps of a training that uses some rows of a table at a time, and their average by a plain loop over
// all weights and rows.
class NaiveAverage {
 public:
  explicit NaiveAverage(double decay) : decay_(decay) {}

  void add(const std::vector<double>& weights, const Matrix<double>& table) {
    sum_.resize(weights.size() + static_cast<std::size_t>(table.size()), 0.0);
    for (std::size_t i = 0; i < sum_.size(); ++i) {
      const double value = i < weights.size() ? weights[i] : table.data()[i - weights.size()];
      sum_[i] = decay_ * sum_[i] + value;
    }
    mass_ = decay_ * mass_ + 1;
  }
  [[nodiscard]] double weight(std::size_t i) const { return sum_[i] / mass_; }
  [[nodiscard]] double row(std::size_t row, std::size_t j) const {
    return sum_[size + row * dimension + j] / mass_;
  }

 private:
  double decay_;
  std::vector<double> sum_;
  double mass_ = 0;
};

std::vector<std::uint32_t> used_rows(int step, RandomNumbers& random) {
  // Row 0 in every step, 1 rarely, 2 from the middle on, 3 at random, 4 only in the first step, 5 never.
  std::vector<std::uint32_t> used = {0};
  if (step % 13 == 5) used.push_back(1);
  if (step > 20) used.push_back(2);
  if (random.below(2) == 0) used.push_back(3);
  if (step == 1) used.push_back(4);
  return used;
}

}  // namespace

TEST_CASE("an average agrees with a plain loop over all steps, weights and rows") {
  for (const double decay : {0.5, 0.9, 0.999, 1.0}) {
    INFO(decay);
    RandomNumbers random(1);
    Pool pool(2);
    std::vector<double> weights = random.vector<double>(size);
    Matrix<double> table = random.matrix<double>(dimension, rows + 2);  // two rows are not trainable
    RunningAverage<double> average(decay, size, dimension, rows);
    NaiveAverage naive(decay);
    for (int step = 1; step <= 60; ++step) {
      const std::vector<std::uint32_t> used = used_rows(step, random);
      average.begin_step(table, used, pool);
      weights = random.vector<double>(size);
      for (const std::uint32_t row : used) {
        for (std::size_t j = 0; j < dimension; ++j)
          table(index(j), index(row)) += random.vector<double>(1)[0];
      }
      average.end_step(weights.data(), &table, used, pool);
      naive.add(weights, table);
      for (std::size_t i = 0; i < size; ++i) {
        CHECK(std::abs(average.read_weights()[i] - naive.weight(i)) < 1e-13);
      }
      for (std::size_t row = 0; row < rows; ++row) {
        std::vector<double> own(dimension);
        average.read_row(row, table.col(index(row)).data(), own.data());
        for (std::size_t j = 0; j < dimension; ++j) CHECK(std::abs(own[j] - naive.row(row, j)) < 1e-13);
      }
    }
  }
}

TEST_CASE("the initial weights do not count") {
  Pool pool(1);
  for (const double decay : {0.999, 1.0}) {
    RunningAverage<float> average(decay, 1, 1, 1);
    Matrix<float> table = Matrix<float>::Constant(1, 1, 1000.0F);
    const std::vector<std::uint32_t> used = {0};
    average.begin_step(table, used, pool);
    const float weight = 3;
    table(0, 0) = 4;
    average.end_step(&weight, &table, used, pool);
    double row = 0;
    average.read_row(0, table.data(), &row);
    CHECK(average.read_weights()[0] == 3);
    CHECK(row == 4);
  }
}

TEST_CASE("an average can be restarted") {
  Pool pool(1);
  RunningAverage<double> average(1.0, 1, 1, 2);
  Matrix<double> table = Matrix<double>::Zero(1, 2);
  const std::vector<std::uint32_t> first = {0};
  double weight = 1;
  for (int step = 0; step < 3; ++step) {
    average.begin_step(table, first, pool);
    table(0, 0) += 1;
    average.end_step(&weight, &table, first, pool);
  }
  average.restart();
  CHECK(average.steps() == 0);
  CHECK_THROWS_AS(average.read_weights(), std::logic_error);
  // Row 0, last used before the restart, counts with its current value; row 1 half with its old one.
  const std::vector<std::uint32_t> second = {1};
  average.end_step(&weight, nullptr, {}, pool);
  average.begin_step(table, second, pool);
  table(0, 1) = 8;
  weight = 5;
  average.end_step(&weight, &table, second, pool);
  CHECK(average.read_weights()[0] == Approx(3));
  double row = 0;
  average.read_row(0, table.col(0).data(), &row);
  CHECK(row == Approx(3));
  average.read_row(1, table.col(1).data(), &row);
  CHECK(row == Approx(4));
}

TEST_CASE("averages of many weights and rows have the same bits for any number of threads") {
  constexpr std::size_t many = 40000;
  constexpr std::size_t many_rows = 300;
  std::vector<std::vector<double>> results;
  for (const std::size_t threads : {1U, 2U, 5U}) {
    Pool pool(threads);
    RandomNumbers random(3);
    RunningAverage<float> average(0.99, many, dimension, many_rows);
    Matrix<float> table = random.matrix<float>(dimension, many_rows);
    for (std::uint32_t step = 1; step <= 5; ++step) {
      std::vector<std::uint32_t> used;
      for (std::uint32_t row = 0; row < many_rows; row += step) used.push_back(row);
      average.begin_step(table, used, pool);
      for (const std::uint32_t row : used) table.col(index(row)) = random.matrix<float>(dimension, 1);
      const std::vector<float> weights = random.vector<float>(many);
      average.end_step(weights.data(), &table, used, pool);
    }
    results.emplace_back(average.read_weights().begin(), average.read_weights().end());
    std::vector<double> row(dimension);
    for (std::size_t i = 0; i < many_rows; ++i) {
      average.read_row(i, table.col(index(i)).data(), row.data());
      results.back().insert(results.back().end(), row.begin(), row.end());
    }
  }
  CHECK(results[0] == results[1]);
  CHECK(results[0] == results[2]);
}

TEST_CASE("an average refuses an invalid decay and unknown rows") {
  for (const double decay : {0.0, -1.0, 1.5, std::nan("")}) {
    CHECK_THROWS_AS(RunningAverage<float>(decay, 1, 1, 1), std::invalid_argument);
  }
  Pool pool(1);
  RunningAverage<float> average(0.9, 0, 1, 2);
  const Matrix<float> table = Matrix<float>::Zero(1, 3);
  CHECK_THROWS_AS(average.begin_step(table, std::vector<std::uint32_t>{2}, pool), std::out_of_range);
}
