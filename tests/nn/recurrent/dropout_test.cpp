#include "nn/recurrent/dropout.h"

#include <cmath>
#include <stdexcept>
#include <vector>

#include "catch.h"
#include "ragged_lengths.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::RandomNumbers;
using seqlab::tests::tokens_of;

namespace {

const Noise noise(5);
Pool pool(2);

// The factors of dropout: dropout applied to ones.
Matrix<double> mask(std::size_t rows, const std::vector<std::size_t>& lengths,
                    const std::vector<std::uint64_t>& identities, double rate, DropoutKind kind,
                    const Noise& from = noise) {
  const Packing packing(lengths);
  std::vector<std::uint64_t> packed;
  for (const std::size_t sequence : packing.order()) packed.push_back(identities[sequence]);
  Matrix<double> x = Matrix<double>::Ones(index(rows), index(packing.columns()));
  apply_dropout<double>(x, packing, packed, from, rate, kind, pool);
  return x;
}

double dropped_share(const Matrix<double>& factors) {
  return static_cast<double>((factors.array() == 0).count()) / static_cast<double>(factors.size());
}

}  // namespace

TEST_CASE("dropout zeroes the given share and scales the rest so that the mean stays the same") {
  for (const double rate : {0.1, 0.5, 0.9}) {
    const Matrix<double> factors = mask(101, {300, 200}, {0, 1}, rate, DropoutKind::plain);
    const double share = dropped_share(factors);
    const double deviation = std::sqrt(rate * (1 - rate) / static_cast<double>(factors.size()));
    CHECK(std::abs(share - rate) < 5 * deviation);
    for (Eigen::Index i = 0; i < factors.size(); ++i) {
      const double factor = factors.data()[i];
      REQUIRE((factor == 0 || factor == Approx(1 / (1 - rate)).epsilon(1e-12)));
    }
  }
}

TEST_CASE("variational dropout zeroes the given share over many sequences") {
  const std::vector<std::size_t> lengths(400, 2);
  std::vector<std::uint64_t> identities(lengths.size());
  for (std::size_t i = 0; i < identities.size(); ++i) identities[i] = i;
  const Matrix<double> factors = mask(50, lengths, identities, 0.3, DropoutKind::variational);
  CHECK(std::abs(dropped_share(factors) - 0.3) < 5 * std::sqrt(0.3 * 0.7 / (400.0 * 50)));
}

TEST_CASE("variational dropout has one mask per sequence, plain dropout one per token") {
  for (const DropoutKind kind : {DropoutKind::plain, DropoutKind::variational}) {
    const Packing packing(std::vector<std::size_t>{6, 4, 6});
    const Matrix<double> factors = mask(40, {6, 4, 6}, {10, 11, 12}, 0.5, kind);
    std::vector<Matrix<double>> firsts;
    for (std::size_t sequence = 0; sequence < 3; ++sequence) {
      const Matrix<double> tokens = tokens_of(factors, packing, sequence);
      for (Eigen::Index token = 1; token < tokens.cols(); ++token) {
        CHECK((tokens.col(token) == tokens.col(0)) == (kind == DropoutKind::variational));
      }
      firsts.emplace_back(tokens.col(0));
    }
    CHECK(firsts[0] != firsts[1]);
    CHECK(firsts[0] != firsts[2]);
  }
}

TEST_CASE("a sequence's mask does not depend on the batch around it") {
  for (const DropoutKind kind : {DropoutKind::plain, DropoutKind::variational}) {
    const std::vector<std::size_t> lengths = {2, 7, 0, 5};
    const std::vector<std::uint64_t> identities = {90, 3, 17, 4};
    const Matrix<double> factors = mask(9, lengths, identities, 0.4, kind);
    for (std::size_t sequence = 0; sequence < lengths.size(); ++sequence) {
      const Matrix<double> alone = mask(9, {lengths[sequence]}, {identities[sequence]}, 0.4, kind);
      CHECK(tokens_of(factors, Packing(lengths), sequence) == alone);
    }
  }
}

TEST_CASE("the same call applies the same mask, other noise another one") {
  for (const DropoutKind kind : {DropoutKind::plain, DropoutKind::variational}) {
    const Matrix<double> factors = mask(30, {5, 3}, {0, 1}, 0.5, kind);
    CHECK(mask(30, {5, 3}, {0, 1}, 0.5, kind) == factors);
    CHECK(mask(30, {5, 3}, {0, 1}, 0.5, kind, noise.at(0)) != factors);
    CHECK(mask(30, {5, 3}, {0, 2}, 0.5, kind) != factors);
  }
}

TEST_CASE("floats and doubles drop the same elements") {
  const Packing packing(std::vector<std::size_t>{4});
  const std::vector<std::uint64_t> identities = {8};
  Matrix<float> x = Matrix<float>::Ones(33, 4);
  apply_dropout<float>(x, packing, identities, noise, 0.5, DropoutKind::plain, pool);
  const Matrix<double> factors = mask(33, {4}, {8}, 0.5, DropoutKind::plain);
  CHECK(x.cast<double>() == factors);
}

TEST_CASE("neighbouring rows, tokens and sequences are dropped independently") {
  const Matrix<double> factors =
      mask(200, {50, 50, 50, 50}, {0, 1, 2, 3}, 0.5, DropoutKind::plain).array() - 1;
  const Eigen::Index rows = factors.rows();
  const Eigen::Index columns = factors.cols();
  const double bound = 5 / std::sqrt(static_cast<double>(factors.size()));
  const auto mean = [](const Matrix<double>& a, const Matrix<double>& b) { return a.cwiseProduct(b).mean(); };
  for (Eigen::Index lag = 1; lag <= 4; ++lag) {
    // The next column is the same token of the next sequence; four columns further is the next token.
    CHECK(std::abs(mean(factors.topRows(rows - lag), factors.bottomRows(rows - lag))) < bound);
    CHECK(std::abs(mean(factors.leftCols(columns - lag), factors.rightCols(columns - lag))) < bound);
  }
}

TEST_CASE("with one column per sequence, identity and row decide what is dropped") {
  const std::vector<std::uint64_t> identities = {5, 6, 7};
  Matrix<double> x = Matrix<double>::Ones(1001, 3);
  apply_dropout<double>(x, identities, noise, 0.25);
  CHECK(std::abs(dropped_share(x) - 0.25) < 5 * std::sqrt(0.25 * 0.75 / 3003));
  CHECK(x.maxCoeff() == Approx(4.0 / 3));
  Matrix<double> alone = Matrix<double>::Ones(1001, 1);
  apply_dropout<double>(alone, std::vector<std::uint64_t>{6}, noise, 0.25);
  CHECK(x.col(1) == alone.col(0));
}

TEST_CASE("a rate of zero changes nothing, and a rate of one is refused") {
  CHECK(mask(7, {3, 2}, {0, 1}, 0, DropoutKind::plain) == Matrix<double>::Ones(7, 5));
  CHECK_THROWS_AS(mask(7, {3, 2}, {0, 1}, 1, DropoutKind::plain), std::invalid_argument);
  Matrix<double> x = Matrix<double>::Ones(2, 1);
  CHECK_THROWS_AS(apply_dropout<double>(x, std::vector<std::uint64_t>{6}, noise, 1.5), std::invalid_argument);
}
