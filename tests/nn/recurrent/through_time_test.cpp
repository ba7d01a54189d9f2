// Gradients on their way through time: kept, cut at the states that are carried on, penalised.
#include <algorithm>
#include <cmath>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "cell_shapes.h"
#include "naive_weights.h"
#include "network_cases.h"
#include "nn/recurrent/recurrent.h"
#include "nn/recurrent/vanishing_penalty.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using namespace seqlab::tests;

namespace {

constexpr std::size_t inputs = 3;
constexpr std::size_t hidden = 4;

// A layer, a batch of sequences and what follows from them.
struct Passes {
  explicit Passes(const CellShape& cell, std::size_t directions, std::vector<std::size_t> lengths)
      : layer(layout, "layer", inputs, {hidden, directions, InitialState::zero, cell}),
        packing(lengths),
        random(hidden + directions),
        weights(random.vector<double>(layout.size())),
        input(random.matrix<double>(inputs, packing.columns())),
        doutput(random.matrix<double>(directions * hidden, packing.columns())) {}

  // The gradient of the weights; leaves a tape.
  std::vector<double> gradient(const ThroughTime& through_time, std::size_t threads = 1) {
    Pool pool(threads);
    States<double> final;
    const States<double>* const none = nullptr;
    Matrix<double>* const no_dinput = nullptr;
    run_forward(layer, weights, packing, input, none, final, &tape, pool);
    tape.through_time = through_time;
    std::vector<double> result(layout.size());
    run_backward(layer, weights, packing, tape, input, doutput, none, result, no_dinput,
                 static_cast<States<double>*>(nullptr), pool);
    return result;
  }

  Layout layout;
  RecurrentLayer<double> layer;
  Packing packing;
  RandomNumbers random;
  std::vector<double> weights;
  Matrix<double> input;
  Matrix<double> doutput;
  RecurrentLayer<double>::Tape tape;
};

// Omega of one direction, from U and what counts as constant: da_t and dL/dh_t.
double naive_penalty(const Matrix<double>& u, const Packing& packing, std::size_t direction,
                     const Matrix<double>& da, const Matrix<double>& dh) {
  double sum = 0;
  std::size_t n = 0;
  for (std::size_t sequence = 0; sequence < packing.sequences(); ++sequence) {
    for (std::size_t step = 0; step < packing.length(sequence); ++step) {
      if (direction == 0 ? step == 0 : step + 1 == packing.length(sequence)) continue;
      ++n;
      const Eigen::Index column = index(packing.column(sequence, step));
      const double before = dh.col(column).norm();
      const double after = (u.transpose() * da.col(column)).norm();
      if (before > 0 && after > 0) sum += (after / before - 1) * (after / before - 1);
    }
  }
  return sum / static_cast<double>(n);
}

}  // namespace

TEST_CASE("the gradient of a state that is kept is that of given states at the same place") {
  const CellShape cell = GENERATE(from_range(cell_shapes()));
  INFO(name_of(cell));
  constexpr std::size_t length = 7;
  Passes whole(cell, 1, {length});
  const std::vector<double> plain = whole.gradient({});
  CHECK(whole.tape.directions.front().dh.columns() == 0);
  CHECK(whole.gradient({.keep_dh = true}) == plain);
  const Matrix<double> dh = whole.tape.directions.front().dh.matrix();
  // dL/dh at a step: from its output, and from the rest of the sequence as its initial state.
  Pool pool(1);
  for (std::size_t begin = 1; begin < length; ++begin) {
    const Packing first(std::vector<std::size_t>{begin});
    const Packing rest(std::vector<std::size_t>{length - begin});
    const Matrix<double> x = whole.input.middleCols(index(begin), index(length - begin));
    States<double> before, final, dbefore;
    const States<double>* const none = nullptr;
    Matrix<double>* const no_dinput = nullptr;
    RecurrentLayer<double>::Tape tape;
    run_forward(whole.layer, whole.weights, first, Matrix<double>(whole.input.leftCols(index(begin))), none,
                before, &tape, pool);
    run_forward(whole.layer, whole.weights, rest, x, &before, final, &tape, pool);
    std::vector<double> gradient(whole.layout.size());
    run_backward(whole.layer, whole.weights, rest, tape, x,
                 Matrix<double>(whole.doutput.middleCols(index(begin), index(length - begin))), none,
                 gradient, no_dinput, &dbefore, pool);
    const Vector<double> expected = dbefore.front().col(0) + whole.doutput.col(index(begin - 1));
    CHECK((dh.col(index(begin - 1)) - expected).cwiseAbs().maxCoeff() < 1e-13);
  }
  CHECK((dh.col(index(length - 1)) - whole.doutput.col(index(length - 1))).cwiseAbs().maxCoeff() == 0);
}

TEST_CASE("the vanishing penalty's gradient is that of its formula, with states and dL/dh held constant") {
  const Activation activation = GENERATE(Activation::tanh, Activation::logistic, Activation::relu);
  const std::size_t directions = GENERATE(std::size_t{1}, std::size_t{2});
  Passes passes({.kind = CellKind::rnn, .activation = activation}, directions, {5, 1, 0, 3, 5});
  const std::vector<double> plain = passes.gradient({});
  constexpr double factor = 0.7;
  const std::vector<double> penalised = passes.gradient({.vanishing_penalty = factor});
  CHECK(passes.gradient({.vanishing_penalty = factor}, 2) == penalised);
  for (const Slot& slot : passes.layout.slots()) {
    if (slot.name.ends_with(".recurrent")) continue;
    for (std::size_t i = slot.offset; i < slot.offset + slot.size(); ++i) CHECK(penalised[i] == plain[i]);
  }
  for (std::size_t direction = 0; direction < directions; ++direction) {
    const Slot slot =
        slot_called(passes.layout, direction == 0 ? "layer.ahead.recurrent" : "layer.back.recurrent");
    const auto& tape = passes.tape.directions[direction];
    Matrix<double> u = window(passes.weights.data(), slot);
    const auto omega = [&] {
      return naive_penalty(u, passes.packing, direction, tape.gates.matrix(), tape.dh.matrix());
    };
    CHECK(omega() > 0);
    for (Eigen::Index row = 0; row < u.rows(); ++row) {
      for (Eigen::Index column = 0; column < u.cols(); ++column) {
        constexpr double step = 1e-5;
        const double value = u(row, column);
        u(row, column) = value + step;
        const double above = omega();
        u(row, column) = value - step;
        const double below = omega();
        u(row, column) = value;
        const double own =
            window(penalised.data(), slot)(row, column) - window(plain.data(), slot)(row, column);
        CHECK(own == Approx(factor * (above - below) / (2 * step)).margin(1e-8));
      }
    }
  }
}

TEST_CASE("the vanishing penalty of an orthogonal map is zero, and pulls others towards that") {
  // f' = 1 and |U^T v| = |v|: relu with positive states and a permutation as U.
  Passes passes({.kind = CellKind::rnn, .activation = Activation::relu}, 1, {6});
  passes.input = passes.input.cwiseAbs();
  const Slot u = slot_called(passes.layout, "layer.ahead.recurrent");
  window(passes.weights.data(), slot_called(passes.layout, "layer.ahead.input")).setConstant(1);
  window(passes.weights.data(), slot_called(passes.layout, "layer.ahead.bias")).setConstant(1);
  const auto pull_on = [&](double scale) {
    Matrix<double> permutation = Matrix<double>::Zero(hidden, hidden);
    for (std::size_t i = 0; i < hidden; ++i) permutation(index(i), index((i + 1) % hidden)) = scale;
    window(passes.weights.data(), u) = permutation;
    const std::vector<double> plain = passes.gradient({});
    const std::vector<double> penalised = passes.gradient({.vanishing_penalty = 1});
    double along = 0;  // dOmega/dscale
    for (std::size_t i = 0; i < hidden; ++i) {
      const Eigen::Index column = index((i + 1) % hidden);
      along += window(penalised.data(), u)(index(i), column) - window(plain.data(), u)(index(i), column);
    }
    return along;
  };
  CHECK(std::abs(pull_on(1)) < 1e-12);
  CHECK(pull_on(0.5) == Approx(2 * (0.5 - 1)));
  CHECK(pull_on(1.5) == Approx(2 * (1.5 - 1)));
}

TEST_CASE("parts of sequences that carry states on give the loss of the whole and its cut gradients") {
  const CellShape cell = GENERATE(from_range(cell_shapes()));
  const std::size_t layers = GENERATE(std::size_t{1}, std::size_t{2});
  const InitialState initial = GENERATE(InitialState::zero, InitialState::learned);
  INFO(name_of(cell) << ", " << layers << " layers");
  NetworkShape shape;
  shape.input.tables = {3};
  shape.layers = layers;
  shape.recurrent = {hidden, 1, initial, cell};
  shape.heads = {HeadShape{.labels = 3}};
  const NetworkCase<double> model(shape, 9, {3, 11, 0, 7, 11, 4});
  constexpr std::size_t part = 4;
  Pool pool(1);
  const std::vector<BatchLoss> sums{{.reduction = LossReduction::sum}};
  // Adds the gradient and returns the loss of a batch; the workspace has its final states.
  Network<double>::Workspace workspace;
  const auto loss = [&](const std::vector<Example>& examples, const std::vector<States<double>>* states,
                        std::size_t cut_every, std::vector<double>& gradient) {
    const Batch batch = model.batch(examples);
    return model.network
        .loss({.batch = batch,
               .weights = model.weights.data(),
               .tables = frozen_tables(model),
               .noise = Noise(1),
               .initial = states,
               .through_time = {.cut_every = cut_every},
               .batch_losses = sums,
               .gradient = gradient.data()},
              workspace, pool)
        .front()
        .sum;
  };
  std::vector<double> expected(model.weights.size());
  const double whole = loss(model.examples, nullptr, part, expected);

  std::vector<double> gradient(model.weights.size());
  double sum = 0;
  std::vector<States<double>> states;
  std::vector<std::size_t> places;  // of the examples of the part before
  for (std::size_t i = 0; i < model.examples.size(); ++i) places.push_back(i);
  for (std::size_t begin = 0; !places.empty(); begin += part) {
    std::vector<Example> examples;
    for (const std::size_t place : places) {
      Example own = model.examples[place];
      const std::size_t end = std::min(begin + part, own.tokens.size());
      own.tokens = {own.tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                    own.tokens.begin() + static_cast<std::ptrdiff_t>(end)};
      if (!own.gold.front().empty()) {
        own.gold.front() = {own.gold.front().begin() + static_cast<std::ptrdiff_t>(begin),
                            own.gold.front().begin() + static_cast<std::ptrdiff_t>(end)};
      }
      examples.push_back(std::move(own));
    }
    sum += loss(examples, begin == 0 ? nullptr : &states, 0, gradient);
    std::vector<std::size_t> next;
    std::vector<States<double>> carried = model.network.zero_states(0);
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (model.examples[places[i]].tokens.size() <= begin + part) continue;
      next.push_back(places[i]);
      for (std::size_t layer = 0; layer < carried.size(); ++layer) {
        for (std::size_t state = 0; state < carried[layer].size(); ++state) {
          Matrix<double>& own = carried[layer][state];
          own.conservativeResize(index(hidden), index(next.size()));
          own.col(index(next.size() - 1)) = workspace.final[layer][state].col(index(i));
        }
      }
    }
    places = std::move(next);
    states = std::move(carried);
  }
  CHECK(sum == Approx(whole).epsilon(1e-13));
  double largest = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    largest = std::max(largest, std::abs(gradient[i] - expected[i]));
  }
  CHECK(largest < 1e-12);
}
