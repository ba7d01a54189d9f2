#include "nn/inputs/symbol_input.h"

#include <cmath>
#include <stdexcept>
#include <vector>

#include "catch.h"
#include "gradient_check.h"
#include "naive_adaptive.h"
#include "naive_weights.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using namespace seqlab::tests;

namespace {

const SymbolShape shape{{3, 5, 2, 9}, 17};

struct Symbols {
  Symbols() : input(layout, shape), random(4), weights(random.vector<double>(layout.size())) {}
  Matrix<double> vectors(const std::vector<std::uint32_t>& symbols,
                         SymbolInput<double>::Tape* tape = nullptr) const {
    SymbolInput<double>::Prepared prepared;
    input.prepare(weights.data(), true, prepared);
    Pool pool(2);
    Matrix<double> x(17, index(symbols.size()));
    input.forward(weights.data(), prepared, symbols, x, tape, pool);
    return x;
  }
  Layout layout;
  SymbolInput<double> input;
  RandomNumbers random;
  std::vector<double> weights;
};

}  // namespace

TEST_CASE("symbols need clusters and a dimension") {
  Layout layout;
  CHECK_THROWS_AS(SymbolInput<float>(layout, {{}, 3}), std::invalid_argument);
  CHECK_THROWS_AS(SymbolInput<float>(layout, {{3, 0}, 3}), std::invalid_argument);
  CHECK_THROWS_AS(SymbolInput<float>(layout, {{3, 2}, 0}), std::invalid_argument);
}

TEST_CASE("the vector of a symbol is that of the formulas, alone and among others") {
  const Symbols given;
  std::vector<std::uint32_t> all(19);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint32_t>(7 * i % 19);
  const Matrix<double> x = given.vectors(all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Numbers expected = symbol_naively(given.layout, given.weights, shape, all[i]);
    CHECK(largest_difference(column_of(x, i), expected) < 1e-14);
    CHECK(given.vectors({all[i]}).col(0) == x.col(index(i)));
  }
  CHECK(given.vectors({}).cols() == 0);
}

TEST_CASE("the gradients of symbols agree with difference quotients, and add up where symbols recur") {
  Symbols given;
  const std::vector<std::uint32_t> symbols = {18, 0, 3, 9, 0, 12, 3, 3, 2, 8, 18};
  const Matrix<double> dx = given.random.matrix<double>(17, symbols.size());
  SymbolInput<double>::Tape tape;
  given.vectors({1, 4, 11, 9, 8}, &tape);  // a tape can be reused
  given.vectors(symbols, &tape);
  SymbolInput<double>::Prepared prepared;
  given.input.prepare(given.weights.data(), true, prepared);
  Pool pool(2);
  std::vector<double> gradient(given.layout.size());
  given.input.backward(prepared, symbols, tape, dx, gradient.data(), pool);
  for (const Slot& slot : given.layout.slots()) {
    check_gradient(slot.name, given.weights.data() + slot.offset, slot.size(), gradient.data() + slot.offset,
                   [&] { return weighted_sum(given.vectors(symbols), dx); });
  }
}

TEST_CASE("initial vectors of symbols are uniform with an expected squared norm of 1 in each cluster") {
  Layout layout;
  const SymbolInput<double> input(layout, {{300, 500}, 40});
  std::vector<double> weights(layout.size(), 7.0);
  input.initialise(weights.data(), Noise(1));
  for (const std::size_t cluster : {0U, 1U}) {
    const auto vectors =
        window(weights.data(), slot_called(layout, "symbols." + std::to_string(cluster) + ".vectors"));
    CHECK(vectors.rowwise().squaredNorm().mean() == Approx(1).epsilon(0.03));
    CHECK(vectors.maxCoeff() <= std::sqrt(3.0 / static_cast<double>(vectors.cols())));
  }
  const auto projection = window(weights.data(), slot_called(layout, "symbols.1.projection"));
  CHECK(projection.maxCoeff() <= std::sqrt(6.0 / 50));
  CHECK(projection.maxCoeff() > 0.9 * std::sqrt(6.0 / 50));
}
