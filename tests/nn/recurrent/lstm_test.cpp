#include "nn/recurrent/cells/lstm.h"

#include <cmath>
#include <stdexcept>
#include <vector>

#include "catch.h"
#include "gradient_check.h"
#include "naive_cells.h"
#include "naive_weights.h"
#include "nn/recurrent/recurrent.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::NaiveCell;
using seqlab::tests::Numbers;
using seqlab::tests::RandomNumbers;
using seqlab::tests::step_naively;
using seqlab::tests::weighted_sum;

namespace {

constexpr std::size_t hidden = 5;
constexpr std::size_t sequences = 4;
constexpr Eigen::Index active = 3;  // the last sequence has ended

struct Step {
  Matrix<double> gates;
  States<double> states;
  Matrix<double> kept;
};

template <class Scalar>
Strided<Scalar> strided(Matrix<Scalar>& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.rows())};
}
template <class Scalar>
Strided<const Scalar> strided(const Matrix<Scalar>& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.rows())};
}

// One step; with a tape unless `kept` is null.
template <class Scalar>
void step_forward(Matrix<Scalar>& gates, States<Scalar>& states, Matrix<Scalar>* kept) {
  CellForward<Scalar> step;
  step.hidden = static_cast<std::size_t>(gates.rows()) / 4;
  step.columns = static_cast<std::size_t>(gates.cols());
  step.gates = strided(gates);
  Matrix<Scalar> output(gates.rows() / 4, gates.cols());
  States<Scalar> previous(2, output);
  for (std::size_t state = 0; state < 2; ++state) {
    step.states[state] = strided(states[state]);
    step.previous[state] = strided(previous[state]);
  }
  const States<Scalar> before = states;
  step.output = strided(output);
  step.taped = kept != nullptr;
  if (kept != nullptr) step.kept = strided(*kept);
  make_lstm<Scalar>({}).forward(0, step);
  CHECK(output == states[0].leftCols(gates.cols()));
  for (std::size_t state = 0; kept != nullptr && state < 2; ++state) {
    CHECK(previous[state] == before[state].leftCols(gates.cols()));
  }
}

// Turns gates into da; the gradient of the output is zero.
template <class Scalar>
void step_backward(Matrix<Scalar>& gates, const Matrix<Scalar>& kept, const States<Scalar>& previous,
                   States<Scalar>& dstates) {
  CellBackward<Scalar> step;
  step.hidden = static_cast<std::size_t>(kept.rows());
  step.columns = static_cast<std::size_t>(gates.cols());
  step.gates = strided(gates);
  step.kept = strided(kept);
  const Matrix<Scalar> doutput = Matrix<Scalar>::Zero(kept.rows(), gates.cols());
  step.doutput = strided(doutput);
  for (std::size_t state = 0; state < 2; ++state) {
    step.previous[state] = strided(previous[state]);
    step.dstates[state] = strided(dstates[state]);
  }
  make_lstm<Scalar>({}).backward(0, step);
}

Step run_cell(const Matrix<double>& a, const States<double>& previous) {
  Step step{a, previous, Matrix<double>(index(hidden), active)};
  step_forward(step.gates, step.states, &step.kept);
  return step;
}

}  // namespace

TEST_CASE("an LSTM's step in single precision stays within 8 units in the last place of its equations") {
  constexpr std::size_t height = 37;
  constexpr std::size_t width = 200;
  const Eigen::Index units = index(height);
  const Eigen::Index columns = index(width);
  const auto sigma = [](long double x) { return 1 / (1 + std::exp(-x)); };
  RandomNumbers random(3);
  for (const double size : {1e-3, 1.0, 8.0, 40.0}) {
    Matrix<float> gates = random.matrix<float>(4 * height, width, size);
    const Matrix<float> a = gates;
    States<float> states(2, Matrix<float>::Zero(units, columns));
    states[1] = random.matrix<float>(height, width);
    const Matrix<float> c_previous = states[1];
    Matrix<float> kept(units, columns);
    step_forward<float>(gates, states, &kept);
    const auto check = [](float computed, long double exact) {
      CHECK(std::abs(static_cast<long double>(computed) - exact) <= 8 * 0x1p-24L * std::abs(exact) + 1e-25L);
    };
    for (Eigen::Index column = 0; column < columns; ++column) {
      for (Eigen::Index unit = 0; unit < units; ++unit) {
        const long double i = sigma(a(unit, column));
        const long double f = sigma(a(units + unit, column));
        const long double o = sigma(a(2 * units + unit, column));
        const long double g = std::tanh(static_cast<long double>(a(3 * units + unit, column)));
        check(gates(unit, column), i);
        check(gates(units + unit, column), f);
        check(gates(2 * units + unit, column), o);
        check(gates(3 * units + unit, column), g);
        const float c = states[1](unit, column);
        const long double forgotten = f * static_cast<long double>(c_previous(unit, column));
        CHECK(std::abs(static_cast<long double>(c) - (forgotten + i * g)) <=
              8 * 0x1p-24L * (std::abs(forgotten) + i * std::abs(g)) + 1e-25L);
        check(kept(unit, column), std::tanh(static_cast<long double>(c)));
        check(states[0](unit, column), o * std::tanh(static_cast<long double>(c)));
      }
    }
  }
}

TEST_CASE("one step of the cell agrees with the equations and leaves ended sequences alone") {
  RandomNumbers random(1);
  const Matrix<double> a = random.matrix<double>(4 * hidden, active, 2);
  const States<double> previous = random.states<double>(2, hidden, sequences);
  const Step step = run_cell(a, previous);
  for (std::size_t column = 0; column < sequences; ++column) {
    if (column >= active) {
      CHECK(column_of(step.states[0], column) == column_of(previous[0], column));
      CHECK(column_of(step.states[1], column) == column_of(previous[1], column));
      continue;
    }
    // Without weights the arguments of the gates are the bias.
    NaiveCell lstm;
    lstm.recurrent = Numbers(4 * hidden * hidden, 0.0);
    lstm.bias = column_of(a, column);
    const auto expected =
        step_naively(lstm, {}, {column_of(previous[0], column), column_of(previous[1], column)});
    CHECK(largest_difference(column_of(step.states[0], column), expected[0]) < 2e-15);
    CHECK(largest_difference(column_of(step.states[1], column), expected[1]) < 2e-15);
  }
}

TEST_CASE("the cell computes the same states with and without a tape") {
  RandomNumbers random(2);
  const Matrix<float> a = random.matrix<float>(4 * hidden, active, 2);
  const States<float> previous = random.states<float>(2, hidden, sequences);
  Matrix<float> gates = a;
  States<float> with = previous;
  Matrix<float> tape(index(hidden), active);
  step_forward(gates, with, &tape);
  gates = a;
  States<float> without = previous;
  step_forward<float>(gates, without, nullptr);
  CHECK(with[0] == without[0]);
  CHECK(with[1] == without[1]);
}

TEST_CASE("gates that saturate stay finite, in values and gradients") {
  for (const float size : {30.0F, 1000.0F, 1e30F}) {
    Matrix<float> gates = Matrix<float>::Constant(4, 2, size);
    gates.col(1) *= -1;
    States<float> states(2, Matrix<float>::Ones(1, 2));
    Matrix<float> tape(1, 2);
    step_forward(gates, states, &tape);
    CHECK(states[1](0, 0) == Approx(2));
    CHECK(states[1](0, 1) == Approx(0).margin(1e-6));
    States<float> dstates(2, Matrix<float>::Ones(1, 2));
    const States<float> previous(2, Matrix<float>::Ones(1, 2));
    step_backward(gates, tape, previous, dstates);
    CHECK(gates.allFinite());
    CHECK(dstates[1].allFinite());
  }
}

TEST_CASE("the cell's gradient agrees with difference quotients") {
  RandomNumbers random(3);
  Matrix<double> a = random.matrix<double>(4 * hidden, active, 2);
  States<double> previous = random.states<double>(2, hidden, sequences);
  const States<double> dnext = random.states<double>(2, hidden, active);
  const auto loss = [&] {
    const Step step = run_cell(a, previous);
    return weighted_sum(step.states[0].leftCols(active), dnext[0]) +
           weighted_sum(step.states[1].leftCols(active), dnext[1]);
  };
  const Step step = run_cell(a, previous);
  States<double> dstates = random.states<double>(2, hidden, sequences);
  const States<double> rest = dstates;
  for (std::size_t state = 0; state < 2; ++state) dstates[state].leftCols(active) = dnext[state];
  const Matrix<double> c = previous[1].leftCols(active);
  Matrix<double> da = step.gates;
  step_backward(da, step.kept, previous, dstates);

  check_gradient("a", a, da, loss);
  const auto values = static_cast<std::size_t>(c.size());
  check_gradient("c'", previous[1].data(), values, dstates[1].data(), loss);
  // h' acts only through a.
  CHECK(dstates[0].leftCols(active).isZero(0));
  for (std::size_t state = 0; state < 2; ++state)
    CHECK(dstates[state].col(active) == rest[state].col(active));
}
