#include "nn/network.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "../kernels/each_instruction_set.h"
#include "as_matrices.h"
#include "catch.h"
#include "cell_shapes.h"
#include "gradient_check.h"
#include "layer_outputs.h"
#include "naive_prediction.h"
#include "naive_weights.h"
#include "network_cases.h"
#include "nn/learning/optimizer.h"
#include "ragged_lengths.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::cell_shapes;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::Example;
using seqlab::tests::frozen_tables;
using seqlab::tests::largest_difference;
using seqlab::tests::layer_outputs;
using seqlab::tests::Learned;
using seqlab::tests::matrix_of;
using seqlab::tests::name_of;
using seqlab::tests::NetworkCase;
using seqlab::tests::numbers_of;
using seqlab::tests::objective;
using seqlab::tests::perceptron_shapes;
using seqlab::tests::predict_naively;
using seqlab::tests::probabilities_of;
using seqlab::tests::ragged_lengths;
using seqlab::tests::RandomNumbers;
using seqlab::tests::run_forward;
using seqlab::tests::Tokens;
using seqlab::tests::tokens_of;

namespace {

const std::array<std::string, 5> tasks = {"tagger", "last", "mean", "max", "attention"};

HeadShape head_of(std::size_t labels) {
  HeadShape head;
  head.labels = labels;
  return head;
}

NetworkShape shape_of(const std::string& task, std::size_t layers, std::size_t directions,
                      InitialState initial) {
  NetworkShape shape;
  shape.input.tables = {3};
  shape.layers = layers;
  shape.recurrent.hidden = 2;
  shape.recurrent.directions = directions;
  shape.recurrent.initial = initial;
  shape.heads = {head_of(3)};
  if (task != "tagger") shape.pooling = seqlab::base::find_name<Pooling>(task).value();
  return shape;
}

// How many layers, and how their outputs are processed.
struct Stacking {
  std::size_t layers;
  LayerOutputShape output;
};
const std::array<Stacking, 5> stackings = {
    {{1, {}}, {2, {}}, {3, {}}, {2, {Connections::residual, false}}, {2, {Connections::highway, true}}}};

NetworkShape generated_shape() {
  const std::string task = GENERATE(from_range(tasks));
  const auto [layers, output] = GENERATE(from_range(stackings));
  const std::size_t directions = GENERATE(std::size_t{1}, std::size_t{2});
  const InitialState initial = GENERATE(InitialState::zero, InitialState::learned);
  INFO(task << ", " << layers << " layers, " << directions << " directions");
  NetworkShape shape = shape_of(task, layers, directions, initial);
  shape.layer_output = output;
  // Two normalised numbers are always -1 and 1.
  if (output.normalised) shape.recurrent.hidden = 3;
  return shape;
}

// Every cell with its defaults, and none.
std::vector<CellShape> cells_of_every_kind() {
  std::vector<CellShape> cells = {{.kind = std::nullopt, .context = 2}};
  for (const auto& [name, kind] : name_table(CellKind())) cells.push_back({.kind = kind});
  return cells;
}

// Every cell in every task, depth and direction.
NetworkShape generated_shape_of_cells() {
  const std::string task = GENERATE(from_range(tasks));
  const std::size_t layers = GENERATE(std::size_t{1}, std::size_t{2});
  const std::size_t directions = GENERATE(std::size_t{1}, std::size_t{2});
  NetworkShape shape = shape_of(task, layers, directions, InitialState::learned);
  shape.recurrent.cell = GENERATE(from_range(cell_shapes()));
  return shape;
}

// The probabilities of one sequence of a batch.
template <class Scalar>
Matrix<Scalar> own_columns(const Matrix<Scalar>& probabilities, const Batch& batch, bool pooled,
                           std::size_t sequence) {
  if (pooled) return probabilities.col(index(sequence));
  return tokens_of(probabilities, batch.packing, sequence);
}

// The smallest distance, over rows and sequences, between the two largest outputs.
double smallest_margin(const NetworkCase<double>& model, const Batch& batch, const DropoutRates* dropout,
                       const Noise& noise) {
  Layout layout;
  const Encoder<double> encoder(layout, "encoder", model.shape.input.tables.front(), model.shape.layers,
                                model.shape.recurrent, model.shape.layer_output);
  Matrix<double> input(index(model.shape.input.tables.front()), index(batch.tokens.size()));
  for (std::size_t column = 0; column < batch.tokens.size(); ++column) {
    input.col(index(column)) =
        model.tables.front().col(index(batch.types.words.front()[batch.tokens[column]]));
  }
  std::vector<std::uint64_t> identities;
  for (const std::size_t sequence : batch.packing.order()) identities.push_back(batch.identities[sequence]);
  std::optional<DropoutPlan> plan;
  std::vector<States<double>> final;
  Pool pool(1);
  if (dropout != nullptr) {
    plan = {noise, identities, dropout->layers, dropout->kind};
    apply_dropout<double>(input, batch.packing, identities, noise.at(place_input), dropout->input,
                          dropout->kind, pool);
  }
  const std::vector<States<double>>* const initial = nullptr;
  const DropoutPlan* const drop = plan ? &*plan : nullptr;
  const Matrix<double> output = run_forward(encoder, model.weights, batch.packing, input, initial, final,
                                            static_cast<Encoder<double>::Tape*>(nullptr), pool, drop);
  double margin = 1;
  for (std::size_t sequence = 0; sequence < batch.packing.sequences(); ++sequence) {
    const Matrix<double> tokens = tokens_of(output, batch.packing, sequence);
    for (Eigen::Index row = 0; row < tokens.rows() && tokens.cols() > 1; ++row) {
      Vector<double> values = tokens.row(row);
      std::sort(values.data(), values.data() + values.size(), std::greater<>());
      // Units that relu switches off are equal, and stay so.
      if (values(0) != 0) margin = std::min(margin, values(0) - values(1));
    }
  }
  return margin;
}

// The first random model whose maxima do not change places when a number moves a little.
NetworkCase<double> model_without_ties(const NetworkShape& shape, const DropoutRates* dropout) {
  for (std::uint64_t seed = 0;; ++seed) {
    NetworkCase<double> model(shape, 6, ragged_lengths, seed);
    if (shape.pooling != Pooling::max || smallest_margin(model, model.batch(), dropout, Noise(3)) > 1e-3) {
      return model;
    }
  }
}

// The same without recurrence.
NetworkShape generated_shape_of_perceptrons() {
  const std::string task = GENERATE(as<std::string>(), "tagger", "mean", "max", "attention");
  const std::size_t layers = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{2});
  NetworkShape shape = shape_of(task, layers, 1, InitialState::zero);
  // So many that relu does not switch all of them off.
  shape.recurrent.hidden = 7;
  shape.recurrent.cell = GENERATE(from_range(perceptron_shapes()));
  return shape;
}

void check_probabilities(const NetworkShape& shape) {
  INFO(name_of(shape.recurrent.cell));
  const NetworkCase<double> model(shape, 9, ragged_lengths);
  const Batch batch = model.batch();
  Pool pool(2);
  const Matrix<double> p = probabilities_of(model.network, model.weights, model.tables, batch, pool);
  REQUIRE(p.rows() == 3);
  REQUIRE(p.cols() == index(shape.pooling ? batch.packing.sequences() : batch.packing.columns()));
  for (std::size_t sequence = 0; sequence < model.examples.size(); ++sequence) {
    const Tokens expected = predict_naively(model, model.examples[sequence]).front().probabilities;
    const Matrix<double> own = own_columns(p, batch, shape.pooling.has_value(), sequence);
    REQUIRE(own.cols() == index(expected.size()));
    for (std::size_t column = 0; column < expected.size(); ++column) {
      CHECK(largest_difference(column_of(own, column), expected[column]) < 1e-14);
    }
  }
}

void check_gradients(const NetworkShape& shape, const DropoutRates* dropout) {
  INFO((dropout != nullptr ? "drops, " : "")
       << name_of(shape.recurrent.cell) << ", " << shape.layers << " layers, "
       << (shape.pooling ? seqlab::base::name_of(*shape.pooling) : "tagger"));
  NetworkCase<double> model = model_without_ties(shape, dropout);
  const Batch batch = model.batch();
  const Learned<double> learned(model, batch, dropout, 1);
  REQUIRE(learned.loss.count > 0);
  Pool pool(1);
  std::vector<double> unused(model.weights.size());
  Network<double>::Workspace workspace;
  const auto loss = [&] {
    return objective(shape, model.network.loss({.batch = batch,
                                                .weights = model.weights.data(),
                                                .tables = frozen_tables(model),
                                                .noise = Noise(3),
                                                .dropout = dropout,
                                                .gradient = unused.data()},
                                               workspace, pool));
  };
  check_gradient("weights", model.weights.data(), model.weights.size(), learned.gradient.data(), loss);
  Matrix<double>& table = model.tables.front();
  const SparseGradient<double>& of_rows = learned.tables.front();
  Matrix<double> dtable = Matrix<double>::Zero(table.rows(), table.cols());
  for (std::size_t i = 0; i < of_rows.rows.size(); ++i) {
    dtable.col(index(of_rows.rows[i])) = of_rows.values.matrix().col(index(i));
  }
  check_gradient("table", table, dtable, loss);
}

}  // namespace

TEST_CASE("a batch has packed tokens, labels of each head and identities") {
  const std::vector<std::uint32_t> first = {7, 8};
  const std::vector<std::uint32_t> third = {1, 2, 3};
  const std::vector<std::int32_t> tags = {1, -1};
  const std::vector<std::int32_t> names = {4, 5, 6};
  const std::vector<BatchSequence> sequences = {
      {first, {tags}, 100}, {{}, {}, 101}, {third, {{}, names}, 102}};
  const Batch batch = make_batch(sequences, 3, false);
  CHECK(batch.tokens == std::vector<std::uint32_t>{1, 7, 2, 8, 3});
  CHECK(batch.gold ==
        std::vector<std::vector<std::int32_t>>{{-1, 1, -1, -1, -1}, {4, -1, 5, -1, 6}, {-1, -1, -1, -1, -1}});
  CHECK(batch.identities == std::vector<std::uint64_t>{100, 101, 102});
  CHECK(batch.packing.order() == std::vector<std::size_t>{2, 0, 1});
  CHECK(batch.types.size() == 0);

  const std::vector<std::int32_t> two = {2};
  const std::vector<std::int32_t> zero = {0};
  const std::vector<BatchSequence> texts = {
      {first, {two}, 100}, {{}, {zero, two}, 101}, {third, {{}, zero}, 102}};
  const Batch classes = make_batch(texts, 2, true);
  CHECK(classes.tokens == batch.tokens);
  CHECK(classes.gold == std::vector<std::vector<std::int32_t>>{{2, 0, -1}, {-1, 2, 0}});
}

TEST_CASE("no layers, no units or no head are refused") {
  NetworkShape shape = shape_of("tagger", 1, 1, InitialState::zero);
  CHECK_THROWS_AS(Network<float>(shape_of("tagger", 0, 1, InitialState::zero)), std::invalid_argument);
  CHECK_THROWS_AS(Network<float>(shape_of("tagger", 1, 3, InitialState::zero)), std::invalid_argument);
  CHECK(Network<float>(shape_of("tagger", 1, 2, InitialState::zero)).heads() == 1);
  shape = shape_of("tagger", 1, 2, InitialState::zero);
  shape.heads.clear();
  CHECK_THROWS_AS(Network<float>(shape), std::invalid_argument);
  // Two heads with the same name, and one whose mask of transitions has the wrong size.
  shape.heads = {head_of(3), head_of(4)};
  CHECK_THROWS_AS(Network<float>(shape), std::invalid_argument);
  shape.heads = {head_of(3)};
  shape.heads.front().allowed.between = {1, 1, 1, 1};
  CHECK_THROWS_AS(Network<float>(shape), std::invalid_argument);
}

TEST_CASE("probabilities agree with the equations, for every task, depth and direction") {
  const NetworkShape shape = generated_shape();
  check_probabilities(shape);
}

TEST_CASE("probabilities agree with the equations, for every cell") {
  check_probabilities(generated_shape_of_cells());
}

TEST_CASE("probabilities agree with the equations, without recurrence") {
  check_probabilities(generated_shape_of_perceptrons());
}

TEST_CASE(
    "the loss's gradients agree with difference quotients, for every task, depth, direction and dropout") {
  const NetworkShape shape = generated_shape();
  const std::optional<DropoutKind> kind =
      GENERATE(std::optional<DropoutKind>(), std::optional<DropoutKind>(DropoutKind::plain),
               std::optional<DropoutKind>(DropoutKind::variational));
  const DropoutRates rates{0.3, 0.25, 0.2, kind.value_or(DropoutKind::plain)};
  check_gradients(shape, kind ? &rates : nullptr);
}

TEST_CASE("the loss's gradients agree with difference quotients, for every cell") {
  const DropoutRates rates{0.3, 0.25, 0.2, DropoutKind::plain};
  check_gradients(generated_shape_of_cells(), &rates);
}

TEST_CASE("the loss's gradients agree with difference quotients, without recurrence") {
  const bool drops = GENERATE(false, true);
  const DropoutRates rates{0.3, 0.25, 0.2, DropoutKind::plain};
  check_gradients(generated_shape_of_perceptrons(), drops ? &rates : nullptr);
}

TEMPLATE_TEST_CASE("a sequence gets the same bits of probabilities alone, in any batch and in any order", "",
                   float, double) {
  NetworkShape shape = generated_shape();
  shape.recurrent.hidden = 9;
  shape.recurrent.cell = GENERATE(CellShape{}, CellShape{.kind = std::nullopt, .context = 2});
  const bool pooled = shape.pooling.has_value();
  const NetworkCase<TestType> model(shape, 30, {4, 0, 40, 1, 9, 9, 2, 17, 40, 5});
  Pool pool(2);
  std::vector<Matrix<TestType>> alone;
  for (const Example& example : model.examples) {
    alone.push_back(
        probabilities_of(model.network, model.weights, model.tables, model.batch({example}), pool));
  }
  for (const std::size_t size : std::vector<std::size_t>{2, 3, 10}) {
    for (std::size_t first = 0; first < 10; first += size) {
      std::vector<std::size_t> members;
      // 7 and 10 have no common divisor, so each sequence comes once, far from its place.
      for (std::size_t i = first; i < std::min<std::size_t>(first + size, 10); ++i)
        members.push_back(7 * i % 10);
      std::vector<Example> examples;
      for (const std::size_t member : members) examples.push_back(model.examples[member]);
      const Batch batch = model.batch(examples);
      const Matrix<TestType> p = probabilities_of(model.network, model.weights, model.tables, batch, pool);
      for (std::size_t place = 0; place < members.size(); ++place) {
        const Matrix<TestType> own = own_columns(p, batch, pooled, place);
        const Matrix<TestType>& expected = alone[members[place]];
        REQUIRE(own.cols() == expected.cols());
        CHECK(own == expected);
      }
    }
  }
}

TEST_CASE("the loss of a batch is the sum over its sequences, also with dropout") {
  const NetworkShape shape = generated_shape();
  const DropoutKind kind = GENERATE(DropoutKind::plain, DropoutKind::variational);
  const DropoutRates rates{0.3, 0.25, 0.2, kind};
  const NetworkCase<double> model(shape, 12, {4, 0, 11, 1, 9, 9, 2});
  const Learned<double> together(model, model.batch(), &rates, 2);
  LossSum sum;
  std::vector<double> gradient(model.weights.size());
  for (const Example& example : model.examples) {
    const Learned<double> own(model, model.batch({example}), &rates, 1);
    sum += own.loss;
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      gradient[i] += own.gradient[i] * static_cast<double>(own.loss.count);
    }
  }
  CHECK(sum.count == together.loss.count);
  CHECK(sum.sum == Approx(together.loss.sum).epsilon(1e-12));
  for (double& value : gradient) value /= static_cast<double>(sum.count);
  CHECK(largest_difference(gradient, together.gradient) < 1e-13);
}

TEST_CASE("loss, gradients and probabilities have the same bits for any number of threads") {
  const std::string task = GENERATE(from_range(tasks));
  NetworkShape shape = shape_of(task, 2, 2, InitialState::learned);
  shape.recurrent.cell = GENERATE(from_range(cells_of_every_kind()));
  shape.layer_output = GENERATE(from_range(layer_outputs));
  shape.input.tables = {13};
  shape.recurrent.hidden = 11;
  shape.heads.front().labels = 5;
  std::vector<std::size_t> lengths(80);
  for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = i * i % 47;
  const NetworkCase<float> model(shape, 200, lengths);
  const Batch batch = model.batch();
  REQUIRE(batch.packing.columns() > 1100);
  const DropoutRates rates{0.1, 0.2, 0.3, DropoutKind::plain};
  const Learned<float> one(model, batch, &rates, 1);
  Pool single(1);
  const Matrix<float> p = probabilities_of(model.network, model.weights, model.tables, batch, single);
  for (const std::size_t threads : std::vector<std::size_t>{1, 2, 3, 4, 2, 3}) {
    INFO(threads << " threads");
    const Learned<float> many(model, batch, &rates, threads);
    CHECK(many.loss.sum == one.loss.sum);
    CHECK(many.gradient == one.gradient);
    CHECK(many.tables.front().rows == one.tables.front().rows);
    CHECK(matrix_of(many.tables.front().values) == matrix_of(one.tables.front().values));
    Pool pool(threads);
    CHECK(probabilities_of(model.network, model.weights, model.tables, batch, pool) == p);
  }
}

TEST_CASE("all instruction sets agree on probabilities and gradients, up to rounding") {
  const std::string task = GENERATE(from_range(tasks));
  NetworkShape shape = shape_of(task, 2, 2, InitialState::learned);
  shape.recurrent.cell = GENERATE(from_range(cells_of_every_kind()));
  shape.layer_output = GENERATE(from_range(layer_outputs));
  const NetworkCase<double> model(shape, 50, {9, 30, 2, 17, 40, 1});
  const Batch batch = model.batch();
  const DropoutRates rates{0.1, 0.2, 0.3, DropoutKind::plain};
  Pool pool(2);
  const Matrix<double> p = probabilities_of(model.network, model.weights, model.tables, batch, pool);
  const Learned<double> best(model, batch, &rates, 2);
  seqlab::tests::each_instruction_set([&](const std::string&) {
    const Matrix<double> own = probabilities_of(model.network, model.weights, model.tables, batch, pool);
    CHECK((own - p).cwiseAbs().maxCoeff() < 1e-13);
    const Learned<double> learned(model, batch, &rates, 2);
    CHECK(learned.loss.sum == Approx(best.loss.sum).epsilon(1e-12));
    CHECK(largest_difference(learned.gradient, best.gradient) < 1e-12);
    CHECK((matrix_of(learned.tables.front().values) - matrix_of(best.tables.front().values))
              .cwiseAbs()
              .maxCoeff() < 1e-12);
  });
}

TEST_CASE("several threads can use a network at once") {
  const NetworkCase<float> model(shape_of("tagger", 2, 2, InitialState::learned), 50, {9, 30, 2, 17});
  const Batch batch = model.batch();
  const Learned<float> expected(model, batch, nullptr, 1);
  std::vector<int> equal(4, 0);
  std::vector<std::thread> callers;
  for (std::size_t caller = 0; caller < equal.size(); ++caller) {
    callers.emplace_back([&, caller] {
      for (int round = 0; round < 20; ++round) {
        const Learned<float> own(model, batch, nullptr, 1 + caller % 2);
        if (own.gradient == expected.gradient && own.loss.sum == expected.loss.sum) ++equal[caller];
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(equal == std::vector<int>(4, 20));
}

TEST_CASE("training and inference agree over several blocks") {
  const std::string task = GENERATE(from_range(tasks));
  NetworkShape shape = shape_of(task, 2, 2, InitialState::learned);
  shape.recurrent.cell = GENERATE(from_range(cells_of_every_kind()));
  shape.layer_output = GENERATE(LayerOutputShape(), LayerOutputShape{Connections::residual, false},
                                LayerOutputShape{Connections::highway, true});
  const NetworkCase<double> model(shape, 40, {700, 3, 900, 0, 512});
  Batch batch = model.batch();
  std::vector<std::int32_t>& gold = batch.gold.front();
  std::fill(gold.begin(), gold.end(), 2);
  Pool pool(2);
  const Matrix<double> p = probabilities_of(model.network, model.weights, model.tables, batch, pool);
  // With a single labelled column the loss reveals its probability.
  RandomNumbers random(5);
  const double all = Learned<double>(model, batch, nullptr, 2).loss.sum;
  CHECK(all == Approx(-p.row(2).array().log().sum()).epsilon(1e-12));
  for (int trial = 0; trial < 4; ++trial) {
    const std::size_t column = random.below(gold.size());
    std::fill(gold.begin(), gold.end(), -1);
    gold[column] = 1;
    const double taped = std::exp(-Learned<double>(model, batch, nullptr, 2).loss.sum);
    CHECK(std::abs(taped - p(1, index(column))) < 1e-12);
  }
}

TEST_CASE("a sequence of 100,000 tokens is labelled") {
  const std::string task = GENERATE(from_range(tasks));
  const NetworkCase<float> model(shape_of(task, 2, 2, InitialState::zero), 1000, {100'000, 3});
  Pool pool(2);
  const Matrix<float> p = probabilities_of(model.network, model.weights, model.tables, model.batch(), pool);
  CHECK(p.cols() == (task == "tagger" ? 100'003 : 2));
  CHECK(p.allFinite());
  CHECK((p.colwise().sum().array() - 1).abs().maxCoeff() < 1e-5F);
}

TEST_CASE("dropout depends on the noise, and rates of zero drop nothing") {
  const NetworkCase<double> model(shape_of("mean", 2, 2, InitialState::zero), 20, {9, 5, 7});
  const Batch batch = model.batch();
  const DropoutRates none;
  CHECK(Learned<double>(model, batch, &none, 1).loss.sum ==
        Learned<double>(model, batch, nullptr, 1).loss.sum);
  for (const DropoutRates& rates :
       {DropoutRates{0.5, 0, 0, DropoutKind::plain}, DropoutRates{0, 0.5, 0, DropoutKind::plain},
        DropoutRates{0, 0, 0.5, DropoutKind::plain}, DropoutRates{0.5, 0, 0, DropoutKind::variational},
        DropoutRates{0, 0.5, 0, DropoutKind::variational}}) {
    const double first = Learned<double>(model, batch, &rates, 1, 3).loss.sum;
    CHECK(first == Learned<double>(model, batch, &rates, 1, 3).loss.sum);
    CHECK(first != Learned<double>(model, batch, &rates, 1, 4).loss.sum);
    CHECK(first != Learned<double>(model, batch, nullptr, 1).loss.sum);
  }
}

TEST_CASE("the gradient of the table has each used row once and no others") {
  NetworkCase<double> model(shape_of("tagger", 1, 2, InitialState::zero), 100, {});
  model.examples = {{{40, 7, 40}, {{0, 1, 2}}, 0}, {{99, 7}, {}, 1}};
  const DropoutRates rates{0.3, 0, 0, DropoutKind::plain};
  const bool drops = GENERATE(false, true);
  const Learned<double> learned(model, model.batch(), drops ? &rates : nullptr, 1);
  CHECK(learned.tables.front().rows == std::vector<std::uint32_t>{40, 7, 99});
  const Matrix<double> values = matrix_of(learned.tables.front().values);
  CHECK(values.cols() == 3);
  CHECK_FALSE(values.col(1).isZero(1e-6));
  // The second sequence has no labels, so word 99 is used but has no gradient.
  CHECK(values.col(2).isZero(0));
}

TEST_CASE("loss() adds to the gradient of the weights and overwrites that of the table") {
  const NetworkCase<double> model(shape_of("max", 2, 2, InitialState::learned), 10, {3, 5, 2});
  const Batch batch = model.batch();
  Learned<double> learned(model, batch, nullptr, 1);
  const std::vector<double> once = learned.gradient;
  const Matrix<double> table = matrix_of(learned.tables.front().values);
  Pool pool(1);
  Network<double>::Workspace workspace;
  const std::vector<TrainingTable<double>> tables = {{&model.tables.front(), &learned.tables.front()}};
  model.network.loss({.batch = batch,
                      .weights = model.weights.data(),
                      .tables = tables,
                      .noise = Noise(3),
                      .gradient = learned.gradient.data()},
                     workspace, pool);
  for (std::size_t i = 0; i < once.size(); ++i) {
    CHECK(learned.gradient[i] == Approx(2 * once[i]).epsilon(1e-12).margin(1e-14));
  }
  CHECK(matrix_of(learned.tables.front().values) == table);
}

TEST_CASE("batches without sequences, tokens or labels are valid") {
  const std::string task = GENERATE(from_range(tasks));
  const bool pooled = task != "tagger";
  NetworkShape shape = shape_of(task, 2, 2, InitialState::learned);
  shape.layer_output = GENERATE(from_range(layer_outputs));
  NetworkCase<double> model(shape, 10, {});
  const std::vector<std::vector<Example>> batches = {
      {}, {{{}, {}, 0}, {{}, {}, 1}}, {{{1, 2, 3}, {}, 0}, {{}, {}, 1}, {{4}, {}, 2}}};
  const DropoutRates rates{0.3, 0.3, 0.3, DropoutKind::variational};
  for (const std::vector<Example>& examples : batches) {
    const Batch batch = model.batch(examples);
    Pool pool(2);
    const Matrix<double> p = probabilities_of(model.network, model.weights, model.tables, batch, pool);
    CHECK(p.cols() == index(pooled ? examples.size() : batch.tokens.size()));
    CHECK(p.allFinite());
    const Learned<double> learned(model, batch, &rates, 2);
    CHECK(learned.loss.count == 0);
    CHECK(learned.loss.sum == 0);
    CHECK(learned.gradient == std::vector<double>(learned.gradient.size(), 0.0));
    CHECK(matrix_of(learned.tables.front().values).isZero(0));
  }
}

TEST_CASE(
    "a text without tokens can have a label: mean, max and attention learn the bias from it, last also the "
    "initial state") {
  const std::string task =
      GENERATE(std::string("last"), std::string("mean"), std::string("max"), std::string("attention"));
  NetworkShape shape = shape_of(task, 2, 2, InitialState::learned);
  shape.layer_output = GENERATE(from_range(layer_outputs));
  NetworkCase<double> model(shape, 10, {});
  model.examples = {{{}, {{2}}, 0}};
  const Learned<double> learned(model, model.batch(), nullptr, 1);
  CHECK(learned.loss.count == 1);
  const Layout& layout = model.network.layout();
  const auto size_of = [&](const std::string& name) {
    double sum = 0;
    for (const double value : numbers_of(layout, learned.gradient, name)) sum += std::abs(value);
    return sum;
  };
  CHECK(size_of("head.bias") > 0);
  CHECK((size_of("encoder.1.back.initial.h") > 0) == (task == "last"));
  CHECK(size_of("encoder.1.back.initial.c") == 0);
  CHECK(size_of("encoder.0.ahead.initial.h") == 0);
}

TEST_CASE("equal noise gives equal initial weights of a network, other noise others") {
  const Network<float> network(shape_of("tagger", 2, 2, InitialState::zero));
  const std::vector<float> weights = network.initial_weights(Noise(1));
  CHECK(weights.size() == network.layout().size());
  CHECK(network.initial_weights(Noise(1)) == weights);
  CHECK(network.initial_weights(Noise(2)) != weights);
}

TEST_CASE("a network learns what needs memory: the word before the last") {
  const std::string task = GENERATE(std::string("tagger"), std::string("last"));
  NetworkShape shape = shape_of(task, 1, 1, InitialState::zero);
  shape.recurrent.hidden = 12;
  NetworkCase<float> model(shape, 3, {});
  RandomNumbers random(8);
  for (std::size_t i = 0; i < 30; ++i) {
    Example example;
    example.identity = i;
    std::vector<std::int32_t> gold;
    for (std::size_t token = 0; token < 6; ++token) {
      example.tokens.push_back(static_cast<std::uint32_t>(random.below(3)));
      gold.push_back(token > 0 ? static_cast<std::int32_t>(example.tokens[token - 1]) : -1);
    }
    if (shape.pooling) gold = {static_cast<std::int32_t>(example.tokens[4])};
    example.gold = {gold};
    model.examples.push_back(std::move(example));
  }
  const Batch batch = model.batch();
  model.weights = model.network.initial_weights(Noise(1));
  OptimizerOptions options;
  Optimizer<float> optimizer(options, model.weights.size(), shape.input.tables.front(), 3);
  Pool pool(1);
  double first = 0;
  double last = 0;
  for (int step = 0; step < 150; ++step) {
    Learned<float> learned(model, batch, nullptr, 1);
    last = learned.loss.mean();
    if (step == 0) first = last;
    optimizer.step(0.03, 1.0F, model.weights.data(), learned.gradient.data(), &model.tables.front(),
                   &learned.tables.front(), pool);
  }
  CHECK(first > 1);
  CHECK(last < 0.05);
}
