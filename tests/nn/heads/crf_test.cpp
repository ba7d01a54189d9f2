#include "nn/heads/crf.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "chain_cases.h"
#include "gradient_check.h"
#include "naive_chain.h"
#include "naive_weights.h"
#include "ragged_lengths.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::check_gradient;
using seqlab::tests::close;
using seqlab::tests::loss_of;
using seqlab::tests::naive_log_partition;
using seqlab::tests::NaiveChain;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::ragged_lengths;
using seqlab::tests::RandomNumbers;
using seqlab::tests::Sequence;
using seqlab::tests::slot_called;
using seqlab::tests::Tokens;
using seqlab::tests::tokens_of;

namespace {

constexpr std::size_t inputs = 3;

enum class Missing { none, some, most };

struct Case {
  Case(std::size_t its_labels, const std::vector<std::size_t>& lengths, Missing missing,
       std::size_t threads = 2)
      : labels(its_labels),
        head(layout, shape(), inputs),
        packing(lengths),
        random(labels + lengths.size()),
        pool(threads) {
    weights = random.vector<double>(layout.size());
    x = random.matrix<double>(inputs, packing.columns(), 2);
    for (std::size_t column = 0; column < packing.columns(); ++column) {
      const bool absent =
          missing == Missing::some ? random.below(3) == 0 : missing == Missing::most && random.below(4) != 0;
      gold.push_back(absent ? -1 : static_cast<std::int32_t>(random.below(labels)));
    }
  }
  [[nodiscard]] HeadShape shape(double weight = 1, const AllowedTransitions& allowed = {}) const {
    return {"head", labels, HeadKind::crf, allowed, weight};
  }
  LossSum loss(double weight, std::vector<double>& gradient, Matrix<double>& dx) {
    Layout own;
    const CrfHead<double> weighted(own, shape(weight), inputs);
    return loss_of<double>(weighted, weights, packing, x, gold, gradient, dx, pool);
  }
  double loss() {
    std::vector<double> gradient(layout.size());
    Matrix<double> dx;
    return loss(1, gradient, dx).sum;
  }
  [[nodiscard]] NaiveChain naive() const {
    return {labels,
            numbers_of(layout, weights, "head.transitions"),
            numbers_of(layout, weights, "head.start"),
            numbers_of(layout, weights, "head.end"),
            {}};
  }
  // V x + d of the tokens of a sequence, given by its place in packed order.
  [[nodiscard]] Tokens naive_scores(std::size_t packed) const {
    const Numbers weight = numbers_of(layout, weights, "head.weight");
    const Numbers bias = numbers_of(layout, weights, "head.bias");
    Tokens scores;
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      Numbers token = bias;
      for (std::size_t label = 0; label < labels; ++label) {
        for (std::size_t i = 0; i < inputs; ++i) {
          token[label] += weight[label * inputs + i] * x(index(i), index(packing.column(packed, step)));
        }
      }
      scores.push_back(token);
    }
    return scores;
  }
  [[nodiscard]] Sequence gold_of(std::size_t packed) const {
    Sequence labels;
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      labels.push_back(gold[packing.column(packed, step)]);
    }
    return labels;
  }

  Layout layout;
  std::size_t labels;
  CrfHead<double> head;
  Packing packing;
  RandomNumbers random;
  Pool pool;
  std::vector<double> weights;
  Matrix<double> x;
  std::vector<std::int32_t> gold;
};

}  // namespace

TEST_CASE("the loss of a CRF is -ln p of the gold labels, over all sequences that have them") {
  const Missing missing = GENERATE(Missing::none, Missing::some, Missing::most);
  for (std::size_t labels = 1; labels <= 4; ++labels) {
    Case given(labels, {3, 0, 5, 1, 4, 2, 1, 5, 4, 3}, missing);
    double expected = 0;
    std::size_t count = 0;
    for (std::size_t packed = 0; packed < given.packing.sequences(); ++packed) {
      const Sequence gold = given.gold_of(packed);
      const Tokens scores = given.naive_scores(packed);
      expected += naive_log_partition(given.naive(), scores, Sequence(gold.size(), -1)) -
                  naive_log_partition(given.naive(), scores, gold);
      for (const std::int32_t label : gold) count += label >= 0 ? 1 : 0;
    }
    std::vector<double> gradient(given.layout.size());
    Matrix<double> dx;
    const LossSum sum = given.loss(1, gradient, dx);
    CHECK(close(sum.sum, expected));
    CHECK(sum.count == count);
  }
}

TEST_CASE("a CRF's gradients agree with difference quotients") {
  const Missing missing = GENERATE(Missing::none, Missing::some, Missing::most);
  const std::size_t labels = GENERATE(std::size_t{2}, std::size_t{5});
  // More sequences than share a product.
  Case given(labels, {3, 0, 4, 1, 4, 2, 1, 6, 3, 5, 1}, missing);
  std::vector<double> gradient(given.layout.size());
  Matrix<double> dx;
  given.loss(1, gradient, dx);
  const auto loss = [&] { return given.loss(); };
  for (const Slot& slot : given.layout.slots()) {
    check_gradient(slot.name, given.weights.data() + slot.offset, slot.size(), gradient.data() + slot.offset,
                   loss);
  }
  check_gradient("x", given.x, dx, loss);
}

TEST_CASE("gradients of a CRF with extreme transitions agree with difference quotients") {
  const Missing missing = GENERATE(Missing::none, Missing::some);
  Case given(3, ragged_lengths, missing);
  const Slot& transitions = slot_called(given.layout, "head.transitions");
  // Their exponentials overflow and underflow floats and doubles.
  const std::vector<double> extreme = {200, -200, 0, -700, 1, 200, 700, -700, -200};
  std::copy(extreme.begin(), extreme.end(), given.weights.data() + transitions.offset);
  std::vector<double> gradient(given.layout.size());
  Matrix<double> dx;
  given.loss(0.001, gradient, dx);
  const auto loss = [&] { return 0.001 * given.loss(); };
  for (const Slot& slot : given.layout.slots()) {
    check_gradient(slot.name, given.weights.data() + slot.offset, slot.size(), gradient.data() + slot.offset,
                   loss);
  }
  check_gradient("x", given.x, dx, loss);
}

TEST_CASE("a CRF adds to gradients, scaled by its weight") {
  Case given(3, ragged_lengths, Missing::some);
  std::vector<double> once(given.layout.size());
  std::vector<double> more(given.layout.size(), 10.0);
  Matrix<double> dx;
  Matrix<double> scaled;
  const LossSum sum = given.loss(1, once, dx);
  CHECK(given.loss(0.25, more, scaled).sum == sum.sum);
  CHECK(scaled.isApprox(0.25 * dx, 1e-13));
  for (const Slot& slot : given.layout.slots()) {
    for (std::size_t i = slot.offset; i < slot.offset + slot.size(); ++i) {
      CHECK(more[i] - 10 == Approx(0.25 * once[i]).margin(1e-12));
    }
  }
}

TEST_CASE("a sequence without gold labels adds nothing to a CRF's loss") {
  Case given(4, {3, 2, 4}, Missing::none);
  // The sequence of two tokens has none: invalid labels count as missing.
  given.gold[given.packing.column(2, 0)] = -1;
  given.gold[given.packing.column(2, 1)] = 4;
  std::vector<double> gradient(given.layout.size());
  Matrix<double> dx;
  const LossSum all = given.loss(1, gradient, dx);
  CHECK(all.count == 7);
  CHECK(dx.col(index(given.packing.column(2, 0))).isZero(0));
  CHECK(dx.col(index(given.packing.column(2, 1))).isZero(0));
  CHECK_FALSE(dx.col(index(given.packing.column(1, 0))).isZero(0));

  Case others(4, {3, 4}, Missing::none);
  others.weights = given.weights;
  std::vector<Matrix<double>> tokens;
  for (const std::size_t sequence : {std::size_t{0}, std::size_t{2}}) {
    tokens.push_back(tokens_of(given.x, given.packing, sequence));
  }
  others.x = seqlab::tests::pack_tokens(tokens, others.packing);
  for (std::size_t packed = 0; packed < 2; ++packed) {
    for (std::size_t step = 0; step < others.packing.length(packed); ++step) {
      others.gold[others.packing.column(packed, step)] = given.gold[given.packing.column(packed, step)];
    }
  }
  std::vector<double> expected(given.layout.size());
  Matrix<double> others_dx;
  CHECK(others.loss(1, expected, others_dx).sum == Approx(all.sum).epsilon(1e-13));
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(close(gradient[i], expected[i], 1e-13));

  given.gold.assign(given.gold.size(), -1);
  std::vector<double> untouched(given.layout.size());
  const LossSum none = given.loss(1, untouched, dx);
  CHECK(none.sum == 0);
  CHECK(none.count == 0);
  CHECK(dx.isZero(0));
  CHECK(dx.cols() == 9);
  CHECK(untouched == std::vector<double>(untouched.size(), 0.0));
}

TEST_CASE("a sentence has the same loss and gradient alone and in a batch") {
  const std::vector<std::size_t> lengths = {3, 0, 5, 1, 4, 2, 1, 5, 4, 3, 7};
  Case given(3, lengths, Missing::some);
  std::vector<double> gradient(given.layout.size());
  Matrix<double> dx;
  const LossSum all = given.loss(1, gradient, dx);
  std::vector<double> expected(given.layout.size());
  LossSum sum;
  for (std::size_t packed = 0; packed < given.packing.sequences(); ++packed) {
    Case alone(3, {given.packing.length(packed)}, Missing::none);
    alone.weights = given.weights;
    alone.x = tokens_of(given.x, given.packing, given.packing.order()[packed]);
    alone.gold = given.gold_of(packed);
    Matrix<double> own;
    sum += alone.loss(1, expected, own);
    CHECK(own == tokens_of(dx, given.packing, given.packing.order()[packed]));
  }
  CHECK(sum.sum == Approx(all.sum).epsilon(1e-13));
  CHECK(sum.count == all.count);
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(close(gradient[i], expected[i], 1e-12));
}

TEST_CASE("a CRF's loss and gradients have the same bits for 1 and 3 threads") {
  std::vector<std::size_t> lengths;
  for (std::size_t sequence = 0; sequence < 45; ++sequence) lengths.push_back(sequence * 7 % 23);
  // More labels than a piece of the transitions' gradient has.
  constexpr std::size_t labels = 130;
  Case one(labels, lengths, Missing::some, 1);
  Case three(labels, lengths, Missing::some, 3);
  std::vector<double> gradient(one.layout.size());
  std::vector<double> threaded(one.layout.size());
  Matrix<double> dx;
  Matrix<double> threaded_dx;
  CHECK(one.loss(0.1, gradient, dx).sum == three.loss(0.1, threaded, threaded_dx).sum);
  CHECK(gradient == threaded);
  CHECK(dx == threaded_dx);
}

TEST_CASE("in inference, a CRF's probabilities and best labels agree with its weights and masks") {
  Case given(4, ragged_lengths, Missing::none);
  NaiveChain naive = given.naive();
  for (const bool masked : {false, true}) {
    if (masked) naive.allowed = seqlab::tests::random_mask(given.random, 4, 0.8);
    Layout own;
    const CrfHead<double> head(own, given.shape(1, naive.allowed), inputs);
    std::unique_ptr<PreparedHead> prepared;
    head.prepare(given.weights.data(), prepared);
    Prediction<double> prediction;
    head.predict(given.weights.data(), *prepared, given.packing, given.x, {}, prediction, given.pool);
    const std::vector<std::int32_t>& labels = prediction.labels;
    Activations<double> scores(4, given.packing.columns());
    for (std::size_t packed = 0; packed < given.packing.sequences(); ++packed) {
      const Tokens tokens = given.naive_scores(packed);
      for (std::size_t step = 0; step < tokens.size(); ++step) {
        std::ranges::copy(tokens[step], scores.column(given.packing.column(packed, step)));
      }
    }
    Chain<double>::Tape tape;
    dynamic_cast<const CrfHead<double>::Prepared&>(*prepared).chain.forward(scores, given.packing, tape,
                                                                            given.pool);
    for (std::size_t packed = 0; packed < given.packing.sequences(); ++packed) {
      const Tokens expected = given.naive_scores(packed);
      const Sequence any(expected.size(), -1);
      CHECK(close(tape.log_partition[packed], naive_log_partition(naive, expected, any)));
      const auto paths = seqlab::tests::naive_paths(naive, expected);
      for (std::size_t step = 0; !paths.empty() && step < expected.size(); ++step) {
        CHECK(labels[given.packing.column(packed, step)] == paths.front().labels[step]);
      }
    }
  }
}

TEST_CASE("a NaN or infinite activation makes a CRF's loss NaN or infinite") {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    for (const Missing missing : {Missing::none, Missing::some}) {
      Case given(3, {4, 2}, missing);
      given.gold[given.packing.column(0, 1)] = 1;
      given.x(1, index(given.packing.column(0, 2))) = bad;
      CHECK_FALSE(std::isfinite(given.loss()));
    }
  }
}

TEST_CASE("a CRF's initial transitions are all equal") {
  Layout layout;
  const CrfHead<float> head(layout, {"head", 5, HeadKind::crf}, 6);
  std::vector<float> weights(layout.size(), 5.0F);
  head.initialise(weights.data(), Noise(1));
  for (const char* name : {"head.transitions", "head.start", "head.end"}) {
    const Slot& slot = slot_called(layout, name);
    CHECK(slot.group == "crf");
    CHECK(window(weights.data(), slot).isZero(0));
  }
  CHECK(slot_called(layout, "head.transitions").size() == 25);
  const auto weight = window(weights.data(), slot_called(layout, "head.weight"));
  CHECK(weight.cwiseAbs().maxCoeff() <= std::sqrt(6.0F / 11));
  CHECK(weight.cwiseAbs().maxCoeff() > 0.5F);
  CHECK(slot_called(layout, "head.weight").group == "head");
}
