#include "nn/recurrent/highway.h"

#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "gradient_check.h"
#include "naive_weights.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::activations_of;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::matrix_of;
using seqlab::tests::NaiveReading;
using seqlab::tests::numbers_of;
using seqlab::tests::RandomNumbers;
using seqlab::tests::read_naively;
using seqlab::tests::weighted_sum;

namespace {

template <class Scalar>
struct Case {
  Case(std::size_t size, std::size_t columns)
      : highway(layout, "transform", size),
        random(size),
        weights(random.vector<Scalar>(layout.size())),
        x(random.matrix<Scalar>(size, columns)),
        layer(random.matrix<Scalar>(size, columns)) {}

  Matrix<Scalar> forward(Precision precision = Precision::f32, std::size_t threads = 1) const {
    Pool pool(threads);
    typename Highway<Scalar>::Prepared prepared;
    highway.prepare(weights.data(), precision, prepared);
    Activations<Scalar> y = activations_of(layer);
    highway.forward(weights.data(), prepared, x, y, nullptr, pool);
    return matrix_of(y);
  }
  void set_bias(Scalar value) {
    window(weights.data(), seqlab::tests::slot_called(layout, "transform.bias")).setConstant(value);
  }

  Layout layout;
  Highway<Scalar> highway;
  RandomNumbers random;
  std::vector<Scalar> weights;
  Matrix<Scalar> x, layer;
};

}  // namespace

TEST_CASE("a highway mixes a layer's output and input as in the equations") {
  const Case<double> given(GENERATE(std::size_t{1}, std::size_t{5}, std::size_t{37}), 6);
  const Matrix<double> y = given.forward();
  NaiveReading reading;
  reading.connections = "highway";
  reading.weight = numbers_of(given.layout, given.weights, "transform.weight");
  reading.bias = numbers_of(given.layout, given.weights, "transform.bias");
  for (std::size_t column = 0; column < 6; ++column) {
    CHECK(largest_difference(column_of(y, column), read_naively(reading, column_of(given.x, column),
                                                                column_of(given.layer, column))) < 1e-14);
  }
}

TEST_CASE("a closed gate passes on the layer's input, an open one its output") {
  Case<double> given(9, 4);
  given.set_bias(-100);
  CHECK((given.forward() - given.x).cwiseAbs().maxCoeff() < 1e-14);
  given.set_bias(100);
  CHECK((given.forward() - given.layer).cwiseAbs().maxCoeff() < 1e-14);
}

TEST_CASE("an initial gate is closer to closed than to open") {
  Case<double> given(30, 50);
  given.highway.initialise(given.weights.data(), Noise(1));
  const Matrix<double> y = given.forward();
  CHECK((y - given.x).norm() < 0.6 * (y - given.layer).norm());
}

TEST_CASE("gradients of a highway agree with difference quotients") {
  Case<double> given(5, 7);
  const auto dy = given.random.matrix<double>(5, 7);
  Pool pool(2);
  Highway<double>::Prepared prepared;
  given.highway.prepare_training(given.weights.data(), prepared);
  Highway<double>::Tape tape;
  Activations<double> y = activations_of(given.layer);
  given.highway.forward(given.weights.data(), prepared, given.x, y, &tape, pool);
  CHECK(matrix_of(y) == given.forward());
  std::vector<double> gradient(given.layout.size());
  given.highway.backward(prepared, given.x, tape, dy, gradient.data(), pool);
  const auto loss = [&] { return weighted_sum(given.forward(), dy); };
  check_gradient("weights", given.weights.data(), given.weights.size(), gradient.data(), loss);
  check_gradient("x", given.x, matrix_of(tape.dx), loss);
  check_gradient("layer", given.layer, matrix_of(tape.dlayer), loss);
}

TEST_CASE("a highway in 8 bits is close to single precision, with the same bits in any batch") {
  Case<float> given(64, 300);
  const Matrix<float> exact = given.forward();
  const Matrix<float> eight = given.forward(Precision::int8);
  CHECK(eight != exact);
  CHECK((eight - exact).cwiseAbs().maxCoeff() < 0.1F);
  CHECK(given.forward(Precision::int8, 3) == eight);
  const Matrix<float> x = given.x;
  const Matrix<float> layer = given.layer;
  for (const Eigen::Index column : {0, 7, 299}) {
    given.x = x.col(column);
    given.layer = layer.col(column);
    CHECK(given.forward(Precision::int8) == eight.col(column));
    CHECK(given.forward() == exact.col(column));
  }
}
