#include "nn/pooling/attention_pooling.h"

#include <vector>

#include "catch.h"
#include "gradient_check.h"
#include "naive_network.h"
#include "naive_weights.h"
#include "ragged_lengths.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::attend_naively;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::ragged_lengths;
using seqlab::tests::RandomNumbers;
using seqlab::tests::Tokens;
using seqlab::tests::tokens_of;
using seqlab::tests::weighted_sum;

namespace {

constexpr std::size_t inputs = 5;
constexpr std::size_t size = 3;

template <class Scalar>
struct Case {
  explicit Case(const std::vector<std::size_t>& lengths)
      : packing(lengths), pooling(layout, "pooling", inputs, size) {
    RandomNumbers random(lengths.size());
    weights = random.vector<Scalar>(layout.size());
    x = random.matrix<Scalar>(inputs, packing.columns());
  }
  Matrix<Scalar> pooled(std::size_t threads) const {
    Pool pool(threads);
    typename AttentionPooling<Scalar>::Prepared prepared;
    pooling.prepare(weights.data(), false, prepared);
    typename AttentionPooling<Scalar>::Tape tape;
    return pooling.forward(weights.data(), prepared, packing, x, tape, pool);
  }
  Packing packing;
  Layout layout;
  AttentionPooling<Scalar> pooling;
  std::vector<Scalar> weights;
  Matrix<Scalar> x;
};

}  // namespace

TEST_CASE("attention pooling agrees with its equations, and gives zeros without tokens") {
  const Case<double> given(ragged_lengths);
  const Matrix<double> pooled = given.pooled(2);
  const auto numbers = [&](const char* name) { return numbers_of(given.layout, given.weights, name); };
  for (std::size_t sequence = 0; sequence < ragged_lengths.size(); ++sequence) {
    Tokens tokens;
    const Matrix<double> own = tokens_of(given.x, given.packing, sequence);
    for (Eigen::Index token = 0; token < own.cols(); ++token) {
      tokens.push_back(column_of(own, static_cast<std::size_t>(token)));
    }
    const Numbers expected =
        tokens.empty()
            ? Numbers(inputs, 0.0)
            : attend_naively({numbers("pooling.hidden.weight"), numbers("pooling.hidden.bias"),
                              numbers("pooling.score.weight"), numbers("pooling.score.bias").front()},
                             tokens);
    CHECK(largest_difference(column_of(pooled, sequence), expected) < 1e-14);
  }
}

TEST_CASE("gradients of attention pooling agree with difference quotients") {
  Case<double> given(ragged_lengths);
  RandomNumbers random(7);
  const auto dpooled = random.matrix<double>(inputs, ragged_lengths.size());
  Pool pool(2);
  AttentionPooling<double>::Prepared prepared;
  given.pooling.prepare(given.weights.data(), true, prepared);
  AttentionPooling<double>::Tape tape;
  static_cast<void>(
      given.pooling.forward(given.weights.data(), prepared, given.packing, given.x, tape, pool));
  std::vector<double> gradient(given.layout.size());
  Activations<double> dx;
  given.pooling.backward(prepared, given.packing, given.x, tape, dpooled, gradient.data(), dx, pool);
  const auto loss = [&] { return weighted_sum(given.pooled(1), dpooled); };
  check_gradient("weights", given.weights.data(), given.weights.size(), gradient.data(), loss);
  const Matrix<double> dinput = dx.matrix();
  check_gradient("x", given.x, dinput, loss);
}

TEST_CASE("attention pools a text to the same bits alone, in a batch and for any number of threads") {
  const std::vector<std::size_t> lengths = {7, 0, 30, 1, 12, 12};
  const Case<float> given(lengths);
  const Matrix<float> together = given.pooled(1);
  CHECK(given.pooled(3) == together);
  for (std::size_t sequence = 0; sequence < lengths.size(); ++sequence) {
    Case<float> alone({lengths[sequence]});
    alone.weights = given.weights;
    alone.x = tokens_of(given.x, given.packing, sequence);
    CHECK(alone.pooled(1) == together.col(index(sequence)));
  }
}
