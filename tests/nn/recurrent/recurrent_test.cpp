#include "nn/recurrent/recurrent.h"

#include <cmath>
#include <optional>
#include <stdexcept>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "cell_shapes.h"
#include "gradient_check.h"
#include "naive_network.h"
#include "naive_weights.h"
#include "peak_memory.h"
#include "ragged_lengths.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::cell_shapes;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::find_slot;
using seqlab::tests::largest_difference;
using seqlab::tests::naive_layer;
using seqlab::tests::NaiveCell;
using seqlab::tests::NaiveLayerOutput;
using seqlab::tests::name_of;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::pack_tokens;
using seqlab::tests::packing_of;
using seqlab::tests::peak_memory;
using seqlab::tests::ragged_lengths;
using seqlab::tests::RandomNumbers;
using seqlab::tests::run_backward;
using seqlab::tests::run_forward;
using seqlab::tests::run_naive_layer;
using seqlab::tests::slot_called;
using seqlab::tests::states_of;
using seqlab::tests::Tokens;
using seqlab::tests::tokens_of;
using seqlab::tests::weighted_sum;

namespace {

// Lengths that fill several blocks of 512 columns: one long sequence and short ones, steps that do not divide
// a block, and steps that are wider than a block.
const std::vector<std::vector<std::size_t>> long_batches = {
    {1300}, {3, 700, 0, 500, 2}, std::vector<std::size_t>(100, 11), std::vector<std::size_t>(600, 2)};

template <class Scalar>
struct Layer {
  Layer(std::size_t inputs, const RecurrentShape& its_shape)
      : shape(its_shape),
        layer(layout, "layer", inputs, its_shape),
        random(inputs + 10 * its_shape.hidden + its_shape.directions),
        weights(random.vector<Scalar>(layout.size())),
        pool(2) {}

  std::size_t states() const { return states_of_cell() * shape.directions; }
  std::size_t states_of_cell() const { return make_cell<Scalar>(shape.cell).states.size(); }

  Matrix<Scalar> forward(const Packing& packing, const Matrix<Scalar>& input, const States<Scalar>* initial,
                         States<Scalar>& final, typename RecurrentLayer<Scalar>::Tape* tape = nullptr) {
    return run_forward(layer, weights, packing, input, initial, final, tape, pool);
  }
  void backward(const Packing& packing, typename RecurrentLayer<Scalar>::Tape& tape,
                const Matrix<Scalar>& input, const Matrix<Scalar>& doutput, const States<Scalar>* dfinal,
                std::vector<Scalar>& gradient, Matrix<Scalar>* dinput, States<Scalar>* dinitial) {
    run_backward(layer, weights, packing, tape, input, doutput, dfinal, gradient, dinput, dinitial, pool);
  }

  RecurrentShape shape;
  Layout layout;
  RecurrentLayer<Scalar> layer;
  RandomNumbers random;
  std::vector<Scalar> weights;
  Pool pool;
};

RecurrentShape generated_shape(std::size_t hidden) {
  RecurrentShape shape;
  shape.hidden = hidden;
  shape.directions = GENERATE(std::size_t{1}, std::size_t{2});
  shape.initial = GENERATE(InitialState::zero, InitialState::learned);
  return shape;
}

// The same for every cell.
RecurrentShape generated_shape_of_cells(std::size_t hidden) {
  RecurrentShape shape = generated_shape(hidden);
  shape.cell = GENERATE(from_range(cell_shapes()));
  return shape;
}

// The largest difference between a batch and the naive layer on each sequence.
double difference_from_naive(const Layer<double>& layer, const Packing& packing, const Matrix<double>& input,
                             const States<double>* initial, const Matrix<double>& output,
                             const States<double>& final) {
  double largest = 0;
  for (std::size_t sequence = 0; sequence < packing.sequences(); ++sequence) {
    const Matrix<double> columns = tokens_of(input, packing, sequence);
    const Matrix<double> outputs = tokens_of(output, packing, sequence);
    Tokens tokens;
    for (std::size_t token = 0; token < static_cast<std::size_t>(columns.cols()); ++token) {
      tokens.push_back(column_of(columns, token));
    }
    std::vector<NaiveCell> directions = naive_layer(layer.layout, layer.weights, "layer", layer.shape);
    const std::size_t states = layer.states_of_cell();
    for (std::size_t i = 0; initial != nullptr && i < initial->size(); ++i) {
      directions[i / states].states[i % states] = column_of((*initial)[i], sequence);
    }
    const NaiveLayerOutput expected = run_naive_layer(directions, tokens);
    for (std::size_t token = 0; token < tokens.size(); ++token) {
      largest = std::max(largest, largest_difference(column_of(outputs, token), expected.outputs[token]));
    }
    for (std::size_t i = 0; i < final.size(); ++i) {
      const Numbers& own = expected.directions[i / states].states[i % states];
      largest = std::max(largest, largest_difference(column_of(final[i], sequence), own));
    }
  }
  return largest;
}

template <class Scalar>
Scalar largest_difference_of(const States<Scalar>& a, const States<Scalar>& b) {
  Scalar largest = 0;
  REQUIRE(a.size() == b.size());
  for (std::size_t state = 0; state < a.size(); ++state) {
    if (a[state].size() > 0) largest = std::max(largest, (a[state] - b[state]).cwiseAbs().maxCoeff());
  }
  return largest;
}

// A loss for gradient checks: a weighted sum of outputs and final states.
struct LayerGradient {
  LayerGradient(Layer<double>& its_layer, const Packing& its_packing, bool given)
      : layer(its_layer), packing(its_packing) {
    RandomNumbers& random = layer.random;
    input = random.matrix<double>(layer.layer.inputs(), packing.columns());
    doutput = random.matrix<double>(layer.layer.outputs(), packing.columns());
    dfinal = random.states<double>(layer.states(), layer.shape.hidden, packing.sequences());
    if (given) initial = random.states<double>(layer.states(), layer.shape.hidden, packing.sequences());
  }
  double loss() {
    States<double> final;
    const Matrix<double> output = layer.forward(packing, input, initial ? &*initial : nullptr, final);
    double sum = weighted_sum(output, doutput);
    for (std::size_t state = 0; state < final.size(); ++state)
      sum += weighted_sum(final[state], dfinal[state]);
    return sum;
  }
  void backward() {
    States<double> final;
    RecurrentLayer<double>::Tape tape;
    layer.forward(packing, input, initial ? &*initial : nullptr, final, &tape);
    gradient.assign(layer.layout.size(), 0.0);
    layer.backward(packing, tape, input, doutput, &dfinal, gradient, &dinput, &dinitial);
  }
  Layer<double>& layer;
  const Packing& packing;
  Matrix<double> input, doutput, dinput;
  States<double> dfinal, dinitial;
  std::optional<States<double>> initial;
  std::vector<double> gradient;
};

}  // namespace

TEST_CASE("a layer needs units and one or two directions") {
  const auto make = [](std::size_t hidden, std::size_t directions) {
    Layout layout;
    RecurrentShape shape;
    shape.hidden = hidden;
    shape.directions = directions;
    return RecurrentLayer<float>(layout, "layer", 2, shape).outputs();
  };
  CHECK(make(3, 1) == 3);
  CHECK(make(3, 2) == 6);
  CHECK_THROWS_AS(make(0, 1), std::invalid_argument);
  CHECK_THROWS_AS(make(3, 0), std::invalid_argument);
  CHECK_THROWS_AS(make(3, 3), std::invalid_argument);
}

TEST_CASE("a layer's weights are named windows, with initial states only if they are learned") {
  const RecurrentShape shape = generated_shape(3);
  const Layer<float> layer(5, shape);
  for (const std::string direction : {"ahead", "back"}) {
    const std::string prefix = "layer." + direction + ".";
    const bool there = direction == "ahead" || shape.directions == 2;
    CHECK((find_slot(layer.layout, prefix + "input") != nullptr) == there);
    CHECK((find_slot(layer.layout, prefix + "initial.h") != nullptr) ==
          (there && shape.initial == InitialState::learned));
    CHECK((find_slot(layer.layout, prefix + "initial.c") != nullptr) ==
          (there && shape.initial == InitialState::learned));
    if (!there) continue;
    CHECK(slot_called(layer.layout, prefix + "input").rows == 12);
    CHECK(slot_called(layer.layout, prefix + "input").columns == 5);
    CHECK(slot_called(layer.layout, prefix + "recurrent").columns == 3);
    CHECK(slot_called(layer.layout, prefix + "bias").size() == 12);
  }
}

TEMPLATE_TEST_CASE("initial weights are orthogonal and Glorot-uniform, with a forget bias of one", "", float,
                   double) {
  RecurrentShape shape;
  shape.hidden = 20;
  shape.initial = InitialState::learned;
  Layer<TestType> layer(30, shape);
  layer.layer.initialise(layer.weights.data(), Noise(1));
  const double precision = sizeof(TestType) == 4 ? 1e-5 : 1e-12;
  std::vector<Matrix<double>> blocks;
  for (const std::string prefix : {"layer.ahead.", "layer.back."}) {
    const Matrix<double> u =
        window(layer.weights.data(), slot_called(layer.layout, prefix + "recurrent")).template cast<double>();
    for (Eigen::Index gate = 0; gate < 4; ++gate) {
      const Matrix<double> block = u.middleRows(gate * 20, 20);
      CHECK((block * block.transpose()).isIdentity(precision));
      for (const Matrix<double>& other : blocks) CHECK((block - other).norm() > 1);
      blocks.push_back(block);
    }
    const Matrix<double> w =
        window(layer.weights.data(), slot_called(layer.layout, prefix + "input")).template cast<double>();
    // The fan-in and fan-out of one gate.
    const double limit = std::sqrt(6.0 / (30 + 20));
    CHECK(w.maxCoeff() <= limit * (1 + precision));
    CHECK(w.maxCoeff() > 0.99 * limit);
    CHECK(w.minCoeff() >= -limit * (1 + precision));
    CHECK(w.minCoeff() < -0.99 * limit);
    CHECK(std::abs(w.mean()) < 5 * limit / std::sqrt(3.0 * static_cast<double>(w.size())));
    const Vector<TestType> b = window(layer.weights.data(), slot_called(layer.layout, prefix + "bias"));
    for (Eigen::Index row = 0; row < 80; ++row) CHECK(b(row) == (row >= 20 && row < 40 ? 1 : 0));
    for (const std::string state : {"initial.h", "initial.c"}) {
      CHECK(window(layer.weights.data(), slot_called(layer.layout, prefix + state)).isZero(0));
    }
  }
  const auto element = [&](const std::string& name) {
    return layer.weights[slot_called(layer.layout, name).offset];
  };
  CHECK(element("layer.ahead.input") != element("layer.back.input"));
}

TEST_CASE("equal noise gives equal initial weights, other noise others") {
  RecurrentShape shape;
  shape.hidden = 4;
  Layer<double> layer(3, shape);
  const auto start = [&](const Noise& noise) {
    std::vector<double> weights(layer.layout.size());
    layer.layer.initialise(weights.data(), noise);
    return weights;
  };
  CHECK(start(Noise(1)) == start(Noise(1)));
  CHECK(start(Noise(1)) != start(Noise(2)));
}

TEST_CASE("a layer agrees with the equations for every sequence of a ragged batch") {
  const bool given = GENERATE(false, true);
  const std::size_t inputs = GENERATE(std::size_t{3}, std::size_t{4});
  Layer<double> layer(inputs, generated_shape_of_cells(4));
  INFO(name_of(layer.shape.cell));
  const Packing packing(ragged_lengths);
  const Matrix<double> input = layer.random.matrix<double>(inputs, packing.columns());
  const States<double> initial = layer.random.states<double>(layer.states(), 4, packing.sequences());
  const States<double>* used = given ? &initial : nullptr;
  States<double> final;
  const Matrix<double> output = layer.forward(packing, input, used, final);
  CHECK(difference_from_naive(layer, packing, input, used, output, final) < 1e-14);
}

TEST_CASE("a layer agrees with the equations over several blocks of columns, with and without a tape") {
  RecurrentShape shape = generated_shape(3);
  shape.cell.kind = GENERATE(CellKind::lstm, CellKind::gru, CellKind::mut1);
  Layer<double> layer(2, shape);
  for (const std::vector<std::size_t>& lengths : long_batches) {
    const Packing packing(lengths);
    const Matrix<double> input = layer.random.matrix<double>(2, packing.columns());
    const States<double> initial = layer.random.states<double>(layer.states(), 3, packing.sequences());
    States<double> final;
    const Matrix<double> output = layer.forward(packing, input, &initial, final);
    CHECK(difference_from_naive(layer, packing, input, &initial, output, final) < 1e-12);
    RecurrentLayer<double>::Tape tape;
    States<double> taped_final;
    const Matrix<double> taped = layer.forward(packing, input, &initial, taped_final, &tape);
    CHECK((taped - output).cwiseAbs().maxCoeff() < 1e-12);
    CHECK(largest_difference_of(final, taped_final) < 1e-12);
  }
}

TEST_CASE("a layer's gradients agree with difference quotients") {
  const bool given = GENERATE(false, true);
  const std::size_t inputs = GENERATE(std::size_t{3}, std::size_t{4});
  Layer<double> layer(inputs, generated_shape_of_cells(4));
  INFO(name_of(layer.shape.cell));
  const Packing packing(ragged_lengths);
  LayerGradient check(layer, packing, given);
  check.backward();
  const auto loss = [&] { return check.loss(); };
  check_gradient("weights", layer.weights.data(), layer.weights.size(), check.gradient.data(), loss);
  check_gradient("input", check.input, check.dinput, loss);
  REQUIRE(check.dinitial.size() == layer.states());
  if (!given) return;
  for (std::size_t state = 0; state < layer.states(); ++state) {
    check_gradient("initial", (*check.initial)[state], check.dinitial[state], loss);
  }
}

TEST_CASE("a layer's gradients agree with difference quotients over several blocks of columns") {
  RecurrentShape shape;
  shape.hidden = 2;
  Layer<double> layer(2, shape);
  for (const std::vector<std::size_t>& lengths : long_batches) {
    const Packing packing(lengths);
    LayerGradient check(layer, packing, true);
    check.backward();
    const auto loss = [&] { return check.loss(); };
    check_gradient("weights", layer.weights.data(), layer.weights.size(), check.gradient.data(), loss);
    for (const Eigen::Index column : {index(0), index(511), index(512), index(packing.columns()) - 1}) {
      check_gradient("input", check.input.col(column).data(), 2, check.dinput.col(column).data(), loss);
    }
    for (std::size_t state = 0; state < layer.states(); ++state) {
      const Eigen::Index longest = index(packing.order().front());
      check_gradient("initial", (*check.initial)[state].col(longest).data(), 2,
                     check.dinitial[state].col(longest).data(), loss);
    }
  }
}

TEST_CASE("without a gradient of final states, it counts as zero") {
  Layer<double> layer(3, generated_shape(4));
  const Packing packing(ragged_lengths);
  LayerGradient check(layer, packing, true);
  for (Matrix<double>& state : check.dfinal) state.setZero();
  check.backward();
  const std::vector<double> with_zeros = check.gradient;
  States<double> final;
  RecurrentLayer<double>::Tape tape;
  layer.forward(packing, check.input, &*check.initial, final, &tape);
  std::vector<double> without(layer.layout.size());
  layer.backward(packing, tape, check.input, check.doutput, nullptr, without, nullptr, nullptr);
  CHECK(without == with_zeros);
}

TEST_CASE("the gradient of the weights is added") {
  Layer<double> layer(3, generated_shape(4));
  const Packing packing(ragged_lengths);
  LayerGradient check(layer, packing, false);
  check.backward();
  States<double> final;
  RecurrentLayer<double>::Tape tape;
  layer.forward(packing, check.input, nullptr, final, &tape);
  std::vector<double> twice = check.gradient;
  layer.backward(packing, tape, check.input, check.doutput, &check.dfinal, twice, nullptr, nullptr);
  for (std::size_t i = 0; i < twice.size(); ++i) {
    CHECK(twice[i] == Approx(2 * check.gradient[i]).epsilon(1e-12).margin(1e-13));
  }
}

TEST_CASE("given states replace learned ones, which then have no gradient") {
  RecurrentShape shape;
  shape.hidden = 4;
  shape.initial = InitialState::learned;
  Layer<double> layer(3, shape);
  const Packing packing(ragged_lengths);
  LayerGradient check(layer, packing, true);
  check.backward();
  for (const std::string name : {"ahead.initial.h", "ahead.initial.c", "back.initial.h", "back.initial.c"}) {
    CHECK(window(check.gradient.data(), slot_called(layer.layout, "layer." + name)).isZero(0));
  }
}

TEMPLATE_TEST_CASE("a sequence gives the same bits alone, in a batch and in any order", "", float, double) {
  Layer<TestType> layer(5, generated_shape_of_cells(8));
  INFO(name_of(layer.shape.cell));
  std::vector<Matrix<TestType>> sequences;
  for (const std::size_t length : std::vector<std::size_t>{4, 0, 30, 1, 9, 9, 2, 17}) {
    sequences.push_back(layer.random.template matrix<TestType>(5, length));
  }
  const States<TestType> initial =
      layer.random.template states<TestType>(layer.states(), 8, sequences.size());
  std::vector<std::size_t> order(sequences.size());
  for (std::size_t rotation = 0; rotation < 4; ++rotation) {
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = (3 * i + rotation) % order.size();
    std::vector<Matrix<TestType>> batch;
    States<TestType> batch_initial = initial;
    for (std::size_t place = 0; place < order.size(); ++place) {
      batch.push_back(sequences[order[place]]);
      for (std::size_t state = 0; state < initial.size(); ++state) {
        batch_initial[state].col(index(place)) = initial[state].col(index(order[place]));
      }
    }
    const Packing packing = packing_of(batch);
    States<TestType> final;
    const Matrix<TestType> output =
        layer.forward(packing, pack_tokens(batch, packing), &batch_initial, final);
    for (std::size_t place = 0; place < order.size(); ++place) {
      const Packing own(std::vector<std::size_t>{static_cast<std::size_t>(batch[place].cols())});
      const States<TestType> own_initial = states_of(batch_initial, place);
      States<TestType> own_final;
      const Matrix<TestType> alone = layer.forward(own, batch[place], &own_initial, own_final);
      const Matrix<TestType> together = tokens_of(output, packing, place);
      REQUIRE(alone.cols() == together.cols());
      CHECK(alone == together);
      CHECK(largest_difference_of(states_of(final, place), own_final) == 0);
    }
  }
}

TEST_CASE("a sequence without tokens ends in its initial state and passes its gradient on") {
  const bool given = GENERATE(false, true);
  RecurrentShape shape;
  shape.hidden = 3;
  shape.initial = InitialState::learned;
  Layer<double> layer(2, shape);
  const Packing packing(std::vector<std::size_t>{0, 0});
  LayerGradient check(layer, packing, given);
  States<double> final;
  const Matrix<double> output = layer.forward(packing, check.input, given ? &*check.initial : nullptr, final);
  CHECK(output.rows() == 6);
  CHECK(output.cols() == 0);
  if (given) {
    CHECK(largest_difference_of(final, *check.initial) == 0);
  } else {
    const Vector<double> learned =
        window(layer.weights.data(), slot_called(layer.layout, "layer.back.initial.c"));
    CHECK(final[3].col(0) == learned);
    CHECK(final[3].col(1) == learned);
  }
  check.backward();
  CHECK(largest_difference_of(check.dinitial, check.dfinal) == 0);
  CHECK(window(check.gradient.data(), slot_called(layer.layout, "layer.ahead.input")).isZero(0));
}

TEST_CASE("the final state of ahead is its output at the last token, that of back at the first") {
  RecurrentShape shape;
  shape.hidden = 4;
  Layer<double> layer(3, shape);
  const Packing packing(ragged_lengths);
  const Matrix<double> input = layer.random.matrix<double>(3, packing.columns());
  States<double> final;
  const Matrix<double> output = layer.forward(packing, input, nullptr, final);
  for (std::size_t sequence = 0; sequence < packing.sequences(); ++sequence) {
    const Matrix<double> tokens = tokens_of(output, packing, sequence);
    if (tokens.cols() == 0) continue;
    CHECK(final[0].col(index(sequence)) == tokens.topRows(4).rightCols(1));
    CHECK(final[2].col(index(sequence)) == tokens.bottomRows(4).leftCols(1));
  }
}

TEST_CASE("back is ahead on the reversed sequence") {
  RecurrentShape shape;
  shape.hidden = 4;
  Layer<double> both(3, shape);
  for (const std::string name : {"input", "recurrent", "bias"}) {
    const auto ahead = window(both.weights.data(), slot_called(both.layout, "layer.ahead." + name));
    window(both.weights.data(), slot_called(both.layout, "layer.back." + name)) = ahead;
  }
  const Packing packing(std::vector<std::size_t>{9});
  const Matrix<double> input = both.random.matrix<double>(3, 9);
  States<double> final;
  const Matrix<double> output = both.forward(packing, input, nullptr, final);
  const Matrix<double> mirrored = both.forward(packing, input.rowwise().reverse(), nullptr, final);
  const Matrix<double> expected = mirrored.topRows(4).rowwise().reverse();
  CHECK((output.bottomRows(4) - expected).cwiseAbs().maxCoeff() < 1e-14);
}

TEMPLATE_TEST_CASE(
    "steps one after the other give the same bits as a sequence, whether their input is projected", "", float,
    double) {
  const bool projects = GENERATE(false, true);
  RecurrentShape shape;
  shape.hidden = 6;
  shape.directions = 1;
  shape.cell = GENERATE(from_range(cell_shapes()));
  INFO(name_of(shape.cell));
  Layer<TestType> layer(3, shape);
  const std::size_t sequences = 3;
  const Packing packing(std::vector<std::size_t>(sequences, 8));
  const Matrix<TestType> input = layer.random.template matrix<TestType>(3, packing.columns());
  const States<TestType> initial = layer.random.template states<TestType>(layer.states(), 6, sequences);
  States<TestType> final;
  const Matrix<TestType> output = layer.forward(packing, input, &initial, final);
  typename RecurrentLayer<TestType>::Prepared prepared;
  layer.layer.prepare(layer.weights.data(), Precision::f32, prepared, layer.pool);
  Activations<TestType> projected;
  layer.layer.project(layer.weights.data(), prepared, LayerInput<TestType>(input), projected, layer.pool);
  auto stepping = layer.layer.make_stepping(sequences);
  for (std::size_t state = 0; state < initial.size(); ++state) {
    stepping.states[state].matrix() = initial[state];
  }
  Activations<TestType> own(6, sequences);
  for (std::size_t step = 0; step < packing.steps(); ++step) {
    const std::size_t offset = packing.offset(step);
    std::vector<const TestType*> columns;
    for (std::size_t i = 0; i < sequences; ++i) columns.push_back(projected.column(offset + i));
    layer.layer.step(layer.weights.data(), prepared, sequences, projects ? columns.data() : nullptr,
                     {input.data() + 3 * offset, 3}, {own.column(0), own.stride()}, stepping);
    CHECK(own.matrix() == output.middleCols(index(offset), 3));
    CHECK(stepping.states[0].matrix() == own.matrix());
  }
  for (std::size_t state = 0; state < final.size(); ++state) {
    CHECK(stepping.states[state].matrix() == final[state]);
  }
}

TEST_CASE("a sequence in two parts, the second starting from the first's final states, equals the whole") {
  RecurrentShape shape;
  shape.hidden = 5;
  shape.directions = 1;
  Layer<double> layer(3, shape);
  const Matrix<double> tokens = layer.random.matrix<double>(3, 21);
  States<double> final;
  const Matrix<double> whole = layer.forward(Packing(std::vector<std::size_t>{21}), tokens, nullptr, final);
  States<double> middle;
  States<double> end;
  const Matrix<double> first =
      layer.forward(Packing(std::vector<std::size_t>{8}), tokens.leftCols(8), nullptr, middle);
  const Matrix<double> second =
      layer.forward(Packing(std::vector<std::size_t>{13}), tokens.rightCols(13), &middle, end);
  CHECK((whole.leftCols(8) - first).cwiseAbs().maxCoeff() < 1e-14);
  CHECK((whole.rightCols(13) - second).cwiseAbs().maxCoeff() < 1e-14);
  CHECK(largest_difference_of(final, end) < 1e-14);
}

TEST_CASE("a tape can be reused from batch to batch") {
  Layer<double> layer(3, generated_shape_of_cells(4));
  INFO(name_of(layer.shape.cell));
  RecurrentLayer<double>::Tape used;
  for (const std::vector<std::size_t>& lengths :
       {std::vector<std::size_t>{5, 2}, std::vector<std::size_t>{1}, ragged_lengths}) {
    const Packing packing(lengths);
    LayerGradient check(layer, packing, layer.random.below(2) == 0);
    check.backward();
    States<double> final;
    layer.forward(packing, check.input, check.initial ? &*check.initial : nullptr, final, &used);
    std::vector<double> gradient(layer.layout.size());
    Matrix<double> dinput;
    layer.backward(packing, used, check.input, check.doutput, &check.dfinal, gradient, &dinput, nullptr);
    CHECK(gradient == check.gradient);
    CHECK(dinput == check.dinput);
  }
}

TEST_CASE("cut gradients are those of parts whose initial states are given, in each direction's own order") {
  RecurrentShape shape;
  shape.hidden = 4;
  shape.directions = 1;
  shape.cell = GENERATE(from_range(cell_shapes()));
  INFO(name_of(shape.cell));
  constexpr std::size_t length = 11;
  constexpr std::size_t part = 4;
  Layer<double> ahead(3, shape);
  const Matrix<double> input = ahead.random.matrix<double>(3, length);
  const Matrix<double> doutput = ahead.random.matrix<double>(4, length);
  States<double> final;
  RecurrentLayer<double>::Tape tape;

  // Part by part, without a gradient of the initial states.
  std::vector<double> expected(ahead.layout.size());
  Matrix<double> expected_dinput(3, length);
  States<double> before;
  for (std::size_t begin = 0; begin < length; begin += part) {
    const std::size_t count = std::min(part, length - begin);
    const Packing packing(std::vector<std::size_t>{count});
    const Matrix<double> x = input.middleCols(index(begin), index(count));
    ahead.forward(packing, x, begin == 0 ? nullptr : &before, final, &tape);
    Matrix<double> dx;
    ahead.backward(packing, tape, x, doutput.middleCols(index(begin), index(count)), nullptr, expected, &dx,
                   nullptr);
    expected_dinput.middleCols(index(begin), index(count)) = dx;
    before = final;
  }

  const Packing whole(std::vector<std::size_t>{length});
  const auto gradient_of = [&](std::size_t cut_every) {
    ahead.forward(whole, input, nullptr, final, &tape);
    tape.through_time.cut_every = cut_every;
    std::vector<double> gradient(ahead.layout.size());
    Matrix<double> dinput;
    ahead.backward(whole, tape, input, doutput, nullptr, gradient, &dinput, nullptr);
    if (cut_every == part) CHECK((dinput - expected_dinput).cwiseAbs().maxCoeff() < 1e-13);
    return gradient;
  };
  CHECK(largest_difference(gradient_of(part), expected) < 1e-13);
  CHECK(gradient_of(length) == gradient_of(0));
  CHECK(largest_difference(gradient_of(part), gradient_of(0)) > 1e-6);

  // *back* is *ahead* on the reversed sequence, here beside a longer one.
  shape.directions = 2;
  Layer<double> both(3, shape);
  for (const Slot& slot : both.layout.slots()) {
    const std::string name = "layer.ahead." + slot.name.substr(slot.name.rfind('.') + 1);
    window(both.weights.data(), slot) = window(ahead.weights.data(), slot_called(ahead.layout, name));
  }
  const Packing two(std::vector<std::size_t>{length + 6, length});
  const Matrix<double> other = both.random.matrix<double>(3, length + 6);
  const Matrix<double> reversed = input.rowwise().reverse();
  Matrix<double> dback = Matrix<double>::Zero(8, length);
  dback.bottomRows(4) = doutput.rowwise().reverse();
  RecurrentLayer<double>::Tape of_both;
  const Matrix<double> packed = pack_tokens<double>({other, reversed}, two);
  both.forward(two, packed, nullptr, final, &of_both);
  of_both.through_time.cut_every = part;
  std::vector<double> gradient(both.layout.size());
  both.backward(two, of_both, packed, pack_tokens<double>({Matrix<double>::Zero(8, length + 6), dback}, two),
                nullptr, gradient, nullptr, nullptr);
  for (const Slot& slot : ahead.layout.slots()) {
    const std::string name = "layer.back." + slot.name.substr(slot.name.rfind('.') + 1);
    CHECK(largest_difference(numbers_of(both.layout, gradient, name),
                             numbers_of(ahead.layout, expected, slot.name)) < 1e-13);
  }
}

TEST_CASE("an empty batch gives empty results") {
  Layer<double> layer(3, generated_shape(4));
  const Packing packing;
  LayerGradient check(layer, packing, false);
  check.backward();
  CHECK(check.dinput.cols() == 0);
  CHECK(check.gradient == std::vector<double>(layer.layout.size(), 0.0));
}

TEST_CASE("without a tape a sequence of 100,000 tokens needs little memory other than its output") {
  RecurrentShape shape;
  shape.hidden = 24;
  Layer<float> layer(4, shape);
  const Packing packing(std::vector<std::size_t>{100'000});
  const Matrix<float> input = layer.random.matrix<float>(4, packing.columns());
  // Written to, because untouched memory is not allocated yet.
  Activations<float> activations(48, 100'000);
  activations.matrix().setOnes();
  States<float> final;
  RecurrentLayer<float>::Prepared prepared;
  layer.layer.prepare(layer.weights.data(), Precision::f32, prepared, layer.pool);
  const auto peak = peak_memory([&] {
    layer.layer.forward(layer.weights.data(), prepared, packing, LayerInput<float>(input), nullptr,
                        activations, final, nullptr, layer.pool);
  });
  const auto output = activations.matrix();
  CHECK(output.allFinite());
  CHECK(final[0].col(0) == output.topRows(24).rightCols(1));
  CHECK(final[2].col(0) == output.bottomRows(24).leftCols(1));
  // The gates of one direction would take 38 MB.
  if (peak) CHECK(*peak < 10'000'000);
}
