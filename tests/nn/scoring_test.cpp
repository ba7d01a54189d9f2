// ln p of gold labels without gradients, also of long texts in pieces.
#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "cell_shapes.h"
#include "layer_outputs.h"
#include "naive_prediction.h"
#include "network_cases.h"
#include "nn/heads/crf.h"
#include "peak_memory.h"
#include "ragged_lengths.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using namespace seqlab::tests;

namespace {

NetworkShape shape_of(std::size_t layers, std::size_t directions) {
  NetworkShape shape;
  shape.input.tables = {3};
  shape.layers = layers;
  shape.recurrent.hidden = 4;
  shape.recurrent.directions = directions;
  shape.heads = {HeadShape{.labels = 5}};
  return shape;
}

// ln p of each gold label of a head, and the final states.
template <class Scalar>
struct Scored {
  Scored(const NetworkCase<Scalar>& given, const Batch& batch,
         const std::vector<States<Scalar>>* initial = nullptr, Precision precision = Precision::f32,
         std::size_t threads = 2, std::size_t head = 0) {
    Pool pool(threads);
    const Inference<Scalar> inference(given.network, given.weights, given.tables, batch, pool, precision);
    given.network.score(given.weights.data(), inference.prepared, inference.columns, batch, head, initial,
                        log_probabilities, final, pool);
  }
  [[nodiscard]] double sum() const {
    double result = 0;
    for (const double value : log_probabilities) result += value;
    return result;
  }
  std::vector<double> log_probabilities;
  std::vector<States<Scalar>> final;
};

// The tokens [begin, end) of each example.
std::vector<Example> parts_of(const std::vector<Example>& examples, std::size_t begin, std::size_t end) {
  std::vector<Example> parts;
  for (Example own : examples) {
    const auto first = static_cast<std::ptrdiff_t>(std::min(begin, own.tokens.size()));
    const auto last = static_cast<std::ptrdiff_t>(std::min(end, own.tokens.size()));
    own.tokens = {own.tokens.begin() + first, own.tokens.begin() + last};
    std::vector<std::int32_t>& gold = own.gold.front();
    if (!gold.empty()) gold = {gold.begin() + first, gold.begin() + last};
    parts.push_back(std::move(own));
  }
  return parts;
}

}  // namespace

TEST_CASE("scores are the logarithms of the equations' probabilities, and 0 without a gold label") {
  const bool pooled = GENERATE(false, true);
  NetworkShape shape = shape_of(GENERATE(std::size_t{1}, std::size_t{2}), 2);
  shape.layer_output = GENERATE(from_range(layer_outputs));
  if (pooled) shape.pooling = Pooling::last;
  shape.heads.push_back({.name = "other", .labels = 3});
  const NetworkCase<double> given(shape, 9, ragged_lengths);
  const Batch batch = given.batch();
  for (std::size_t head = 0; head < 2; ++head) {
    const Scored<double> scored(given, batch, nullptr, Precision::f32, 2, head);
    REQUIRE(scored.log_probabilities.size() == batch.gold[head].size());
    std::size_t missing = 0;
    for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
      const std::size_t place = batch.packing.order()[packed];
      const auto expected = predict_naively(given, given.examples[place])[head];
      for (std::size_t token = 0; token < expected.probabilities.size(); ++token) {
        const std::size_t column = pooled ? place : batch.packing.column(packed, token);
        const std::int32_t gold = batch.gold[head][column];
        if (gold < 0) {
          ++missing;
          CHECK(scored.log_probabilities[column] == 0);
        } else {
          const double p = expected.probabilities[token][static_cast<std::size_t>(gold)];
          CHECK(scored.log_probabilities[column] == Approx(std::log(p)).epsilon(1e-12));
        }
      }
    }
    CHECK(missing > 0);
  }
}

TEMPLATE_TEST_CASE("scores are minus the losses of training", "", float, double) {
  const NetworkCase<TestType> given(shape_of(2, 1), 9, {3, 0, 400, 1, 70, 2});
  const Batch batch = given.batch();
  const double precision = sizeof(TestType) == 4 ? 1e-5 : 1e-12;
  const LossSum loss = Learned<TestType>(given, batch, nullptr, 1).loss;
  CHECK(Scored<TestType>(given, batch).sum() == Approx(-loss.sum).epsilon(precision));
}

TEMPLATE_TEST_CASE(
    "texts in pieces that carry states have the same bits of scores and final states as whole ones", "",
    float, double) {
  NetworkShape shape = shape_of(2, 1);
  shape.recurrent.cell = GENERATE(from_range(cell_shapes()));
  shape.recurrent.initial = GENERATE(InitialState::zero, InitialState::learned);
  shape.layer_output = GENERATE(LayerOutputShape(), LayerOutputShape{Connections::highway, true});
  const Precision precision =
      sizeof(TestType) == 4 ? GENERATE(Precision::f32, Precision::int8) : Precision::f32;
  INFO(name_of(shape.recurrent.cell));
  const NetworkCase<TestType> given(shape, 9, {3, 11, 0, 7, 11, 4});
  const Batch whole = given.batch();
  const Scored<TestType> expected(given, whole, nullptr, precision);
  std::vector<States<TestType>> states;
  for (std::size_t begin = 0; begin < 11; begin += 4) {
    const Batch batch = given.batch(parts_of(given.examples, begin, begin + 4));
    const Scored<TestType> part(given, batch, begin == 0 ? nullptr : &states, precision);
    states = part.final;
    std::size_t different = 0;
    for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
      const std::size_t place = batch.packing.order()[packed];
      const auto& order = whole.packing.order();
      const auto in_whole =
          static_cast<std::size_t>(std::find(order.begin(), order.end(), place) - order.begin());
      for (std::size_t step = 0; step < batch.packing.length(packed); ++step) {
        if (part.log_probabilities[batch.packing.column(packed, step)] !=
            expected.log_probabilities[whole.packing.column(in_whole, begin + step)]) {
          ++different;
        }
      }
    }
    CHECK(different == 0);
  }
  for (std::size_t layer = 0; layer < 2; ++layer) {
    for (std::size_t state = 0; state < states[layer].size(); ++state) {
      CHECK(states[layer][state] == expected.final[layer][state]);
    }
  }
}

TEST_CASE("scores have the same bits for any number of threads") {
  const NetworkCase<float> given(shape_of(2, 2), 50, {300, 2, 117, 0, 400});
  const Batch batch = given.batch();
  const Scored<float> one(given, batch, nullptr, Precision::f32, 1);
  for (const std::size_t threads : {2U, 3U, 4U}) {
    CHECK(Scored<float>(given, batch, nullptr, Precision::f32, threads).log_probabilities ==
          one.log_probabilities);
  }
}

TEST_CASE("a head scores many labels without the memory of all scores, even the least probable") {
  constexpr std::size_t labels = 20'000;
  constexpr std::size_t columns = 2'000;
  constexpr std::size_t inputs = 3;
  Layout layout;
  const auto head = make_head<float>(layout, {"head", labels}, inputs);
  RandomNumbers random(2);
  std::vector<float> weights = random.vector<float>(layout.size());
  const Matrix<float> x = random.matrix<float>(inputs, columns);
  std::vector<std::int32_t> gold(columns);
  for (std::int32_t& label : gold) label = static_cast<std::int32_t>(random.below(labels));
  gold[7] = labels;  // there is no such label
  weights[layout.slots()[1].offset + 5] = -300;
  gold[8] = 5;
  std::unique_ptr<PreparedHead> prepared;
  head->prepare(weights.data(), prepared);
  Pool pool(1);
  std::vector<double> found(columns);
  const auto bytes = peak_memory([&] { head->score(weights.data(), *prepared, x, gold, found, pool); });
  if (bytes) CHECK(*bytes < labels * columns * sizeof(float) / 4);
  CHECK(found[7] == 0);
  CHECK(found[8] < -300);
  // One column from the formula.
  double sum = 0;
  double own = 0;
  for (std::size_t label = 0; label < labels; ++label) {
    double score = static_cast<double>(weights[layout.slots()[1].offset + label]);
    for (std::size_t i = 0; i < inputs; ++i) {
      score += static_cast<double>(weights[label * inputs + i]) * static_cast<double>(x(index(i), 1999));
    }
    sum += std::exp(score);
    if (label == static_cast<std::size_t>(gold[1999])) own = score;
  }
  CHECK(found[1999] == Approx(own - std::log(sum)).epsilon(1e-5));
}

TEST_CASE("a CRF has no scores of single labels") {
  NetworkShape shape = shape_of(1, 1);
  shape.heads.front().kind = HeadKind::crf;
  const NetworkCase<float> given(shape, 9, ragged_lengths);
  CHECK_THROWS_AS(Scored<float>(given, given.batch()), std::logic_error);
}
