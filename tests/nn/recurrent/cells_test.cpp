// What holds for every cell, beside its equations and gradients (recurrent_test.cpp, network_test.cpp).
#include <cmath>
#include <set>
#include <stdexcept>

#include "as_matrices.h"
#include "catch.h"
#include "cell_shapes.h"
#include "naive_weights.h"
#include "nn/recurrent/cell_rows.h"
#include "nn/recurrent/recurrent.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::cell_shapes;
using seqlab::tests::find_slot;
using seqlab::tests::name_of;
using seqlab::tests::RandomNumbers;
using seqlab::tests::run_backward;
using seqlab::tests::run_forward;
using seqlab::tests::slot_called;

namespace {

RecurrentShape shape_of(const CellShape& cell, std::size_t hidden) {
  return {hidden, 2, InitialState::zero, cell};
}

}  // namespace

TEST_CASE("every cell declares gates in order, with products that its nominal cost counts") {
  const auto cost = [](const CellShape& shape) { return cell_products(make_cell<float>(shape), 10, 4); };
  for (const CellShape& shape : cell_shapes()) {
    INFO(name_of(shape));
    const Cell<float> cell = make_cell<float>(shape);
    CHECK(cell.states.front() == "h");
    CHECK(cell.states.size() <= most_cell_states);
    std::set<std::string> names;
    for (const CellGate& gate : cell.gates) CHECK(names.insert(gate.name).second);
    CHECK_NOTHROW(CellRows(cell.gates, cell.stages, cell.block_size, 4, 4));
  }
  CHECK(cost({.kind = CellKind::lstm}) == 16 * (10 + 4));
  CHECK(cost({.kind = CellKind::lstm, .forget_gate = ForgetGate::none}) == 12 * (10 + 4));
  CHECK(cost({.kind = CellKind::lstm, .block_size = 2}) == 10 * (10 + 4));
  CHECK(cost({.kind = CellKind::gru}) == 12 * (10 + 4));
  CHECK(cost({.kind = CellKind::gru, .reset_gate = ResetGate::before}) == 12 * (10 + 4));
  CHECK(cost({.kind = CellKind::rnn}) == 4 * (10 + 4));
  // W of z and r, P of the raw input; U of r and n.
  CHECK(cost({.kind = CellKind::mut1}) == 12 * 10 + 8 * 4);
  CHECK(cost({.kind = CellKind::mut2}) == 12 * 10 + 12 * 4);
  CHECK(cost({.kind = CellKind::mut3}) == 12 * (10 + 4));
  // x itself where the widths agree.
  CHECK(cell_products(make_cell<float>({.kind = CellKind::mut2}), 4, 4) == 8 * 4 + 12 * 4);
}

TEST_CASE("gates and stages out of order are refused, and blocks that do not divide the units") {
  const std::vector<CellGate> gates = {{.name = "a"}, {.name = "b", .input = GateInput::none}};
  const auto rows = [](const std::vector<CellGate>& own, const std::vector<CellStage>& stages) {
    return CellRows(own, stages, 1, 3, 4).rows;
  };
  CHECK(rows(gates, {{0, 1, 0}, {1, 2, 1}}) == 8);
  CHECK_THROWS_AS(rows({gates[1], gates[0]}, {}), std::logic_error);
  CHECK_THROWS_AS(rows({gates[0], {.name = "x", .input = GateInput::raw}}, {}), std::logic_error);
  CHECK_THROWS_AS(rows({gates[0], {.name = "b", .bias = false}}, {}), std::logic_error);
  CHECK_THROWS_AS(rows(gates, {{1, 2, 0}, {0, 1, 0}}), std::logic_error);
  CHECK_THROWS_AS(rows(gates, {{0, 3, 0}}), std::logic_error);
  CHECK_THROWS_AS(CellRows(gates, {}, 3, 3, 4), std::invalid_argument);
  CHECK_THROWS_AS(CellRows(gates, {}, 0, 3, 4), std::invalid_argument);
}

TEST_CASE("initial weights of every cell: orthogonal U, bounded W, the cell's bias, no peepholes") {
  for (const CellShape& cell : cell_shapes()) {
    INFO(name_of(cell));
    Layout layout;
    const RecurrentLayer<double> layer(layout, "layer", 5, shape_of(cell, 4));
    std::vector<double> weights(layout.size(), 7.0);
    layer.initialise(weights.data(), Noise(1));
    for (const Slot& slot : layout.slots()) {
      const auto values = window(weights.data(), slot);
      if (slot.name.ends_with("recurrent")) {
        // Blocks share the first gates.
        const Eigen::Index block = index(4 / cell.block_size);
        const Matrix<double> first = values.topRows(block);
        CHECK((first * first.transpose()).isIdentity(1e-12));
        const Matrix<double> last = values.bottomRows(4);
        CHECK((last * last.transpose()).isIdentity(1e-12));
      } else if (slot.name.ends_with("input") || slot.name.ends_with("raw")) {
        CHECK(values.cwiseAbs().maxCoeff() < std::sqrt(6.0 / 9));
        CHECK(values.cwiseAbs().minCoeff() > 0);
      } else if (slot.name.ends_with("bias")) {
        const bool forgets = cell.kind == CellKind::lstm && cell.forget_gate == ForgetGate::learned;
        CHECK(values.sum() == (forgets ? 4.0 / static_cast<double>(cell.block_size) : 0.0));
      } else {
        CHECK(values.isZero(0));
      }
    }
  }
}

TEST_CASE("one-hot input gives a column of W") {
  for (const CellShape& cell : cell_shapes()) {
    INFO(name_of(cell));
    Layout layout;
    const RecurrentLayer<double> layer(layout, "layer", 6, shape_of(cell, 4));
    std::vector<double> weights = RandomNumbers(1).vector<double>(layout.size());
    window(weights.data(), slot_called(layout, "layer.back.bias")).setZero();
    Pool pool(1);
    RecurrentLayer<double>::Prepared prepared;
    layer.prepare(weights.data(), Precision::f32, prepared, pool);
    const Matrix<double> one_hot = Matrix<double>::Identity(6, 6);
    Activations<double> projected;
    layer.project(weights.data(), prepared, LayerInput<double>(one_hot), projected, pool);
    const Weights<double> w = window(weights.data(), slot_called(layout, "layer.back.input"));
    const Slot* const raw = find_slot(layout, "layer.back.raw");
    const Matrix<double> back = projected.matrix().bottomRows(index(layer.projected_rows() / 2));
    CHECK(back.bottomRows(w.rows()) == w);
    if (raw != nullptr) CHECK(back.topRows(4) == Weights<double>(window(weights.data(), *raw)));
  }
}

TEST_CASE("gates that saturate stay finite, in values and gradients, for every cell") {
  for (const CellShape& cell : cell_shapes()) {
    // It grows without bound.
    if (cell.activation == Activation::relu) continue;
    INFO(name_of(cell));
    Layout layout;
    const RecurrentLayer<float> layer(layout, "layer", 4, shape_of(cell, 4));
    for (const float size : {1.0F, 30.0F, 1e6F}) {
      std::vector<float> weights = RandomNumbers(2).vector<float>(layout.size());
      for (float& weight : weights) weight *= size;
      Pool pool(1);
      const Packing packing(std::vector<std::size_t>{5, 3});
      const Matrix<float> input = RandomNumbers(3).matrix<float>(4, packing.columns(), 10.0F);
      RecurrentLayer<float>::Tape tape;
      States<float> final;
      const Matrix<float> output = run_forward(
          layer, weights, packing, input, static_cast<const States<float>*>(nullptr), final, &tape, pool);
      CHECK(output.allFinite());
      std::vector<float> gradient(weights.size());
      Matrix<float> dinput;
      run_backward(layer, weights, packing, tape, input, output, static_cast<const States<float>*>(nullptr),
                   gradient, &dinput, static_cast<States<float>*>(nullptr), pool);
      for (const float value : gradient) CHECK(std::isfinite(value));
      CHECK(dinput.allFinite());
    }
  }
}

TEST_CASE("a plain network with relu passes NaN on") {
  Layout layout;
  const CellShape relu{.kind = CellKind::rnn, .activation = Activation::relu};
  const RecurrentLayer<float> layer(layout, "layer", 2, {3, 1, InitialState::zero, relu});
  std::vector<float> weights = RandomNumbers(2).vector<float>(layout.size());
  Pool pool(1);
  Matrix<float> input = Matrix<float>::Ones(2, 2);
  input(0, 0) = NAN;
  States<float> final;
  const Matrix<float> output = run_forward(layer, weights, Packing(std::vector<std::size_t>{2}), input,
                                           static_cast<const States<float>*>(nullptr), final,
                                           static_cast<RecurrentLayer<float>::Tape*>(nullptr), pool);
  CHECK(output.array().isNaN().all());
}
