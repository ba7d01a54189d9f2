#include "nn/transduction/bridge.h"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.h"
#include "gradient_check.h"
#include "naive_transduction.h"
#include "naive_weights.h"
#include "ragged_lengths.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::bridge_naively;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::RandomNumbers;
using seqlab::tests::states_of;
using seqlab::tests::weighted_sum;

namespace {

constexpr std::size_t sequences = 5;

std::size_t states_in(CellKind kind) {
  return kind == CellKind::lstm ? 2 : 1;
}

// Between cells with as many states, with more and with fewer.
struct BridgeCase {
  BridgeCase(CellKind its_from, CellKind its_to, std::size_t its_layers, std::size_t directions)
      : from(its_from), to(its_to), layers(its_layers), random(its_layers + 10 * directions) {
    encoder.hidden = 3;
    encoder.directions = directions;
    encoder.cell.kind = from;
    decoder.hidden = 4;
    decoder.directions = 1;
    decoder.cell.kind = to;
  }
  // Per layer, [hidden x sequences].
  template <class Scalar>
  std::vector<States<Scalar>> random_states(const RecurrentShape& shape, CellKind kind) {
    std::vector<States<Scalar>> all;
    for (std::size_t layer = 0; layer < layers; ++layer) {
      all.push_back(random.states<Scalar>(shape.directions * states_in(kind), shape.hidden, sequences));
    }
    return all;
  }

  CellKind from, to;
  std::size_t layers;
  RecurrentShape encoder, decoder;
  RandomNumbers random;
};

BridgeCase generated_case() {
  const CellKind from = GENERATE(CellKind::lstm, CellKind::gru);
  const CellKind to = GENERATE(CellKind::lstm, CellKind::gru);
  const std::size_t layers = GENERATE(std::size_t{1}, std::size_t{2});
  const std::size_t directions = GENERATE(std::size_t{1}, std::size_t{2});
  return {from, to, layers, directions};
}

template <class Scalar>
std::vector<States<Scalar>> run_bridge(const Bridge<Scalar>& bridge, const std::vector<Scalar>& weights,
                                       const std::vector<States<Scalar>>& final, Pool& pool) {
  typename Bridge<Scalar>::Prepared prepared;
  bridge.prepare(weights.data(), false, prepared);
  typename Bridge<Scalar>::Tape tape;
  std::vector<States<Scalar>> initial;
  bridge.forward(weights.data(), prepared, final, tape, initial, pool);
  return initial;
}

}  // namespace

TEST_CASE("a bridge agrees with the equations, state by state") {
  BridgeCase given = generated_case();
  Layout layout;
  const Bridge<double> bridge(layout, "bridge", given.layers, given.encoder, given.decoder);
  const auto weights = given.random.vector<double>(layout.size());
  const auto final = given.random_states<double>(given.encoder, given.from);
  Pool pool(2);
  const std::vector<States<double>> initial = run_bridge(bridge, weights, final, pool);
  REQUIRE(initial.size() == given.layers);
  for (std::size_t layer = 0; layer < given.layers; ++layer) {
    REQUIRE(initial[layer].size() == states_in(given.to));
    for (std::size_t state = 0; state < initial[layer].size(); ++state) {
      const std::size_t source = std::min(state, states_in(given.from) - 1);
      const std::string name = "bridge." + std::to_string(layer) + (state == 0 ? ".h" : ".c");
      for (std::size_t sequence = 0; sequence < sequences; ++sequence) {
        Numbers read;
        for (std::size_t direction = 0; direction < given.encoder.directions; ++direction) {
          const Numbers own = column_of(final[layer][direction * states_in(given.from) + source], sequence);
          read.insert(read.end(), own.begin(), own.end());
        }
        CHECK(largest_difference(column_of(initial[layer][state], sequence),
                                 bridge_naively(numbers_of(layout, weights, name + ".weight"),
                                                numbers_of(layout, weights, name + ".bias"), read)) < 1e-14);
      }
    }
  }
}

TEST_CASE("a bridge's gradients agree with difference quotients") {
  BridgeCase given = generated_case();
  Layout layout;
  const Bridge<double> bridge(layout, "bridge", given.layers, given.encoder, given.decoder);
  auto weights = given.random.vector<double>(layout.size());
  auto final = given.random_states<double>(given.encoder, given.from);
  const auto dinitial = given.random_states<double>(given.decoder, given.to);
  Pool pool(1);
  const auto loss = [&] {
    const std::vector<States<double>> initial = run_bridge(bridge, weights, final, pool);
    double sum = 0;
    for (std::size_t layer = 0; layer < given.layers; ++layer) {
      for (std::size_t state = 0; state < initial[layer].size(); ++state) {
        sum += weighted_sum(initial[layer][state], dinitial[layer][state]);
      }
    }
    return sum;
  };
  Bridge<double>::Prepared prepared;
  bridge.prepare(weights.data(), true, prepared);
  Bridge<double>::Tape tape;
  std::vector<States<double>> initial;
  std::vector<States<double>> dfinal;
  std::vector<double> gradient(layout.size());
  bridge.forward(weights.data(), prepared, final, tape, initial, pool);
  bridge.backward(prepared, tape, dinitial, gradient.data(), dfinal, pool);
  check_gradient("weights", weights.data(), weights.size(), gradient.data(), loss);
  REQUIRE(dfinal.size() == given.layers);
  for (std::size_t layer = 0; layer < given.layers; ++layer) {
    REQUIRE(dfinal[layer].size() == final[layer].size());
    for (std::size_t state = 0; state < final[layer].size(); ++state) {
      // The c of an encoder whose decoder has none is not read.
      if (state % states_in(given.from) < states_in(given.to)) {
        check_gradient("final state", final[layer][state], dfinal[layer][state], loss);
      } else {
        CHECK(dfinal[layer][state].isZero(0));
      }
    }
  }
}

TEST_CASE("a sequence crosses a bridge the same alone and in a batch") {
  BridgeCase given = generated_case();
  Layout layout;
  const Bridge<float> bridge(layout, "bridge", given.layers, given.encoder, given.decoder);
  const auto weights = given.random.vector<float>(layout.size());
  const auto final = given.random_states<float>(given.encoder, given.from);
  Pool pool(2);
  const std::vector<States<float>> together = run_bridge(bridge, weights, final, pool);
  for (std::size_t sequence = 0; sequence < sequences; ++sequence) {
    std::vector<States<float>> one;
    for (const States<float>& layer : final) one.push_back(states_of(layer, sequence));
    const std::vector<States<float>> alone = run_bridge(bridge, weights, one, pool);
    for (std::size_t layer = 0; layer < given.layers; ++layer) {
      for (std::size_t state = 0; state < alone[layer].size(); ++state) {
        CHECK(alone[layer][state] == together[layer][state].col(index(sequence)));
      }
    }
  }
}
