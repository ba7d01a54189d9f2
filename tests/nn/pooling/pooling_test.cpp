#include "nn/pooling/pooling.h"

#include <stdexcept>
#include <vector>

#include "catch.h"
#include "gradient_check.h"
#include "ragged_lengths.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::check_gradient;
using seqlab::tests::ragged_lengths;
using seqlab::tests::RandomNumbers;
using seqlab::tests::tokens_of;
using seqlab::tests::weighted_sum;

namespace {

Pool pool(2);

constexpr std::size_t hidden = 3;

struct Case {
  explicit Case(std::size_t directions) : packing(ragged_lengths) {
    RandomNumbers random(directions);
    output = random.matrix<double>(directions * hidden, packing.columns());
    final = random.states<double>(directions * 2, hidden, packing.sequences());
    dpooled = random.matrix<double>(directions * hidden, packing.sequences());
  }
  Packing packing;
  Matrix<double> output;
  States<double> final;
  Matrix<double> dpooled;
};

}  // namespace

TEST_CASE("mean and maximum are over a sequence's own tokens, and zero without tokens") {
  const std::size_t directions = GENERATE(std::size_t{1}, std::size_t{2});
  const Case given(directions);
  const Matrix<double> mean =
      pool_sequences<double>(Pooling::mean, given.packing, given.output, given.final, nullptr, pool);
  const Matrix<double> max =
      pool_sequences<double>(Pooling::max, given.packing, given.output, given.final, nullptr, pool);
  REQUIRE(mean.cols() == index(ragged_lengths.size()));
  REQUIRE(max.cols() == index(ragged_lengths.size()));
  for (std::size_t sequence = 0; sequence < ragged_lengths.size(); ++sequence) {
    const Matrix<double> tokens = tokens_of(given.output, given.packing, sequence);
    const Eigen::Index column = index(sequence);
    if (ragged_lengths[sequence] == 0) {
      CHECK(mean.col(column).isZero(0));
      CHECK(max.col(column).isZero(0));
      continue;
    }
    CHECK(mean.col(column).isApprox(tokens.rowwise().mean(), 1e-14));
    CHECK(max.col(column) == tokens.rowwise().maxCoeff());
  }
}

TEST_CASE("a maximum may be below zero") {
  const Packing packing(std::vector<std::size_t>{2});
  Matrix<double> output(1, 2);
  output << -3, -2;
  const States<double> final(2, Matrix<double>::Zero(1, 1));
  CHECK(pool_sequences<double>(Pooling::max, packing, output, final, nullptr, pool)(0, 0) == -2);
}

TEST_CASE("last takes the last output of each direction, or its initial state without tokens") {
  const std::size_t directions = GENERATE(std::size_t{1}, std::size_t{2});
  const Case given(directions);
  const Matrix<double> last =
      pool_sequences<double>(Pooling::last, given.packing, given.output, given.final, nullptr, pool);
  REQUIRE(last.rows() == index(directions * hidden));
  for (std::size_t direction = 0; direction < directions; ++direction) {
    const Matrix<double> own = last.middleRows(index(direction * hidden), hidden);
    for (std::size_t sequence = 0; sequence < ragged_lengths.size(); ++sequence) {
      const Matrix<double> tokens = tokens_of(given.output, given.packing, sequence);
      const Matrix<double> expected =
          tokens.cols() == 0
              ? Matrix<double>(given.final[2 * direction].col(index(sequence)))
              : Matrix<double>(tokens.block(index(direction * hidden), direction == 0 ? tokens.cols() - 1 : 0,
                                            hidden, 1));
      CHECK(own.col(index(sequence)) == expected);
    }
  }
}

TEST_CASE("gradients of pooling agree with difference quotients") {
  const std::size_t directions = GENERATE(std::size_t{1}, std::size_t{2});
  const Pooling pooling = GENERATE(Pooling::last, Pooling::mean, Pooling::max);
  Case given(directions);
  PoolingTape tape;
  static_cast<void>(pool_sequences<double>(pooling, given.packing, given.output, given.final, &tape, pool));
  Activations<double> columns;
  States<double> dfinal;
  pool_sequences_backward<double>(pooling, given.packing, given.dpooled, tape, given.final, columns, dfinal,
                                  pool);
  const Matrix<double> doutput = columns.matrix();
  const auto loss = [&] {
    return weighted_sum(
        pool_sequences<double>(pooling, given.packing, given.output, given.final, nullptr, pool),
        given.dpooled);
  };
  REQUIRE(doutput.rows() == given.output.rows());
  REQUIRE(doutput.cols() == given.output.cols());
  REQUIRE(dfinal.size() == given.final.size());
  for (std::size_t state = 0; state < dfinal.size(); ++state) {
    REQUIRE(dfinal[state].rows() == given.final[state].rows());
    REQUIRE(dfinal[state].cols() == given.final[state].cols());
  }
  check_gradient("output", given.output, doutput, loss);
  if (pooling == Pooling::last) {
    for (std::size_t direction = 0; direction < directions; ++direction) {
      check_gradient("h", given.final[2 * direction], dfinal[2 * direction], loss);
      CHECK(dfinal[2 * direction + 1].isZero(0));
    }
  } else {
    for (const Matrix<double>& state : dfinal) CHECK(state.isZero(0));
  }
}

TEST_CASE("of equal maxima only one token gets the gradient") {
  const Packing packing(std::vector<std::size_t>{3});
  const Matrix<double> output = Matrix<double>::Constant(1, 3, 0.5);
  const States<double> final(2, Matrix<double>::Zero(1, 1));
  PoolingTape tape;
  static_cast<void>(pool_sequences<double>(Pooling::max, packing, output, final, &tape, pool));
  Activations<double> columns;
  States<double> dfinal;
  pool_sequences_backward<double>(Pooling::max, packing, Matrix<double>::Ones(1, 1), tape, final, columns,
                                  dfinal, pool);
  const auto doutput = columns.matrix();
  CHECK(doutput.sum() == 1);
  CHECK(doutput.maxCoeff() == 1);
}
