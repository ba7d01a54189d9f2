#include "nn/recurrent/encoder.h"

#include <cmath>
#include <optional>
#include <stdexcept>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "gradient_check.h"
#include "layer_outputs.h"
#include "naive_network.h"
#include "naive_weights.h"
#include "ragged_lengths.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::layer_outputs;
using seqlab::tests::naive_layers;
using seqlab::tests::naive_readings;
using seqlab::tests::NaiveLayerOutput;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::pack_tokens;
using seqlab::tests::packing_of;
using seqlab::tests::ragged_lengths;
using seqlab::tests::RandomNumbers;
using seqlab::tests::run_backward;
using seqlab::tests::run_forward;
using seqlab::tests::run_naive_encoder;
using seqlab::tests::states_of;
using seqlab::tests::Tokens;
using seqlab::tests::tokens_of;
using seqlab::tests::weighted_sum;

namespace {

template <class Scalar>
struct Stack {
  Stack(std::size_t inputs, std::size_t its_layers, const RecurrentShape& its_shape,
        const LayerOutputShape& its_output = {})
      : layers(its_layers),
        shape(its_shape),
        output(its_output),
        encoder(layout, "encoder", inputs, its_layers, its_shape, its_output),
        random(its_layers + 10 * its_shape.directions),
        weights(random.vector<Scalar>(layout.size())),
        pool(2) {}

  Matrix<Scalar> forward(const Packing& packing, const Matrix<Scalar>& input,
                         const std::vector<States<Scalar>>* initial, const DropoutPlan* dropout,
                         std::vector<States<Scalar>>& final, typename Encoder<Scalar>::Tape* tape = nullptr) {
    return run_forward(encoder, weights, packing, input, initial, final, tape, pool, dropout);
  }
  void backward(const Packing& packing, typename Encoder<Scalar>::Tape& tape, const Matrix<Scalar>& input,
                const DropoutPlan* dropout, const Matrix<Scalar>& doutput,
                const std::vector<States<Scalar>>* dfinal, std::vector<Scalar>& gradient,
                Matrix<Scalar>* dinput, std::vector<States<Scalar>>* dinitial) {
    run_backward(encoder, weights, packing, tape, input, doutput, dfinal, gradient, dinput, dinitial, pool,
                 dropout);
  }
  std::vector<States<Scalar>> random_states(std::size_t sequences) {
    std::vector<States<Scalar>> states;
    for (std::size_t layer = 0; layer < layers; ++layer) {
      states.push_back(random.template states<Scalar>(2 * shape.directions, shape.hidden, sequences));
    }
    return states;
  }

  std::size_t layers;
  RecurrentShape shape;
  LayerOutputShape output;
  Layout layout;
  Encoder<Scalar> encoder;
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

LayerOutputShape generated_output() {
  return GENERATE(from_range(layer_outputs));
}

std::size_t generated_layers() {
  return GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3});
}

std::vector<std::uint64_t> packed_identities(const Packing& packing) {
  std::vector<std::uint64_t> identities;
  for (const std::size_t sequence : packing.order()) identities.push_back(100 + sequence);
  return identities;
}

}  // namespace

TEST_CASE("an encoder needs a layer") {
  Layout layout;
  RecurrentShape shape;
  shape.hidden = 2;
  CHECK_THROWS_AS(Encoder<float>(layout, "encoder", 3, 0, shape), std::invalid_argument);
}

TEST_CASE("an encoder agrees with the equations: stacked layers, and the final states of each") {
  const bool given = GENERATE(false, true);
  Stack<double> stack(3, generated_layers(), generated_shape(4), generated_output());
  CHECK(stack.encoder.inputs() == 3);
  CHECK(stack.encoder.outputs() == 4 * stack.shape.directions);
  const Packing packing(ragged_lengths);
  const Matrix<double> input = stack.random.matrix<double>(3, packing.columns());
  const std::vector<States<double>> initial = stack.random_states(packing.sequences());
  std::vector<States<double>> final;
  const Matrix<double> output = stack.forward(packing, input, given ? &initial : nullptr, nullptr, final);
  REQUIRE(final.size() == stack.layers);
  for (std::size_t sequence = 0; sequence < packing.sequences(); ++sequence) {
    auto layers = naive_layers(stack.layout, stack.weights, "encoder", stack.layers, stack.shape);
    for (std::size_t layer = 0; given && layer < stack.layers; ++layer) {
      for (std::size_t direction = 0; direction < stack.shape.directions; ++direction) {
        for (std::size_t state = 0; state < 2; ++state) {
          layers[layer][direction].states[state] = column_of(initial[layer][2 * direction + state], sequence);
        }
      }
    }
    const Matrix<double> columns = tokens_of(input, packing, sequence);
    Tokens tokens;
    for (std::size_t token = 0; token < ragged_lengths[sequence]; ++token) {
      tokens.push_back(column_of(columns, token));
    }
    const auto readings = naive_readings(stack.layout, stack.weights, "encoder", stack.layers, stack.output);
    const std::vector<NaiveLayerOutput> expected = run_naive_encoder(layers, readings, tokens);
    const Matrix<double> outputs = tokens_of(output, packing, sequence);
    for (std::size_t token = 0; token < tokens.size(); ++token) {
      CHECK(largest_difference(column_of(outputs, token), expected.back().outputs[token]) < 1e-14);
    }
    for (std::size_t layer = 0; layer < stack.layers; ++layer) {
      for (std::size_t direction = 0; direction < stack.shape.directions; ++direction) {
        const auto& states = expected[layer].directions[direction].states;
        for (std::size_t state = 0; state < 2; ++state) {
          const Numbers own = column_of(final[layer][2 * direction + state], sequence);
          CHECK(largest_difference(own, states[state]) < 1e-14);
        }
      }
    }
  }
}

namespace {

// kind: of dropout, if any. given: whether initial states are given, and all final states have a gradient,
// not only those of the last layer.
void check_gradients(Stack<double>& stack, bool given, std::optional<DropoutKind> kind) {
  const Packing packing(ragged_lengths);
  const std::vector<std::uint64_t> identities = packed_identities(packing);
  const DropoutPlan plan{Noise(4), identities, 0.3, kind.value_or(DropoutKind::plain)};
  const DropoutPlan* dropout = kind ? &plan : nullptr;
  Matrix<double> input = stack.random.matrix<double>(3, packing.columns());
  std::vector<States<double>> initial = stack.random_states(packing.sequences());
  const std::vector<States<double>>* used = given ? &initial : nullptr;
  const Matrix<double> doutput = stack.random.matrix<double>(stack.encoder.outputs(), packing.columns());
  std::vector<States<double>> dfinal = stack.random_states(packing.sequences());
  for (std::size_t layer = 0; !given && layer + 1 < stack.layers; ++layer) dfinal[layer].clear();

  std::vector<States<double>> final;
  const auto loss = [&] {
    const Matrix<double> output = stack.forward(packing, input, used, dropout, final);
    double sum = weighted_sum(output, doutput);
    for (std::size_t layer = 0; layer < stack.layers; ++layer) {
      for (std::size_t state = 0; state < dfinal[layer].size(); ++state) {
        sum += weighted_sum(final[layer][state], dfinal[layer][state]);
      }
    }
    return sum;
  };
  Encoder<double>::Tape tape;
  stack.forward(packing, input, used, dropout, final, &tape);
  std::vector<double> gradient(stack.layout.size());
  Matrix<double> dinput;
  std::vector<States<double>> dinitial;
  stack.backward(packing, tape, input, dropout, doutput, &dfinal, gradient, &dinput, &dinitial);
  check_gradient("weights", stack.weights.data(), stack.weights.size(), gradient.data(), loss);
  check_gradient("input", input, dinput, loss);
  REQUIRE(dinitial.size() == stack.layers);
  for (std::size_t layer = 0; given && layer < stack.layers; ++layer) {
    for (std::size_t state = 0; state < initial[layer].size(); ++state) {
      check_gradient("initial", initial[layer][state], dinitial[layer][state], loss);
    }
  }
}

}  // namespace

TEST_CASE("an encoder's gradients agree with difference quotients, also through dropout") {
  const bool given = GENERATE(false, true);
  const std::optional<DropoutKind> kind =
      GENERATE(std::optional<DropoutKind>(), std::optional<DropoutKind>(DropoutKind::plain),
               std::optional<DropoutKind>(DropoutKind::variational));
  Stack<double> stack(3, generated_layers(), generated_shape(2));
  check_gradients(stack, given, kind);
}

TEST_CASE("gradients through connections and normalisation agree with difference quotients") {
  const std::optional<DropoutKind> kind =
      GENERATE(std::optional<DropoutKind>(), std::optional<DropoutKind>(DropoutKind::plain));
  RecurrentShape shape;
  shape.hidden = 3;
  shape.directions = GENERATE(std::size_t{1}, std::size_t{2});
  Stack<double> stack(3, 3, shape, generated_output());
  check_gradients(stack, true, kind);
}

TEST_CASE("the first layer has no connection, so a single layer has no additional weights") {
  RecurrentShape shape;
  shape.hidden = 4;
  const Stack<double> plain(8, 1, shape);
  for (const Connections connections : {Connections::residual, Connections::highway}) {
    CHECK(Stack<double>(8, 1, shape, {connections, false}).layout.size() == plain.layout.size());
  }
  const Stack<double> two(8, 2, shape, {Connections::highway, true});
  CHECK(seqlab::tests::find_slot(two.layout, "encoder.0.transform.weight") == nullptr);
  CHECK(seqlab::tests::find_slot(two.layout, "encoder.1.transform.weight")->size() == 64);
  CHECK(seqlab::tests::find_slot(two.layout, "encoder.0.norm.gain")->size() == 8);
  CHECK(seqlab::tests::find_slot(two.layout, "encoder.1.norm.bias")->size() == 8);
}

TEST_CASE("connections and normalisation do not change the initial weights of the layers") {
  RecurrentShape shape;
  shape.hidden = 4;
  Stack<double> plain(8, 2, shape);
  plain.encoder.initialise(plain.weights.data(), Noise(1));
  Stack<double> highway(8, 2, shape, {Connections::highway, true});
  highway.encoder.initialise(highway.weights.data(), Noise(1));
  for (const Slot& slot : plain.layout.slots()) {
    CHECK(numbers_of(plain.layout, plain.weights, slot.name) ==
          numbers_of(highway.layout, highway.weights, slot.name));
  }
  const auto numbers = [&](const std::string& name) {
    return numbers_of(highway.layout, highway.weights, "encoder.1." + name);
  };
  CHECK(numbers("transform.bias") == std::vector<double>(8, -1.0));
  CHECK(numbers("norm.gain") == std::vector<double>(8, 1.0));
  CHECK(numbers("norm.bias") == std::vector<double>(8, 0.0));
  const std::vector<double> transform = numbers("transform.weight");
  CHECK(largest_difference(transform, std::vector<double>(64, 0.0)) > 0.1);
  CHECK(transform != numbers("ahead.input"));
}

TEST_CASE("the gradient of the weights does not depend on which other gradients are requested") {
  RecurrentShape shape;
  shape.hidden = 3;
  Stack<double> stack(2, 2, shape);
  const Packing packing(ragged_lengths);
  const Matrix<double> input = stack.random.matrix<double>(2, packing.columns());
  const Matrix<double> doutput = stack.random.matrix<double>(6, packing.columns());
  std::vector<States<double>> final;
  Encoder<double>::Tape tape;
  stack.forward(packing, input, nullptr, nullptr, final, &tape);
  std::vector<double> all(stack.layout.size());
  std::vector<double> weights_only(stack.layout.size());
  Matrix<double> dinput;
  std::vector<States<double>> dinitial;
  stack.backward(packing, tape, input, nullptr, doutput, nullptr, all, &dinput, &dinitial);
  stack.forward(packing, input, nullptr, nullptr, final, &tape);
  stack.backward(packing, tape, input, nullptr, doutput, nullptr, weights_only, nullptr, nullptr);
  CHECK(all == weights_only);
}

TEMPLATE_TEST_CASE("an encoder gives a sequence the same bits alone and in a batch, also with dropout", "",
                   float, double) {
  const bool drops = GENERATE(false, true);
  const DropoutKind kind = GENERATE(DropoutKind::plain, DropoutKind::variational);
  Stack<TestType> stack(5, generated_layers(), generated_shape(6), generated_output());
  std::vector<Matrix<TestType>> sequences;
  for (const std::size_t length : ragged_lengths) {
    sequences.push_back(stack.random.template matrix<TestType>(5, 3 * length));
  }
  const Packing packing = packing_of(sequences);
  const std::vector<std::uint64_t> identities = packed_identities(packing);
  const DropoutPlan plan{Noise(4), identities, 0.3, kind};
  std::vector<States<TestType>> final;
  const Matrix<TestType> output =
      stack.forward(packing, pack_tokens(sequences, packing), nullptr, drops ? &plan : nullptr, final);
  for (std::size_t sequence = 0; sequence < sequences.size(); ++sequence) {
    const Packing own(std::vector<std::size_t>{static_cast<std::size_t>(sequences[sequence].cols())});
    const std::vector<std::uint64_t> identity = {100 + sequence};
    const DropoutPlan own_plan{Noise(4), identity, 0.3, kind};
    std::vector<States<TestType>> own_final;
    const Matrix<TestType> alone =
        stack.forward(own, sequences[sequence], nullptr, drops ? &own_plan : nullptr, own_final);
    const Matrix<TestType> together = tokens_of(output, packing, sequence);
    REQUIRE(alone.cols() == together.cols());
    CHECK(alone == together);
    for (std::size_t layer = 0; layer < stack.layers; ++layer) {
      const States<TestType> states = states_of(final[layer], sequence);
      for (std::size_t state = 0; state < states.size(); ++state) {
        CHECK(states[state] == own_final[layer][state]);
      }
    }
  }
}

TEST_CASE("dropout draws a new mask between each pair of layers") {
  // The tape holds the inputs of layers after dropout.
  RecurrentShape shape;
  shape.hidden = 25;
  Stack<double> stack(50, 4, shape);
  const Packing packing(std::vector<std::size_t>{20});
  const std::vector<std::uint64_t> identities = {0};
  const DropoutPlan plan{Noise(9), identities, 0.25, DropoutKind::plain};
  std::vector<States<double>> final;
  Encoder<double>::Tape tape;
  stack.forward(packing, Matrix<double>::Ones(50, 20), nullptr, &plan, final, &tape);
  std::vector<Eigen::ArrayXXd> dropped;
  for (std::size_t layer = 0; layer < 3; ++layer) {
    dropped.emplace_back((tape.between[layer].matrix().array() == 0).cast<double>());
    const double rate = 0.25;
    CHECK(std::abs(dropped[layer].mean() - rate) < 5 * std::sqrt(rate * (1 - rate) / 1000));
  }
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = a + 1; b < 3; ++b) {
      const double together = (dropped[a] * dropped[b]).mean();
      CHECK(std::abs(together - dropped[a].mean() * dropped[b].mean()) < 5 * 0.25 / std::sqrt(1000.0));
    }
  }
}

TEST_CASE("layers and directions have different initial weights") {
  RecurrentShape shape;
  shape.hidden = 4;
  Stack<double> stack(8, 2, shape);
  stack.encoder.initialise(stack.weights.data(), Noise(1));
  std::vector<Matrix<double>> starts;
  for (const std::string name : {"encoder.0.ahead", "encoder.0.back", "encoder.1.ahead", "encoder.1.back"}) {
    starts.emplace_back(
        window(stack.weights.data(), seqlab::tests::slot_called(stack.layout, name + ".input")));
  }
  for (std::size_t a = 0; a < starts.size(); ++a) {
    for (std::size_t b = a + 1; b < starts.size(); ++b) CHECK((starts[a] - starts[b]).norm() > 0.1);
  }
}
