#include "compare/initial_weights.h"

#include <cmath>
#include <vector>

#include "catch.h"
#include "nn/recurrent/encoder.h"

using namespace seqlab;
using namespace seqlab::compare;

namespace {

// The layer's slots and weights, all 9 at first.
struct Layer {
  nn::Layout layout;
  std::vector<float> weights;

  Layer(const nn::CellShape& cell, std::size_t hidden) {
    const nn::Encoder<float> encoder(layout, "encoder", 3, 1,
                                     {.hidden = hidden, .directions = 1, .cell = cell});
    weights.assign(layout.size(), 9);
  }
  [[nodiscard]] std::vector<float> slot(const std::string& end) const {
    for (const nn::Slot& slot : layout.slots()) {
      if (slot.name.ends_with(end)) {
        return {weights.data() + slot.offset, weights.data() + slot.offset + slot.size()};
      }
    }
    return {};
  }
};

}  // namespace

TEST_CASE("a Gaussian U has the variance that it says, and nothing else changes") {
  Layer layer({.kind = nn::CellKind::rnn}, 100);
  set_gaussian(layer.weights, layer.layout, 100, 2, base::Noise(1));
  const std::vector<float> u = layer.slot(".recurrent");
  REQUIRE(u.size() == 10'000);
  double sum = 0;
  double squares = 0;
  std::size_t within = 0;  // of one standard deviation, 0.2
  for (const float element : u) {
    sum += static_cast<double>(element);
    squares += std::pow(static_cast<double>(element), 2);
    within += std::abs(element) < 0.2F ? 1 : 0;
  }
  CHECK(sum / 1e4 == Approx(0).margin(0.01));
  CHECK(squares / 1e4 == Approx(0.04).margin(0.002));
  CHECK(static_cast<double>(within) / 1e4 == Approx(0.6827).margin(0.02));
  for (const float bias : layer.slot(".bias")) CHECK(bias == 9);
  for (const float input : layer.slot(".input")) CHECK(input == 9);
}

TEST_CASE("slow gates keep each state for 1 to as many tokens as asked") {
  constexpr std::size_t hidden = 64;
  Layer lstm({.kind = nn::CellKind::lstm}, hidden);
  set_slow_gates(lstm.weights, lstm.layout, {.kind = nn::CellKind::lstm}, hidden, 102, base::Noise(1));
  const std::vector<float> b = lstm.slot(".bias");  // i, f, o, g
  REQUIRE(b.size() == 4 * hidden);
  float longest = 0;
  for (std::size_t unit = 0; unit < hidden; ++unit) {
    const float forget = b[hidden + unit];
    CHECK(b[unit] == -forget);
    CHECK(forget >= 0);
    CHECK(forget < std::log(101.0F));
    longest = std::max(longest, forget);
    CHECK(b[2 * hidden + unit] == 9);
    CHECK(b[3 * hidden + unit] == 9);
  }
  CHECK(longest > std::log(90.0F));

  Layer gru({.kind = nn::CellKind::gru}, hidden);
  set_slow_gates(gru.weights, gru.layout, {.kind = nn::CellKind::gru}, hidden, 102, base::Noise(1));
  const std::vector<float> c = gru.slot(".bias");  // n, r, z, u
  REQUIRE(c.size() == 4 * hidden);
  for (std::size_t unit = 0; unit < hidden; ++unit) {
    CHECK(c[2 * hidden + unit] >= 0);
    CHECK(c[2 * hidden + unit] < std::log(101.0F));
    for (const std::size_t other : {std::size_t(0), hidden, 3 * hidden}) CHECK(c[other + unit] == 9);
  }
}
