#include "nn/forecasting/forecasting_network.h"

#include <cmath>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.h"
#include "cell_shapes.h"
#include "gradient_check.h"
#include "layer_outputs.h"
#include "naive_weights.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::cell_shapes;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::layer_outputs;
using seqlab::tests::naive_layers;
using seqlab::tests::naive_readings;
using seqlab::tests::name_of;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::RandomNumbers;
using seqlab::tests::Tokens;

namespace {

ForecastingShape forecasting_shape(const CellShape& cell, std::size_t layers) {
  return {.inputs = 2, .outputs = 3, .layers = layers, .recurrent = {4, 1, InitialState::zero, cell}};
}

// A network with random weights, and windows of five steps.
template <class Scalar>
struct ForecastingCase {
  static constexpr std::size_t steps = 5;

  explicit ForecastingCase(const ForecastingShape& its_shape)
      : shape(its_shape),
        network(its_shape),
        random(7 + its_shape.layers),
        weights(random.vector<Scalar>(network.layout().size())) {
    for (std::size_t window = 0; window < 6; ++window) {
      windows.push_back(random.matrix<Scalar>(shape.inputs, steps));
      gold.push_back(random.matrix<Scalar>(shape.outputs, 1));
    }
  }

  [[nodiscard]] std::vector<std::size_t> all() const {
    std::vector<std::size_t> places(windows.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    return places;
  }
  [[nodiscard]] WindowBatch<Scalar> batch(const std::vector<std::size_t>& places) const {
    WindowBatch<Scalar> result{places.size(), {index(shape.inputs), index(places.size() * steps)}};
    for (std::size_t i = 0; i < places.size(); ++i) {
      for (std::size_t step = 0; step < steps; ++step) {
        result.numbers.col(index(step * places.size() + i)) = windows[places[i]].col(index(step));
      }
    }
    return result;
  }
  [[nodiscard]] Matrix<Scalar> golds(const std::vector<std::size_t>& places) const {
    Matrix<Scalar> result(index(shape.outputs), index(places.size()));
    for (std::size_t i = 0; i < places.size(); ++i) result.col(index(i)) = gold[places[i]];
    return result;
  }
  LossSum loss(const std::vector<std::size_t>& places, RegressionLoss kind, const ForecastingDropout* dropout,
               std::vector<Scalar>& gradient, Pool& pool, std::size_t cut_every = 0) {
    const std::vector<std::uint64_t> identities(places.begin(), places.end());
    return network.loss({.batch = batch(places),
                         .gold = golds(places),
                         .identities = identities,
                         .weights = weights.data(),
                         .noise = Noise(3),
                         .dropout = dropout,
                         .loss = kind,
                         .through_time = {.cut_every = cut_every},
                         .gradient = gradient.data()},
                        workspace, pool);
  }
  [[nodiscard]] Matrix<Scalar> predict(const std::vector<std::size_t>& places, Precision precision,
                                       std::size_t threads) const {
    Pool pool(threads);
    Activations<Scalar> y;
    network.predict(weights.data(), network.prepare(weights.data(), precision, pool), batch(places), y, pool);
    return y.matrix();
  }

  ForecastingShape shape;
  ForecastingNetwork<Scalar> network;
  RandomNumbers random;
  std::vector<Scalar> weights;
  std::vector<Matrix<Scalar>> windows, gold;
  typename ForecastingNetwork<Scalar>::Workspace workspace;
};

Numbers forecast_naively(const ForecastingCase<double>& given, std::size_t place) {
  const ForecastingShape& shape = given.shape;
  const Layout& layout = given.network.layout();
  Tokens tokens;
  for (std::size_t step = 0; step < given.steps; ++step) {
    tokens.push_back(column_of(given.windows[place], step));
  }
  const Numbers last =
      seqlab::tests::run_naive_encoder(
          naive_layers(layout, given.weights, "encoder", shape.layers, shape.recurrent),
          naive_readings(layout, given.weights, "encoder", shape.layers, shape.layer_output), tokens)
          .back()
          .outputs.back();
  const Numbers weight = numbers_of(layout, given.weights, "head.weight");
  Numbers y = numbers_of(layout, given.weights, "head.bias");
  for (std::size_t row = 0; row < y.size(); ++row) {
    for (std::size_t i = 0; i < last.size(); ++i) y[row] += weight[row * last.size() + i] * last[i];
  }
  return y;
}

void check_against_naive_forecasts(const ForecastingShape& shape) {
  INFO(name_of(shape.recurrent.cell));
  ForecastingCase<double> given(shape);
  const Matrix<double> y = given.predict(given.all(), Precision::f32, 2);
  double squared = 0;
  double absolute = 0;
  for (const std::size_t place : given.all()) {
    const Numbers expected = forecast_naively(given, place);
    CHECK(largest_difference(column_of(y, place), expected) < 1e-13);
    for (std::size_t row = 0; row < expected.size(); ++row) {
      const double error = expected[row] - given.gold[place](index(row), 0);
      squared += error * error;
      absolute += std::abs(error);
    }
  }
  Pool pool(2);
  std::vector<double> unused(given.weights.size());
  const LossSum ours = given.loss(given.all(), RegressionLoss::squared, nullptr, unused, pool);
  CHECK(ours.count == 18);
  CHECK(std::abs(ours.sum - squared) < 1e-12);
  CHECK(std::abs(given.loss(given.all(), RegressionLoss::absolute, nullptr, unused, pool).sum - absolute) <
        1e-12);
}

void check_forecasting_gradients(const ForecastingShape& shape, RegressionLoss kind,
                                 const ForecastingDropout* dropout) {
  INFO(name_of(shape.recurrent.cell));
  ForecastingCase<double> given(shape);
  Pool pool(1);
  std::vector<double> gradient(given.weights.size());
  given.loss(given.all(), kind, dropout, gradient, pool);
  std::vector<double> unused(given.weights.size());
  check_gradient("weights", given.weights.data(), given.weights.size(), gradient.data(),
                 [&] { return given.loss(given.all(), kind, dropout, unused, pool).mean(); });
}

}  // namespace

TEST_CASE("a forecasting network's outputs and losses agree with the equations, for every cell") {
  const CellShape cell = GENERATE(from_range(cell_shapes()));
  check_against_naive_forecasts(forecasting_shape(cell, 2));
}

TEST_CASE("a forecasting network's outputs agree with the equations through connections and normalisation") {
  ForecastingShape shape = forecasting_shape({.kind = CellKind::gru}, 2);
  shape.layer_output = GENERATE(from_range(layer_outputs));
  shape.recurrent.initial = InitialState::learned;
  check_against_naive_forecasts(shape);
}

TEST_CASE("a forecasting network's gradients agree with difference quotients, for every cell and loss") {
  const CellShape cell = GENERATE(from_range(cell_shapes()));
  const RegressionLoss kind = GENERATE(RegressionLoss::squared, RegressionLoss::absolute);
  check_forecasting_gradients(forecasting_shape(cell, 1), kind, nullptr);
}

TEST_CASE("a forecasting network's gradients agree with difference quotients, through dropout") {
  const ForecastingDropout rates{0.3, 0.25, 0.2, GENERATE(DropoutKind::plain, DropoutKind::variational)};
  ForecastingShape shape = forecasting_shape({.kind = CellKind::lstm}, 2);
  shape.layer_output = {Connections::residual, true};
  check_forecasting_gradients(shape, RegressionLoss::squared, &rates);
}

TEST_CASE("a window gives the same outputs alone and in a batch, bit for bit") {
  const ForecastingCase<float> given(forecasting_shape({.kind = CellKind::gru}, 2));
  const Precision precision = GENERATE(Precision::f32, Precision::int8);
  const Matrix<float> together = given.predict(given.all(), precision, 2);
  for (const std::size_t place : given.all()) {
    CHECK(given.predict({place}, precision, 1) == together.col(index(place)));
  }
}

TEST_CASE("the mean gradient of a batch is the mean of those of its windows, also through dropout") {
  const ForecastingDropout rates{0.3, 0.25, 0.2, DropoutKind::plain};
  const bool drops = GENERATE(false, true);
  ForecastingCase<double> given(forecasting_shape({.kind = CellKind::gru}, 2));
  Pool pool(2);
  const ForecastingDropout* const dropout = drops ? &rates : nullptr;
  std::vector<double> gradient(given.weights.size());
  const LossSum together = given.loss(given.all(), RegressionLoss::squared, dropout, gradient, pool);
  std::vector<double> summed(given.weights.size());
  LossSum sum;
  for (const std::size_t place : given.all()) {
    sum += given.loss({place}, RegressionLoss::squared, dropout, summed, pool);
  }
  for (double& number : summed) number /= static_cast<double>(given.windows.size());
  CHECK(sum.count == together.count);
  CHECK(std::abs(sum.sum - together.sum) < 1e-12);
  CHECK(largest_difference(gradient, summed) < 1e-12);
}

TEST_CASE("a forecasting network's gradient does not depend on the number of threads") {
  ForecastingCase<float> given(forecasting_shape({.kind = CellKind::lstm}, 2));
  std::vector<float> one(given.weights.size());
  std::vector<float> three(given.weights.size());
  Pool single(1);
  Pool several(3);
  given.loss(given.all(), RegressionLoss::absolute, nullptr, one, single);
  given.loss(given.all(), RegressionLoss::absolute, nullptr, three, several);
  CHECK(one == three);
}

TEST_CASE("gradients of a forecasting network can be cut through time") {
  ForecastingCase<double> given(forecasting_shape({.kind = CellKind::gru}, 1));
  Pool pool(1);
  std::vector<double> whole(given.weights.size());
  std::vector<double> uncut(given.weights.size());
  std::vector<double> cut(given.weights.size());
  given.loss(given.all(), RegressionLoss::squared, nullptr, whole, pool);
  given.loss(given.all(), RegressionLoss::squared, nullptr, uncut, pool, given.steps);
  given.loss(given.all(), RegressionLoss::squared, nullptr, cut, pool, 2);
  CHECK(largest_difference(whole, uncut) == 0);
  CHECK(largest_difference(whole, cut) > 1e-6);
}

TEST_CASE("a forecasting network refuses shapes that do not fit") {
  using Network = ForecastingNetwork<double>;
  ForecastingShape shape = forecasting_shape({.kind = CellKind::gru}, 1);
  shape.recurrent.directions = 2;
  CHECK_THROWS_AS(Network(shape), std::invalid_argument);
  shape.recurrent = {4, 1, InitialState::zero, {.kind = std::nullopt}};
  CHECK_THROWS_AS(Network(shape), std::invalid_argument);
  ForecastingCase<double> given(forecasting_shape({.kind = CellKind::gru}, 1));
  Pool pool(1);
  Activations<double> y;
  const auto prepared = given.network.prepare(given.weights.data(), Precision::f32, pool);
  CHECK_THROWS_AS(given.network.predict(given.weights.data(), prepared, {0, Matrix<double>(2, 0)}, y, pool),
                  std::invalid_argument);
  CHECK_THROWS_AS(
      given.network.predict(given.weights.data(), prepared, {2, Matrix<double>::Zero(2, 3)}, y, pool),
      std::invalid_argument);
  CHECK_THROWS_AS(
      given.network.predict(given.weights.data(), prepared, {1, Matrix<double>::Zero(1, 3)}, y, pool),
      std::invalid_argument);
  std::vector<double> gradient(given.weights.size());
  given.gold.back().resize(1, 1);
  given.shape.outputs = 1;
  CHECK_THROWS_AS(given.loss({5}, RegressionLoss::squared, nullptr, gradient, pool), std::invalid_argument);
}
