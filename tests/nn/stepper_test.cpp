#include "nn/stepper.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "cell_shapes.h"
#include "kernels/softmax.h"
#include "layer_outputs.h"
#include "network_cases.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using namespace seqlab::tests;

namespace {

constexpr std::size_t labels = 5;

NetworkShape shape_of(std::size_t layers, const CellShape& cell,
                      InitialState initial = InitialState::learned) {
  NetworkShape shape;
  shape.input.tables = {3};
  shape.layers = layers;
  shape.recurrent = {6, 1, initial, cell};
  shape.heads = {HeadShape{.labels = labels}};
  return shape;
}

// What the network gives for a batch, to compare steps with.
template <class Scalar>
struct Expected {
  Expected(const NetworkCase<Scalar>& given, const Batch& its_batch, Precision precision)
      : batch(its_batch),
        pool(2),
        inference(given.network, given.weights, given.tables, batch, pool, precision) {
    const std::vector<HeadRequest> requests = {{.probabilities = true}};
    std::vector<Prediction<Scalar>> predictions;
    given.network.predict(given.weights.data(), inference.prepared, inference.columns, batch, requests,
                          predictions, pool);
    probabilities = predictions.front().probabilities.matrix();
    std::vector<double> unused;
    given.network.score(given.weights.data(), inference.prepared, inference.columns, batch, 0, nullptr,
                        unused, final, pool);
  }
  // The projected column of a token.
  [[nodiscard]] const Scalar* projected(std::size_t packed, std::size_t step) const {
    return inference.columns[batch.tokens[batch.packing.column(packed, step)]];
  }
  [[nodiscard]] Matrix<Scalar> own(std::size_t packed, std::size_t step) const {
    return probabilities.col(index(batch.packing.column(packed, step)));
  }

  Batch batch;
  Pool pool;
  Inference<Scalar> inference;
  Matrix<Scalar> probabilities;
  std::vector<States<Scalar>> final;  // in the caller's order
};

// The softmax of a column of scores.
template <class Scalar>
Matrix<Scalar> probabilities_of(Stepper<Scalar>& stepper, std::size_t sequence) {
  Matrix<Scalar> scores = stepper.scores(sequence + 1).matrix().col(index(sequence));
  seqlab::kernels::softmax_columns(scores.data(), labels, labels, 1);
  return scores;
}

// Whether a sequence of a stepper has the states of a sequence of a batch.
template <class Scalar>
bool has_states(const std::vector<States<Scalar>>& states, std::size_t sequence,
                const std::vector<States<Scalar>>& expected, std::size_t place) {
  for (std::size_t layer = 0; layer < expected.size(); ++layer) {
    for (std::size_t state = 0; state < expected[layer].size(); ++state) {
      if (states[layer][state].col(index(sequence)) != expected[layer][state].col(index(place))) return false;
    }
  }
  return states.size() == expected.size();
}

// Steps through all sequences of a batch at once, the shorter ones ending before the longer.
template <class Scalar>
void check_steps(const NetworkShape& shape, Precision precision) {
  const NetworkCase<Scalar> given(shape, 9, {5, 17, 1, 17, 8, 2, 11, 4, 9, 3, 1});
  const Expected<Scalar> expected(given, given.batch(), precision);
  const Packing& packing = expected.batch.packing;
  Stepper<Scalar> together(given.network, given.weights.data(), expected.inference.prepared,
                           packing.sequences());
  Stepper<Scalar> alone(given.network, given.weights.data(), expected.inference.prepared, 1);
  std::size_t different = 0;
  for (std::size_t step = 0; step < packing.steps(); ++step) {
    std::vector<const Scalar*> columns;
    for (std::size_t packed = 0; packed < packing.active(step); ++packed) {
      columns.push_back(expected.projected(packed, step));
    }
    together.step(columns);
    for (std::size_t packed = 0; packed < columns.size(); ++packed) {
      if (probabilities_of(together, packed) != expected.own(packed, step)) ++different;
    }
  }
  for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
    if (!has_states(together.states(), packed, expected.final, packing.order()[packed])) ++different;
    alone.reset(0);
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      const Scalar* const column = expected.projected(packed, step);
      alone.step({&column, 1});
      if (probabilities_of(alone, 0) != expected.own(packed, step)) ++different;
    }
    if (!has_states(alone.states(), 0, expected.final, packing.order()[packed])) ++different;
  }
  CHECK(different == 0);
}

}  // namespace

TEMPLATE_TEST_CASE("steps give the same bits as a batch, for every cell and depth", "", float, double) {
  const std::size_t layers = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3});
  const CellShape cell = GENERATE(from_range(cell_shapes()));
  INFO(name_of(cell) << ", " << layers << " layers");
  check_steps<TestType>(shape_of(layers, cell), Precision::f32);
}

TEST_CASE("steps give the same bits as a batch, for every way to process outputs and precision") {
  const Precision precision = GENERATE(Precision::f32, Precision::bf16, Precision::int8);
  const CellShape cell{.kind = GENERATE(CellKind::lstm, CellKind::gru, CellKind::mut1)};
  const InitialState initial = GENERATE(InitialState::zero, InitialState::learned);
  NetworkShape shape = shape_of(2, cell, initial);
  shape.layer_output = GENERATE(from_range(layer_outputs));
  shape.recurrent.hidden = GENERATE(std::size_t{6}, std::size_t{67});
  check_steps<float>(shape, precision);
}

TEST_CASE("the output is what the heads read") {
  const NetworkShape shape = shape_of(2, {});
  const NetworkCase<double> given(shape, 9, {7});
  const Expected<double> expected(given, given.batch(), Precision::f32);
  Stepper<double> stepper(given.network, given.weights.data(), expected.inference.prepared, 1);
  for (std::size_t step = 0; step < 7; ++step) {
    const double* const column = expected.projected(0, step);
    stepper.step({&column, 1});
  }
  CHECK(stepper.output().matrix().col(0) == expected.final.back().front().col(0));
  const Slot& weight = given.network.layout().slots()[given.network.layout().slots().size() - 2];
  const Slot& bias = given.network.layout().slots().back();
  const Matrix<double> scores =
      window(given.weights.data(), weight) * stepper.output().matrix() + window(given.weights.data(), bias);
  CHECK((stepper.scores(1).matrix() - scores).cwiseAbs().maxCoeff() < 1e-14);
}

TEST_CASE("a sequence can start anew, become another one, and take up states") {
  const NetworkShape shape = shape_of(2, {.kind = CellKind::lstm});
  const NetworkCase<float> given(shape, 9, {12, 12, 12});
  const Expected<float> expected(given, given.batch(), Precision::f32);
  const auto read = [&](Stepper<float>& stepper, std::size_t packed, std::size_t begin, std::size_t end) {
    for (std::size_t step = begin; step < end; ++step) {
      const std::vector<const float*> columns(stepper.sequences(), expected.projected(packed, step));
      stepper.step(columns);
    }
  };
  Stepper<float> stepper(given.network, given.weights.data(), expected.inference.prepared, 3);
  read(stepper, 0, 0, 12);
  stepper.reset(1);
  read(stepper, 1, 0, 5);
  CHECK(probabilities_of(stepper, 1) == expected.own(1, 4));
  CHECK(probabilities_of(stepper, 0) != expected.own(1, 4));
  stepper.copy(1, 2);
  CHECK(probabilities_of(stepper, 2) == expected.own(1, 4));
  const std::vector<States<float>> states = stepper.states();
  read(stepper, 1, 5, 12);
  CHECK(probabilities_of(stepper, 1) == expected.own(1, 11));
  CHECK(probabilities_of(stepper, 2) == expected.own(1, 11));
  // Back to where they were, and the first sequence takes up the second one's.
  stepper.set_states(states);
  for (std::size_t layer = 0; layer < 2; ++layer) {
    for (std::size_t state = 0; state < 2; ++state) {
      const std::span<float> from = stepper.state(layer, state, 1);
      std::copy(from.begin(), from.end(), stepper.state(layer, state, 0).begin());
    }
  }
  read(stepper, 1, 5, 12);
  for (std::size_t sequence = 0; sequence < 3; ++sequence) {
    CHECK(probabilities_of(stepper, sequence) == expected.own(1, 11));
  }
  CHECK(has_states(stepper.states(), 0, expected.final, expected.batch.packing.order()[1]));
}

TEST_CASE("what does not run step by step is refused") {
  Pool pool(1);
  const auto make = [&](const NetworkShape& shape, std::size_t sequences) {
    const Network<float> network(shape);
    const std::vector<float> weights(network.layout().size());
    const auto prepared = network.prepare(weights.data(), Precision::f32, pool);
    return Stepper<float>(network, weights.data(), prepared, sequences).sequences();
  };
  NetworkShape shape = shape_of(1, {});
  CHECK(make(shape, 2) == 2);
  CHECK_THROWS_AS(make(shape, 0), std::invalid_argument);
  shape.recurrent.directions = 2;
  CHECK_THROWS_AS(make(shape, 1), std::invalid_argument);
  shape = shape_of(1, {});
  shape.pooling = Pooling::last;
  CHECK_THROWS_AS(make(shape, 1), std::invalid_argument);
  CHECK_THROWS_AS(make(shape_of(1, {.kind = std::nullopt}), 1), std::invalid_argument);
  shape = shape_of(1, {});
  shape.heads.front().kind = HeadKind::crf;
  const Network<float> network(shape);
  const std::vector<float> weights(network.layout().size());
  const auto prepared = network.prepare(weights.data(), Precision::f32, pool);
  Stepper<float> stepper(network, weights.data(), prepared, 1);
  CHECK_THROWS_AS(stepper.scores(1), std::logic_error);
}
