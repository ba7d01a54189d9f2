#include "nn/learning/weight_averaging.h"

#include <stdexcept>
#include <vector>

#include "catch.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::RandomNumbers;
using Kind = AveragingKind;

namespace {

constexpr std::size_t size = 5;
constexpr std::size_t dimension = 2;
constexpr std::size_t rows = 4;

// A training of some epochs: the flat vector and the table after each step.
struct Training {
  std::vector<std::vector<float>> steps;
  std::vector<std::size_t> epoch_ends;

  // The mean over the steps of the last `epochs` epochs of `done`, in a plain loop.
  [[nodiscard]] std::vector<double> mean(std::size_t done, std::size_t epochs) const {
    const std::size_t begin = done <= epochs ? 0 : epoch_ends[done - epochs - 1];
    std::vector<double> sum(steps.front().size(), 0.0);
    for (std::size_t step = begin; step < epoch_ends[done - 1]; ++step) {
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(steps[step][i]);
    }
    for (double& value : sum) value /= static_cast<double>(epoch_ends[done - 1] - begin);
    return sum;
  }
};

}  // namespace

TEST_CASE("an average needs a kind and epochs") {
  CHECK_THROWS_AS(WeightAveraging<float>({}, 1, 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(WeightAveraging<float>({Kind::last, 0.9, 0}, 1, 1, 1), std::invalid_argument);
}

TEST_CASE(
    "the mean over the last epochs agrees with a plain loop over their steps, for used and unused rows") {
  for (const std::size_t epochs : {1U, 2U, 3U, 50U}) {
    INFO(epochs);
    Pool pool(2);
    RandomNumbers random(7);
    WeightAveraging<float> averaging({Kind::last, 0.9, epochs}, size, dimension, rows);
    Matrix<float> table = random.matrix<float>(dimension, rows + 1);
    const Matrix<float> untrained = table;
    Training training;
    for (std::size_t epoch = 1; epoch <= 6; ++epoch) {
      for (std::size_t step = 0; step < 3 + epoch; ++step) {
        // Row 0 in each step, 1 in every second epoch, 2 once per epoch, 3 never.
        std::vector<std::uint32_t> used = {0};
        if (epoch % 2 == 0) used.push_back(1);
        if (step == 2) used.push_back(2);
        averaging.begin_step(table, used, pool);
        for (const std::uint32_t row : used) table.col(index(row)) = random.matrix<float>(dimension, 1);
        std::vector<float> weights = random.vector<float>(size);
        averaging.end_step(weights.data(), &table, used, pool);
        weights.insert(weights.end(), table.data(), table.data() + dimension * rows);
        training.steps.push_back(std::move(weights));
      }
      training.epoch_ends.push_back(training.steps.size());
      const Matrix<float> before = table;
      averaging.end_epoch(&table, pool);
      std::vector<float> weights(size);
      Matrix<float> averaged = untrained;
      averaging.read(&table, weights.data(), &averaged, pool);
      CHECK(table == before);
      CHECK(averaged.col(rows) == untrained.col(rows));
      const std::vector<double> expected = training.mean(epoch, epochs);
      for (std::size_t i = 0; i < size; ++i) {
        CHECK(static_cast<double>(weights[i]) == Approx(expected[i]).margin(1e-6));
      }
      for (std::size_t i = 0; i < dimension * rows; ++i) {
        CHECK(static_cast<double>(averaged.data()[i]) == Approx(expected[size + i]).margin(1e-6));
      }
    }
  }
}

TEST_CASE("the moving average can be read at any time, and continues from epoch to epoch") {
  Pool pool(1);
  WeightAveraging<double> averaging({Kind::ema, 0.5, 1}, 1, 1, 0);
  CHECK_FALSE(averaging.ready());
  double weight = 0;
  double average = 0;
  CHECK_THROWS_AS(averaging.read(nullptr, &average, nullptr, pool), std::logic_error);
  for (const double value : {4.0, 1.0, 6.0}) {
    weight = value;
    averaging.end_step(&weight, nullptr, {}, pool);
    averaging.end_epoch(nullptr, pool);
  }
  averaging.read(nullptr, &average, nullptr, pool);
  CHECK(average == Approx((0.25 * 4 + 0.5 * 1 + 6) / 1.75));
}

TEST_CASE("an epoch without steps does not change the mean over the last epochs") {
  Pool pool(1);
  WeightAveraging<double> averaging({Kind::last, 0.9, 1}, 1, 1, 0);
  averaging.end_epoch(nullptr, pool);
  CHECK_FALSE(averaging.ready());
  const double weight = 2;
  averaging.end_step(&weight, nullptr, {}, pool);
  averaging.end_epoch(nullptr, pool);
  averaging.end_epoch(nullptr, pool);
  double average = 0;
  averaging.read(nullptr, &average, nullptr, pool);
  CHECK(average == 2);
}
