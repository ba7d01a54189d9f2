// What tokens read besides their own input.
#include <algorithm>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "cell_shapes.h"
#include "gradient_check.h"
#include "naive_network.h"
#include "naive_weights.h"
#include "network_cases.h"
#include "nn/recurrent/encoder.h"
#include "nn/stepper.h"
#include "ragged_lengths.h"
#include "random_numbers.h"
#include "torch_fixtures.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using namespace seqlab::tests;

namespace {

constexpr std::size_t inputs = 3;
constexpr std::size_t side = 2;
constexpr std::size_t hidden = 4;

// A layer over a ragged batch, and a column of the side input for each sequence or for each token.
struct SideCase {
  SideCase(const CellShape& cell, std::size_t its_inputs, bool per_token)
      : width(its_inputs),
        shape{hidden, 2, InitialState::learned, cell, side},
        layer(layout, "encoder.0", width, shape),
        random(width),
        weights(random.vector<double>(layout.size())),
        packing(ragged_lengths),
        x(random.matrix<double>(width, packing.columns())),
        s(random.matrix<double>(side, per_token ? packing.columns() : packing.sequences())),
        sides(sides_of_sequences(packing)) {
    if (per_token) std::iota(sides.begin(), sides.end(), 0U);
  }

  [[nodiscard]] LayerInput<double> input(const Matrix<double>& its_x,
                                         std::span<const std::uint32_t> columns) const {
    LayerInput<double> input(its_x, columns);
    input.side = SideInput<double>(s, sides);
    return input;
  }
  Matrix<double> run(const LayerInput<double>& input, RecurrentLayer<double>::Tape* tape, Pool& pool) const {
    RecurrentLayer<double>::Prepared prepared;
    layer.prepare(weights.data(), Precision::f32, prepared, pool);
    Activations<double> output;
    States<double> final;
    layer.forward(weights.data(), prepared, packing, input, nullptr, output, final, tape, pool);
    return matrix_of(output);
  }

  std::size_t width;
  RecurrentShape shape;
  Layout layout;
  RecurrentLayer<double> layer;
  RandomNumbers random;
  std::vector<double> weights;
  Packing packing;
  Matrix<double> x, s;
  std::vector<std::uint32_t> sides;
};

// The columns of A, then those of B, row by row.
Numbers beside(const Numbers& a, std::size_t a_width, const Numbers& b, std::size_t b_width) {
  Numbers result;
  for (std::size_t row = 0; row * b_width < b.size(); ++row) {
    for (std::size_t column = 0; column < a_width; ++column) result.push_back(a[row * a_width + column]);
    for (std::size_t column = 0; column < b_width; ++column) result.push_back(b[row * b_width + column]);
  }
  return result;
}

Numbers identity(std::size_t size) {
  Numbers result(size * size, 0.0);
  for (std::size_t i = 0; i < size; ++i) result[i * size + i] = 1;
  return result;
}

// Cells that read [x; s] with the matrices [W V] and [P V], or [1 V] for raw input of the right width.
std::vector<NaiveCell> naive_cells(const SideCase& given) {
  std::vector<NaiveCell> cells = naive_layer(given.layout, given.weights, "encoder.0", given.shape);
  for (std::size_t direction = 0; direction < cells.size(); ++direction) {
    NaiveCell& cell = cells[direction];
    const Numbers v = numbers_of(given.layout, given.weights,
                                 direction == 0 ? "encoder.0.ahead.side" : "encoder.0.back.side");
    const auto raw_rows =
        static_cast<std::ptrdiff_t>(v.size() / side - cell.input.size() / given.width) * std::ptrdiff_t{side};
    const Numbers of_raw(v.begin(), v.begin() + raw_rows);
    const Numbers of_weights(v.begin() + raw_rows, v.end());
    cell.input = beside(cell.input, given.width, of_weights, side);
    if (!of_raw.empty()) {
      cell.raw = beside(cell.raw.empty() ? identity(given.width) : cell.raw, given.width, of_raw, side);
    }
  }
  return cells;
}

}  // namespace

TEST_CASE("a side input is a part of the input that tokens share, for every cell") {
  const CellShape cell = GENERATE(from_range(cell_shapes()));
  const std::size_t width = GENERATE(inputs, hidden);
  const bool per_token = GENERATE(false, true);
  INFO(name_of(cell) << ", " << width << " inputs" << (per_token ? ", for each token" : ""));
  const SideCase given(cell, width, per_token);
  const std::vector<NaiveCell> cells = naive_cells(given);
  Pool pool(2);
  RecurrentLayer<double>::Tape tape;
  const Matrix<double> output = given.run(given.input(given.x, {}), nullptr, pool);
  CHECK(output == given.run(given.input(given.x, {}), &tape, pool));
  for (std::size_t packed = 0; packed < given.packing.sequences(); ++packed) {
    Tokens tokens;
    for (std::size_t step = 0; step < given.packing.length(packed); ++step) {
      const std::size_t column = given.packing.column(packed, step);
      tokens.push_back(column_of(given.x, column));
      const Numbers own = column_of(given.s, given.sides[column]);
      tokens.back().insert(tokens.back().end(), own.begin(), own.end());
    }
    const Tokens expected = run_naive_layer(cells, tokens).outputs;
    double largest = 0;
    for (std::size_t step = 0; step < tokens.size(); ++step) {
      largest = std::max(
          largest, largest_difference(column_of(output, given.packing.column(packed, step)), expected[step]));
    }
    CHECK(largest < 1e-13);
  }
}

TEST_CASE("gradients with a side input agree with difference quotients, for every cell") {
  const CellShape cell = GENERATE(from_range(cell_shapes()));
  const bool shared = GENERATE(false, true);
  INFO(name_of(cell) << (shared ? ", tokens share columns of the input" : ""));
  SideCase given(cell, inputs, !shared);
  std::vector<std::uint32_t> columns;
  Matrix<double> x = given.x;
  if (shared) {
    x = given.random.matrix<double>(inputs, 5);
    for (std::size_t column = 0; column < given.packing.columns(); ++column) {
      columns.push_back(static_cast<std::uint32_t>(column % 5));
    }
  }
  Pool pool(2);
  const Matrix<double> doutput = given.random.matrix<double>(given.layer.outputs(), given.packing.columns());
  RecurrentLayer<double>::Prepared prepared;
  given.layer.prepare_training(given.weights.data(), prepared, pool);
  Activations<double> output;
  Activations<double> dinput;
  States<double> final;
  RecurrentLayer<double>::Tape tape;
  std::vector<double> gradient(given.layout.size());
  const LayerInput<double> input = given.input(x, columns);
  given.layer.forward(given.weights.data(), prepared, given.packing, input, nullptr, output, final, &tape,
                      pool);
  given.layer.backward(prepared, given.packing, tape, input, doutput, nullptr, gradient.data(), &dinput,
                       nullptr, pool);
  const auto loss = [&] { return weighted_sum(given.run(input, nullptr, pool), doutput); };
  check_gradient("weights", given.weights.data(), given.weights.size(), gradient.data(), loss);
  check_gradient("input", x, dinput.matrix(), loss);
}

TEST_CASE("LSTM and GRU layers agree with PyTorch if a part of their input is a side input") {
  nlohmann::json cases = fixture("lstm.json");
  for (const nlohmann::json& json : fixture("cells.json")) cases.push_back(json);
  for (const nlohmann::json& json : cases) {
    if (json.at("layers") != 1) continue;
    const std::size_t all = json.at("inputs");
    const std::size_t units = json.at("hidden");
    RecurrentShape shape{units, json.at("directions"), InitialState::zero, {}, 1};
    shape.cell.kind = seqlab::base::find_name<CellKind>(json.value("cell", "lstm")).value();
    shape.cell.activation = seqlab::base::find_name<Activation>(json.value("activation", "tanh")).value();
    const TorchGates gates = torch_gates(*shape.cell.kind);
    Layout layout;
    const RecurrentLayer<double> layer(layout, "encoder.0", all - 1, shape);
    // PyTorch's matrices of a direction, of which the last column is that of the side input.
    const auto split = [&](const Numbers& matrix, Numbers& first, Numbers& last) {
      for (std::size_t i = 0; i < matrix.size(); ++i)
        (i % all + 1 == all ? last : first).push_back(matrix[i]);
    };
    std::vector<double> weights(layout.size());
    const TorchLayer own = layer_weights(
        gates, [&](const std::string& name) { return json.at("weights").at(name + "_l0").get<Numbers>(); });
    Numbers first;
    Numbers last;
    split(own.input, first, last);
    const auto set = [&](const std::string& name, const Numbers& numbers) {
      const Slot& slot = slot_called(layout, "encoder.0.ahead." + name);
      REQUIRE(slot.size() == numbers.size());
      std::ranges::copy(numbers, weights.begin() + static_cast<std::ptrdiff_t>(slot.offset));
    };
    set("input", first);
    set("side", last);
    set("recurrent", own.recurrent);
    set("bias", own.bias);

    const Packing packing(json.at("lengths").get<std::vector<std::size_t>>());
    const auto columns_of_each = [](const nlohmann::json& sequences, std::size_t rows) {
      std::vector<Matrix<double>> matrices;
      for (const nlohmann::json& sequence : sequences) {
        const auto flat = sequence.get<Numbers>();
        matrices.emplace_back(
            Eigen::Map<const Matrix<double>>(flat.data(), index(rows), index(flat.size() / rows)));
      }
      return matrices;
    };
    const Matrix<double> x = pack_tokens(columns_of_each(json.at("x"), all), packing);
    const Matrix<double> ahead = x.topRows(index(all - 1));
    const Matrix<double> s = x.bottomRows(1);
    std::vector<std::uint32_t> sides(packing.columns());
    std::iota(sides.begin(), sides.end(), 0U);
    LayerInput<double> input(ahead);
    input.side = SideInput<double>(s, sides);
    States<double> initial;
    for (const std::string state : {"h0", "c0"}) {
      if (!json.contains(state)) continue;
      const auto flat = json.at(state).get<Numbers>();
      initial.emplace_back(
          Eigen::Map<const Matrix<double>>(flat.data(), index(units), index(packing.sequences())));
    }
    Pool pool(1);
    RecurrentLayer<double>::Prepared prepared;
    layer.prepare_training(weights.data(), prepared, pool);
    RecurrentLayer<double>::Tape tape;
    Activations<double> output;
    Activations<double> dinput;
    States<double> final;
    layer.forward(weights.data(), prepared, packing, input, &initial, output, final, &tape, pool);
    const Matrix<double> y = pack_tokens(columns_of_each(json.at("y"), units), packing);
    CHECK((output.matrix() - y).cwiseAbs().maxCoeff() < 1e-13);
    States<double> dfinal;
    for (const std::string state : {"d_hn", "d_cn"}) {
      if (!json.contains(state)) continue;
      const auto flat = json.at(state).get<Numbers>();
      dfinal.emplace_back(
          Eigen::Map<const Matrix<double>>(flat.data(), index(units), index(packing.sequences())));
    }
    std::vector<double> gradient(layout.size());
    layer.backward(prepared, packing, tape, input,
                   pack_tokens(columns_of_each(json.at("d_y"), units), packing), &dfinal, gradient.data(),
                   &dinput, nullptr, pool);
    const TorchLayer expected = layer_gradients(
        gates, [&](const std::string& name) { return json.at("gradients").at(name + "_l0").get<Numbers>(); });
    first.clear();
    last.clear();
    split(expected.input, first, last);
    CHECK(largest_difference(numbers_of(layout, gradient, "encoder.0.ahead.input"), first) < 1e-13);
    CHECK(largest_difference(numbers_of(layout, gradient, "encoder.0.ahead.side"), last) < 1e-13);
    CHECK(largest_difference(numbers_of(layout, gradient, "encoder.0.ahead.recurrent"), expected.recurrent) <
          1e-13);
  }
}

namespace {

NetworkShape network_with_side(const CellShape& cell) {
  NetworkShape shape;
  shape.input.tables = {3};
  shape.layers = 2;
  shape.recurrent = {6, 1, InitialState::learned, cell, side};
  shape.heads = {HeadShape{.labels = 4}};
  return shape;
}

// A batch whose sequences each have a side input.
template <class Scalar>
struct SideBatch {
  SideBatch(const NetworkCase<Scalar>& given, const std::vector<Example>& examples,
            const Matrix<Scalar>& its_sides, Pool& pool)
      : sides(its_sides),
        batch(given.batch(examples)),
        inference(given.network, given.weights, given.tables, batch, pool) {
    batch.sides = sides_of_sequences(batch.packing);
    given.network.project_side(inference.prepared, sides, projected, pool);
    for (std::size_t column = 0; column < projected.columns(); ++column) {
      columns.push_back(projected.column(column));
    }
    std::vector<Prediction<Scalar>> predictions;
    const std::vector<HeadRequest> requests = {{.probabilities = true}};
    given.network.predict(given.weights.data(), inference.prepared, inference.columns, batch, requests,
                          predictions, pool, columns);
    probabilities = predictions.front().probabilities.matrix();
    given.network.score(given.weights.data(), inference.prepared, inference.columns, batch, 0, nullptr,
                        scores, final, pool, columns);
  }
  [[nodiscard]] LossSum loss(const NetworkCase<Scalar>& given, std::vector<Scalar>& gradient,
                             Pool& pool) const {
    typename Network<Scalar>::Workspace workspace;
    const std::vector<TrainingTable<Scalar>> tables = frozen_tables(given);
    return given.network
        .loss({.batch = batch,
               .weights = given.weights.data(),
               .tables = tables,
               .sides = &sides,
               .noise = seqlab::base::Noise(1),
               .gradient = gradient.data()},
              workspace, pool)
        .front();
  }

  Matrix<Scalar> sides;
  Batch batch;
  Inference<Scalar> inference;
  Activations<Scalar> projected;
  std::vector<const Scalar*> columns;
  Matrix<Scalar> probabilities;
  std::vector<double> scores;
  std::vector<States<Scalar>> final;
};

}  // namespace

TEST_CASE("sequences with side inputs give the same bits alone, in a batch, in steps and for any threads") {
  const CellShape cell = GENERATE(from_range(cell_shapes()));
  INFO(name_of(cell));
  NetworkCase<float> given(network_with_side(cell), 9, {5, 17, 1, 8, 2, 17, 3});
  const Matrix<float> sides = given.random.matrix<float>(side, given.examples.size());
  Pool one(1);
  Pool two(2);
  const SideBatch<float> together(given, given.examples, sides, two);
  std::vector<float> gradient(given.weights.size());
  std::vector<float> same(given.weights.size());
  const LossSum loss = together.loss(given, gradient, one);
  CHECK(loss.mean() == together.loss(given, same, two).mean());
  CHECK(gradient == same);
  double sum = 0;
  for (const double score : together.scores) sum -= score;
  CHECK(std::abs(loss.sum - sum) < 1e-4);
  std::size_t different = 0;
  for (std::size_t packed = 0; packed < given.examples.size(); ++packed) {
    const std::size_t place = together.batch.packing.order()[packed];
    const SideBatch<float> alone(given, {given.examples[place]}, sides.col(index(place)), one);
    Stepper<float> stepper(given.network, given.weights.data(), alone.inference.prepared, 2);
    stepper.set_side(1, {alone.columns.front(), alone.projected.rows()});
    stepper.copy(1, 0);
    stepper.reset(0);
    for (std::size_t step = 0; step < given.examples[place].tokens.size(); ++step) {
      const Matrix<float> own =
          together.probabilities.col(index(together.batch.packing.column(packed, step)));
      if (own != alone.probabilities.col(index(step))) ++different;
      const float* const column = alone.inference.columns[alone.batch.tokens[step]];
      stepper.step({&column, 1});
      const Matrix<float>& state = alone.final.back().front();
      if (step + 1 == given.examples[place].tokens.size() &&
          stepper.states().back().front().col(0) != state.col(0)) {
        ++different;
      }
    }
  }
  CHECK(different == 0);
}

TEST_CASE("the loss's gradients agree with difference quotients if input dropout applies to side inputs") {
  const DropoutKind kind = GENERATE(DropoutKind::plain, DropoutKind::variational);
  NetworkCase<double> given(network_with_side({.kind = CellKind::gru}), 9, {5, 2, 7});
  Batch batch = given.batch();
  batch.sides.resize(batch.packing.columns());
  std::iota(batch.sides.begin(), batch.sides.end(), 0U);
  const Matrix<double> sides = given.random.matrix<double>(side, batch.packing.columns());
  const DropoutRates rates{.input = 0.4, .kind = kind};
  const std::vector<TrainingTable<double>> tables = frozen_tables(given);
  Pool pool(2);
  const auto loss_of = [&](bool drop, std::vector<double>& gradient) {
    Network<double>::Workspace workspace;
    return given.network
        .loss({.batch = batch,
               .weights = given.weights.data(),
               .tables = tables,
               .sides = &sides,
               .drop_sides = drop,
               .noise = seqlab::base::Noise(3),
               .dropout = &rates,
               .gradient = gradient.data()},
              workspace, pool)
        .front()
        .mean();
  };
  std::vector<double> gradient(given.weights.size());
  std::vector<double> unused(given.weights.size());
  CHECK(loss_of(true, gradient) != loss_of(false, unused));
  check_gradient("weights", given.weights.data(), given.weights.size(), gradient.data(),
                 [&] { return loss_of(true, unused); });
}

TEST_CASE("only recurrent layers have side inputs") {
  Layout layout;
  RecurrentShape shape{4, 2, InitialState::zero, {.kind = std::nullopt}, side};
  CHECK_THROWS_AS(Encoder<double>(layout, "encoder", 3, 1, shape), std::invalid_argument);
}
