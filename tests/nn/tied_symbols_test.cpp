// Networks that read symbols and predict them, with vectors of their own or shared ones.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "gradient_check.h"
#include "kernels/softmax.h"
#include "naive_prediction.h"
#include "naive_weights.h"
#include "network_cases.h"
#include "nn/stepper.h"
#include "ragged_lengths.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using namespace seqlab::tests;

namespace {

constexpr std::size_t hidden = 9;

NetworkShape shape_of(const std::vector<std::size_t>& clusters, std::size_t dimension, bool tied) {
  NetworkShape shape;
  shape.input.symbols = {clusters, dimension};
  shape.recurrent.hidden = hidden;
  shape.recurrent.directions = 1;
  HeadShape head;
  for (const std::size_t size : clusters) head.labels += size;
  head.kind = clusters.size() == 1 ? HeadKind::softmax : HeadKind::adaptive;
  if (clusters.size() > 1) head.clusters = clusters;
  head.weight = 0.7;
  head.tied = tied;
  shape.heads = {head};
  return shape;
}

NetworkShape generated_shape() {
  const std::vector<std::size_t> clusters =
      GENERATE(std::vector<std::size_t>{11}, std::vector<std::size_t>{3, 4, 4});
  const std::size_t dimension = GENERATE(std::size_t{9}, std::size_t{6});
  const bool tied = GENERATE(false, true);
  INFO(clusters.size() << " clusters, dimension " << dimension << (tied ? ", tied" : ""));
  return shape_of(clusters, dimension, tied);
}

std::string description(const NetworkShape& shape) {
  return std::to_string(shape.input.symbols->clusters.size()) + " clusters, dimension " +
         std::to_string(shape.input.symbols->dimension) + (shape.heads.front().tied ? ", tied" : "");
}

// Every token is labelled with the next one's symbol.
template <class Scalar>
NetworkCase<Scalar> language_case(const NetworkShape& shape, const std::vector<std::size_t>& lengths) {
  NetworkCase<Scalar> given(shape, 11, lengths);
  for (Example& example : given.examples) {
    std::vector<std::int32_t> gold;
    for (std::size_t token = 0; token < example.tokens.size(); ++token) {
      const bool last = token + 1 == example.tokens.size();
      gold.push_back(last ? -1 : static_cast<std::int32_t>(given.types.symbols[example.tokens[token + 1]]));
    }
    example.gold = {gold};
  }
  return given;
}

}  // namespace

TEST_CASE("a tied head needs symbols in the same clusters") {
  const auto make = [](const NetworkShape& shape) { return Network<float>(shape).heads() == 1; };
  CHECK(make(shape_of({3, 4}, 5, true)));
  NetworkShape shape = shape_of({3, 4}, 5, true);
  shape.heads.front().clusters = {4, 3};
  CHECK_THROWS_AS(make(shape), std::invalid_argument);
  shape.heads.front().clusters = {3, 4};
  shape.input.symbols.reset();
  shape.input.tables = {5};
  CHECK_THROWS_AS(make(shape), std::invalid_argument);
  shape = shape_of({7}, 5, true);
  CHECK(make(shape));
  shape.heads.front().labels = 8;
  CHECK_THROWS_AS(make(shape), std::invalid_argument);
  shape.heads.front().labels = 7;
  shape.heads.front().kind = HeadKind::crf;
  CHECK_THROWS_AS(make(shape), std::invalid_argument);
}

TEST_CASE("a tied head shares the vectors of symbols, and maps to their dimension only if it is another") {
  for (const std::size_t dimension : {hidden, std::size_t{6}}) {
    const Network<float> network(shape_of({3, 4, 4}, dimension, true));
    const Layout& layout = network.layout();
    CHECK(find_slot(layout, "head.weight") == nullptr);
    CHECK(find_slot(layout, "head.1.weight") == nullptr);
    CHECK(find_slot(layout, "head.1.projection.weight") == nullptr);
    CHECK(find_slot(layout, "head.2.bias") != nullptr);
    CHECK(find_slot(layout, "head.clusters.weight") != nullptr);
    CHECK((find_slot(layout, "head.map.weight") != nullptr) == (dimension != hidden));
  }
}

TEST_CASE("a tied head starts with the input's vectors, which it does not draw anew") {
  for (const std::size_t dimension : {hidden, std::size_t{6}}) {
    const Network<float> tied(shape_of({3, 4, 4}, dimension, true));
    const Network<float> apart(shape_of({3, 4, 4}, dimension, false));
    const std::vector<float> weights = tied.initial_weights(Noise(1));
    const std::vector<float> others = apart.initial_weights(Noise(1));
    for (const Slot& slot : tied.layout().slots()) {
      if (!slot.name.starts_with("symbols.")) continue;
      CHECK(window(weights.data(), slot) == window(others.data(), slot_called(apart.layout(), slot.name)));
      CHECK_FALSE(window(weights.data(), slot).isZero(0));
    }
    CHECK(window(weights.data(), slot_called(tied.layout(), "head.1.bias")).isZero(0));
  }
}

TEST_CASE("probabilities, losses and scores of symbols agree with the equations") {
  const NetworkShape shape = generated_shape();
  INFO(description(shape));
  const auto given = language_case<double>(shape, ragged_lengths);
  const Batch batch = given.batch();
  Pool pool(2);
  const Matrix<double> p = probabilities_of(given.network, given.weights, given.tables, batch, pool);
  const Inference<double> inference(given.network, given.weights, given.tables, batch, pool);
  std::vector<double> scores;
  std::vector<States<double>> final;
  given.network.score(given.weights.data(), inference.prepared, inference.columns, batch, 0, nullptr, scores,
                      final, pool);
  LossSum loss;
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    const Example& example = given.examples[batch.packing.order()[packed]];
    const auto expected = predict_naively(given, example).front();
    loss += expected.loss;
    for (std::size_t step = 0; step < example.tokens.size(); ++step) {
      const std::size_t column = batch.packing.column(packed, step);
      CHECK(largest_difference(column_of(p, column), expected.probabilities[step]) < 1e-13);
      const std::int32_t gold = example.gold.front()[step];
      const double score =
          gold < 0 ? 0 : std::log(expected.probabilities[step][static_cast<std::size_t>(gold)]);
      CHECK(scores[column] == Approx(score).margin(1e-13));
    }
  }
  const Learned<double> learned(given, batch, nullptr, 2);
  CHECK(learned.loss.count == loss.count);
  CHECK(learned.loss.sum == Approx(loss.sum).epsilon(1e-12));
}

TEST_CASE("the gradients of symbols agree with difference quotients, for heads that share them and others") {
  const NetworkShape shape = generated_shape();
  INFO(description(shape));
  const bool drops = GENERATE(false, true);
  const DropoutRates rates{0.3, 0.25, 0.2, DropoutKind::plain};
  auto given = language_case<double>(shape, {3, 0, 9, 1, 14, 2});
  const Batch batch = given.batch();
  const Learned<double> learned(given, batch, drops ? &rates : nullptr, 1);
  Pool pool(1);
  std::vector<double> unused(given.weights.size());
  Network<double>::Workspace workspace;
  for (const Slot& slot : given.network.layout().slots()) {
    check_gradient(slot.name, given.weights.data() + slot.offset, slot.size(),
                   learned.gradient.data() + slot.offset, [&] {
                     return objective(shape, given.network.loss({.batch = batch,
                                                                 .weights = given.weights.data(),
                                                                 .tables = {},
                                                                 .noise = Noise(3),
                                                                 .dropout = drops ? &rates : nullptr,
                                                                 .gradient = unused.data()},
                                                                workspace, pool));
                   });
  }
}

TEMPLATE_TEST_CASE("a text of symbols has the same bits alone and in a batch, and token by token", "", float,
                   double) {
  NetworkShape shape = generated_shape();
  INFO(description(shape));
  shape.recurrent.directions = 1;
  const auto given = language_case<TestType>(shape, {4, 0, 40, 1, 9, 9, 2, 17, 40, 5});
  const Batch batch = given.batch();
  Pool pool(2);
  const Matrix<TestType> p = probabilities_of(given.network, given.weights, given.tables, batch, pool);
  std::size_t different = 0;
  for (std::size_t sequence = 0; sequence < given.examples.size(); ++sequence) {
    const Batch own = given.batch({given.examples[sequence]});
    const Matrix<TestType> together = tokens_of(p, batch.packing, sequence);
    if (probabilities_of(given.network, given.weights, given.tables, own, pool) != together) ++different;
    const Inference<TestType> inference(given.network, given.weights, given.tables, own, pool);
    Stepper<TestType> stepper(given.network, given.weights.data(), inference.prepared, 1);
    for (std::size_t step = 0; step < own.tokens.size(); ++step) {
      stepper.step({&inference.columns[own.tokens[step]], 1});
      Matrix<TestType> scores = stepper.scores(1).matrix();
      seqlab::kernels::softmax_columns(scores.data(), 11, 11, 1);
      if (scores != together.col(index(step))) ++different;
    }
  }
  CHECK(different == 0);
}

TEST_CASE("losses and gradients of symbols have the same bits for any number of threads") {
  const bool tied = GENERATE(false, true);
  NetworkShape shape = shape_of({100, 300, 200}, 37, tied);
  NetworkCase<float> given(shape, 600, {300, 2, 117, 0, 400, 250, 250});
  const Batch batch = given.batch();
  const DropoutRates rates{0.1, 0.2, 0.3, DropoutKind::plain};
  const Learned<float> one(given, batch, &rates, 1);
  for (const std::size_t threads : {2U, 3U, 4U}) {
    const Learned<float> many(given, batch, &rates, threads);
    CHECK(many.loss.sum == one.loss.sum);
    CHECK(many.gradient == one.gradient);
  }
}

TEST_CASE("symbols can stand beside word vectors, and heads with vectors of their own beside tied ones") {
  NetworkShape shape = shape_of({3, 4, 4}, 6, true);
  shape.input.tables = {3};
  HeadShape other = shape.heads.front();
  other.name = "other";
  other.tied = false;
  shape.heads.push_back(other);
  NetworkCase<double> given(shape, 11, {3, 0, 9, 5, 14, 2});
  const Batch batch = given.batch();
  Pool pool(2);
  const auto predictions = predictions_of(given.network, given.weights, given.tables, batch, pool);
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    const Example& example = given.examples[batch.packing.order()[packed]];
    const auto expected = predict_naively(given, example);
    for (std::size_t head = 0; head < 2; ++head) {
      const Matrix<double> p = matrix_of(predictions[head].probabilities);
      for (std::size_t step = 0; step < example.tokens.size(); ++step) {
        CHECK(largest_difference(column_of(p, batch.packing.column(packed, step)),
                                 expected[head].probabilities[step]) < 1e-13);
      }
    }
  }
  const Learned<double> learned(given, batch, nullptr, 1);
  std::vector<double> unused(given.weights.size());
  Network<double>::Workspace workspace;
  const auto loss = [&] {
    return objective(shape, given.network.loss({.batch = batch,
                                                .weights = given.weights.data(),
                                                .tables = frozen_tables(given),
                                                .noise = Noise(3),
                                                .gradient = unused.data()},
                                               workspace, pool));
  };
  check_gradient("weights", given.weights.data(), given.weights.size(), learned.gradient.data(), loss);
}
