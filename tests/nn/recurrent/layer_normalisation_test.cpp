#include "nn/recurrent/layer_normalisation.h"

#include <cmath>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "gradient_check.h"
#include "naive_weights.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::activations_of;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::matrix_of;
using seqlab::tests::NaiveReading;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::RandomNumbers;
using seqlab::tests::read_naively;
using seqlab::tests::weighted_sum;

namespace {

template <class Scalar>
struct Case {
  explicit Case(std::size_t its_size)
      : size(its_size),
        norm(layout, "norm", its_size),
        random(its_size),
        weights(random.vector<Scalar>(layout.size())) {}

  Matrix<Scalar> forward(const Matrix<Scalar>& y, std::size_t threads = 1,
                         typename LayerNormalisation<Scalar>::Tape* tape = nullptr) const {
    Pool pool(threads);
    typename LayerNormalisation<Scalar>::Prepared prepared;
    norm.prepare(weights.data(), prepared);
    Activations<Scalar> columns = activations_of(y);
    norm.forward(prepared, columns, tape, pool);
    return matrix_of(columns);
  }

  std::size_t size;
  Layout layout;
  LayerNormalisation<Scalar> norm;
  RandomNumbers random;
  std::vector<Scalar> weights;
};

}  // namespace

TEST_CASE("normalisation agrees with the equations for columns of any size") {
  for (const std::size_t size : std::vector<std::size_t>{1, 2, 3, 15, 16, 17, 33, 70}) {
    Case<double> given(size);
    const auto y = given.random.matrix<double>(size, 5);
    const Matrix<double> normalised = given.forward(y);
    NaiveReading reading;
    reading.gain = numbers_of(given.layout, given.weights, "norm.gain");
    reading.norm_bias = numbers_of(given.layout, given.weights, "norm.bias");
    for (std::size_t column = 0; column < 5; ++column) {
      const Numbers expected = read_naively(reading, {}, column_of(y, column));
      CHECK(largest_difference(column_of(normalised, column), expected) < 1e-13);
    }
  }
}

TEST_CASE("initially a normalised column has mean 0 and variance 1, whatever its scale") {
  Case<double> given(40);
  given.norm.initialise(given.weights.data());
  const double scale = GENERATE(1.0, 1000.0);
  const Matrix<double> y = (given.random.matrix<double>(40, 7).array() * scale + 3 * scale).matrix();
  const Matrix<double> normalised = given.forward(y);
  for (Eigen::Index column = 0; column < 7; ++column) {
    CHECK(std::abs(normalised.col(column).mean()) < 1e-12);
    CHECK(std::abs(normalised.col(column).squaredNorm() / 40 - 1) < 1e-4);
  }
}

TEST_CASE("a column of equal numbers becomes the bias") {
  const Case<float> given(24);
  const Matrix<float> normalised = given.forward(Matrix<float>::Constant(24, 2, 0.5F));
  const Slot& bias = seqlab::tests::slot_called(given.layout, "norm.bias");
  CHECK(normalised.col(1) == window(given.weights.data(), bias).col(0));
}

TEST_CASE("gradients of normalisation agree with difference quotients") {
  Case<double> given(GENERATE(std::size_t{3}, std::size_t{20}, std::size_t{70}));
  auto y = given.random.matrix<double>(given.size, 6);
  const auto factors = given.random.matrix<double>(given.size, 6);
  LayerNormalisation<double>::Tape tape;
  static_cast<void>(given.forward(y, 1, &tape));
  Pool pool(2);
  LayerNormalisation<double>::Prepared prepared;
  given.norm.prepare(given.weights.data(), prepared);
  std::vector<double> gradient(given.layout.size());
  given.norm.backward(prepared, tape, factors, gradient.data(), pool);
  const auto loss = [&] { return weighted_sum(given.forward(y), factors); };
  const Matrix<double> dy = matrix_of(tape.dy);
  check_gradient("weights", given.weights.data(), given.weights.size(), gradient.data(), loss);
  check_gradient("y", y, dy, loss);
}

TEMPLATE_TEST_CASE(
    "a column is normalised to the same bits alone, in any place and for any number of threads", "", float,
    double) {
  for (const std::size_t size : std::vector<std::size_t>{3, 9, 21, 100}) {
    Case<TestType> given(size);
    const auto y = given.random.template matrix<TestType>(size, 700);
    const Matrix<TestType> together = given.forward(y);
    CHECK(given.forward(y, 3) == together);
    for (Eigen::Index column = 0; column < 20; ++column) {
      CHECK(given.forward(y.col(column)) == together.col(column));
    }
  }
}
