// Predictions of heads against all label sequences.
#include "nn/heads/head.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "catch.h"
#include "chain_cases.h"
#include "naive_chain.h"
#include "naive_weights.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::close;
using seqlab::tests::naive_paths;
using seqlab::tests::NaiveChain;
using seqlab::tests::NaivePath;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::random_mask;
using seqlab::tests::RandomNumbers;
using seqlab::tests::Tokens;

namespace {

constexpr std::size_t inputs = 3;

// A head with random weights over a batch.
struct Case {
  Case(HeadKind kind, std::size_t labels, const AllowedTransitions& allowed, std::uint64_t seed)
      : head(make_head<double>(layout, {"head", labels, kind, allowed, 1}, inputs)),
        packing(std::vector<std::size_t>{3, 0, 5, 1, 4, 2, 5, 1, 3, 2}),
        random(seed),
        weights(random.vector<double>(layout.size(), 2)),
        x(random.matrix<double>(inputs, packing.columns(), 2)) {
    naive = {labels, Numbers(labels * labels), Numbers(labels), Numbers(labels), allowed};
    if (kind == HeadKind::crf) {
      naive.transitions = numbers_of(layout, weights, "head.transitions");
      naive.start = numbers_of(layout, weights, "head.start");
      naive.end = numbers_of(layout, weights, "head.end");
    }
    head->prepare(weights.data(), prepared);
  }
  [[nodiscard]] Prediction<double> predict(const HeadRequest& request, std::size_t threads = 2) const {
    Pool pool(threads);
    Prediction<double> prediction;
    head->predict(weights.data(), *prepared, packing, x, request, prediction, pool);
    return prediction;
  }
  // V x + d of the tokens of a sequence, given by its place in packed order.
  [[nodiscard]] Tokens scores(std::size_t packed) const {
    const Numbers weight = numbers_of(layout, weights, "head.weight");
    Tokens scores;
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      Numbers token = numbers_of(layout, weights, "head.bias");
      for (std::size_t label = 0; label < token.size(); ++label) {
        for (std::size_t i = 0; i < inputs; ++i) {
          token[label] += weight[label * inputs + i] * x(index(i), index(packing.column(packed, step)));
        }
      }
      scores.push_back(token);
    }
    return scores;
  }

  Layout layout;
  std::unique_ptr<const Head<double>> head;
  Packing packing;
  RandomNumbers random;
  std::vector<double> weights;
  Matrix<double> x;
  NaiveChain naive;
  std::unique_ptr<PreparedHead> prepared;
};

// Checks the n best labels and the spans of each sequence against brute force.
void check_sequences(const Case& given, const SpanScheme& spans, double temperature = 1) {
  std::size_t wrong = 0;
  for (const std::size_t n : {std::size_t{1}, std::size_t{7}, std::size_t{5000}}) {
    const Prediction<double> prediction =
        given.predict({.spans = &spans, .n_best = n, .temperature = temperature});
    for (std::size_t packed = 0; packed < given.packing.sequences(); ++packed) {
      std::vector<NaivePath> paths = naive_paths(given.naive, given.scores(packed));
      if (given.packing.length(packed) == 0) paths = {NaivePath{}};
      if (paths.empty()) {  // nothing is allowed
        if (prediction.n_best[packed].size() != 1 || prediction.n_best[packed][0].probability != 0) ++wrong;
        for (const double p : prediction.spans[packed]) wrong += p == 0 ? 0 : 1;
        continue;
      }
      double all = 0;
      for (const NaivePath& path : paths) all += std::exp(path.score / temperature);
      REQUIRE(prediction.n_best[packed].size() == std::min(n, paths.size()));
      for (std::size_t place = 0; place < prediction.n_best[packed].size(); ++place) {
        const ProbableLabels& found = prediction.n_best[packed][place];
        if (found.labels != paths[place].labels) ++wrong;
        if (!close(found.probability, std::exp(paths[place].score / temperature) / all)) ++wrong;
      }
      const std::vector<LabelSpan> own = spans.spans_of(paths.front().labels);
      REQUIRE(prediction.spans[packed].size() == own.size());
      for (std::size_t i = 0; i < own.size(); ++i) {
        double expected = 0;
        for (const NaivePath& path : paths) {
          const std::vector<LabelSpan> others = spans.spans_of(path.labels);
          if (std::ranges::count(others, own[i]) > 0) expected += std::exp(path.score / temperature) / all;
        }
        if (!close(prediction.spans[packed][i], expected)) ++wrong;
      }
    }
  }
  CHECK(wrong == 0);
}

// A small tag scheme: 0 is outside, 1 begins a span, 2 continues it; likewise 3 and 4 of another kind.
SpanScheme span_scheme(std::size_t labels) {
  SpanScheme spans{{-1, 0, 0, 1, 1}, std::vector<std::uint8_t>(labels * labels)};
  spans.kinds.resize(labels);
  for (std::size_t from = 0; from < labels; ++from) {
    for (std::size_t to = 2; to < labels; to += 2) spans.continues[from * labels + to] = 1;
  }
  return spans;
}

}  // namespace

TEST_CASE("the n best sequences and spans of a head have the probabilities of brute force") {
  RandomNumbers random(3);
  for (const HeadKind kind : {HeadKind::softmax, HeadKind::crf}) {
    for (std::size_t labels = 1; labels <= 5; ++labels) {
      const SpanScheme spans = span_scheme(labels);
      check_sequences(Case(kind, labels, {}, labels), spans);
      for (const double temperature : {0.3, 4.0}) {
        check_sequences(Case(kind, labels, {}, labels), spans, temperature);
        check_sequences(Case(kind, labels, random_mask(random, labels, 0.7), labels), spans, temperature);
      }
      for (const double probability : {0.4, 0.7, 0.9}) {
        check_sequences(Case(kind, labels, random_mask(random, labels, probability), labels), spans);
      }
      AllowedTransitions edges = random_mask(random, labels, 0.7);
      edges.between.clear();
      check_sequences(Case(kind, labels, edges, labels), spans);
    }
  }
}

TEST_CASE(
    "a temperature changes probabilities as dividing all weights of the head by it does, and no label") {
  RandomNumbers random(5);
  const SpanScheme spans = span_scheme(5);
  for (const HeadKind kind : {HeadKind::softmax, HeadKind::crf}) {
    for (const double temperature : {0.05, 0.5, 3.0, 100.0}) {
      Case given(kind, 5, random_mask(random, 5, 0.8), 9);
      const std::vector<std::int32_t> labels = given.predict({}).labels;
      const Prediction<double> tempered =
          given.predict({.probabilities = true, .spans = &spans, .n_best = 1, .temperature = temperature});
      CHECK(tempered.labels == labels);
      for (double& weight : given.weights) weight /= temperature;
      given.head->prepare(given.weights.data(), given.prepared);
      const Prediction<double> divided = given.predict({.probabilities = true, .spans = &spans, .n_best = 1});
      CHECK(tempered.probabilities.matrix().isApprox(divided.probabilities.matrix(), 1e-12));
      for (std::size_t packed = 0; packed < given.packing.sequences(); ++packed) {
        CHECK(tempered.n_best[packed][0].labels == divided.n_best[packed][0].labels);
        CHECK(close(tempered.n_best[packed][0].probability, divided.n_best[packed][0].probability));
        REQUIRE(tempered.spans[packed].size() == divided.spans[packed].size());
        for (std::size_t i = 0; i < tempered.spans[packed].size(); ++i) {
          CHECK(close(tempered.spans[packed][i], divided.spans[packed][i]));
        }
      }
    }
  }
}

TEST_CASE("labels and their probabilities do not depend on what else is requested") {
  RandomNumbers random(4);
  const SpanScheme spans = span_scheme(5);
  for (const HeadKind kind : {HeadKind::softmax, HeadKind::crf}) {
    const Case given(kind, 5, random_mask(random, 5, 0.8), 9);
    const Prediction<double> plain = given.predict({.probabilities = true});
    const Prediction<double> more = given.predict({.probabilities = true, .spans = &spans, .n_best = 20}, 1);
    CHECK(more.labels == plain.labels);
    CHECK(more.probabilities.matrix() == plain.probabilities.matrix());
    CHECK(plain.spans.empty());
    CHECK(plain.n_best.empty());
    const Prediction<double> without = given.predict({.spans = &spans, .n_best = 3});
    CHECK(without.probabilities.columns() == 0);
    CHECK(without.spans == more.spans);
    for (std::size_t packed = 0; packed < given.packing.sequences(); ++packed) {
      for (std::size_t step = 0; step < given.packing.length(packed); ++step) {
        CHECK(more.n_best[packed][0].labels[step] == plain.labels[given.packing.column(packed, step)]);
      }
    }
  }
}
