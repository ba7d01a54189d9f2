#include "nn/heads/span_scheme.h"

#include <cmath>
#include <stdexcept>
#include <vector>

#include "catch.h"
#include "chain_cases.h"
#include "nn/heads/chain.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::close;
using seqlab::tests::naive_paths;
using seqlab::tests::NaiveChain;
using seqlab::tests::NaivePath;
using seqlab::tests::random_chain;
using seqlab::tests::random_mask;
using seqlab::tests::RandomNumbers;
using seqlab::tests::ScoredBatch;
using seqlab::tests::scores_of;
using seqlab::tests::Sequence;

namespace {

// Random labels: some are in spans of two kinds, and some continue others.
SpanScheme random_span_scheme(RandomNumbers& random, std::size_t labels) {
  SpanScheme spans;
  for (std::size_t label = 0; label < labels; ++label) {
    spans.kinds.push_back(static_cast<std::int32_t>(random.below(3)) - 1);
    for (std::size_t from = 0; from < labels; ++from) {
      spans.continues.push_back(static_cast<std::uint8_t>(random.below(3) > 0));
    }
  }
  return spans;
}

// Whether tokens [begin, end) are a span, by definition: all have its kind; each continues the one before,
// except for the first; the one after the span does not.
bool has_span(const Sequence& sequence, const LabelSpan& span, const SpanScheme& labels) {
  const auto label = [&](std::size_t token) { return static_cast<std::size_t>(sequence[token]); };
  const auto continued = [&](std::size_t token) {
    const std::size_t from = label(token - 1);
    return labels.kinds[from] >= 0 && labels.kinds[from] == labels.kinds[label(token)] &&
           labels.continues[from * labels.kinds.size() + label(token)] != 0;
  };
  for (std::size_t token = span.begin; token < span.end; ++token) {
    if (labels.kinds[label(token)] != span.kind) return false;
    if (token > span.begin && !continued(token)) return false;
  }
  if (span.begin > 0 && continued(span.begin)) return false;
  return span.end == sequence.size() || !continued(span.end);
}

// Checks all spans of all kinds against all sequences.
void check_spans(const NaiveChain& naive, const ScoredBatch& batch, const SpanScheme& labels) {
  Pool pool(2);
  Chain<double> chain;
  chain.prepare(naive.labels, scores_of(naive), naive.allowed);
  Chain<double>::Tape tape;
  chain.forward(batch.scores, batch.packing, tape, pool);
  chain.backward(batch.packing, tape, pool);
  std::size_t wrong = 0;
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    const std::vector<NaivePath> paths = naive_paths(naive, batch.tokens(packed));
    const std::size_t length = batch.packing.length(packed);
    if (length == 0) continue;
    double all = 0;
    for (const NaivePath& path : paths) all += std::exp(path.score);
    for (std::size_t begin = 0; begin < length; ++begin) {
      for (std::size_t end = begin + 1; end <= length; ++end) {
        for (std::int32_t kind = 0; kind < 2; ++kind) {
          const LabelSpan span{begin, end, kind};
          double expected = 0;
          for (const NaivePath& path : paths) {
            if (has_span(path.labels, span, labels)) expected += std::exp(path.score) / all;
          }
          if (!close(chain.span_probability(batch.packing, tape, packed, span, labels), expected)) ++wrong;
        }
      }
    }
    for (const NaivePath& path : paths) {
      std::vector<LabelSpan> expected;
      for (std::size_t begin = 0; begin < length; ++begin) {
        for (std::size_t end = begin + 1; end <= length; ++end) {
          for (std::int32_t kind = 0; kind < 2; ++kind) {
            if (has_span(path.labels, {begin, end, kind}, labels)) expected.push_back({begin, end, kind});
          }
        }
      }
      if (labels.spans_of(path.labels) != expected) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

const std::vector<std::size_t> lengths = {3, 0, 5, 1, 4, 2};

}  // namespace

TEST_CASE("spans and their probabilities agree with brute force") {
  RandomNumbers random(1);
  for (std::size_t labels = 1; labels <= 5; ++labels) {
    for (std::size_t repeat = 0; repeat < 3; ++repeat) {
      NaiveChain naive = random_chain(random, labels);
      const ScoredBatch batch(random, labels, lengths);
      const SpanScheme spans = random_span_scheme(random, labels);
      check_spans(naive, batch, spans);
      naive.allowed = random_mask(random, labels, 0.7);
      check_spans(naive, batch, spans);
    }
  }
}

TEST_CASE("a span has the same probability alone and in a batch, and a long unlikely one is not negative") {
  RandomNumbers random(5);
  const NaiveChain naive = random_chain(random, 4);
  const ScoredBatch batch(random, 4, {7, 300, 2, 40, 7, 7, 7, 7, 7, 1}, 9);
  const SpanScheme spans{{0, 0, 1, -1}, std::vector<std::uint8_t>(16, 1)};
  Chain<float> chain;
  const std::vector<float> between(naive.transitions.begin(), naive.transitions.end());
  chain.prepare(4, {between.data(), nullptr, nullptr}, {});
  const auto probabilities = [&](const Packing& packing, const Activations<float>& scores, std::size_t packed,
                                 std::size_t threads) {
    Pool pool(threads);
    Chain<float>::Tape tape;
    chain.forward(scores, packing, tape, pool);
    chain.backward(packing, tape, pool);
    std::vector<double> result;
    const std::size_t length = packing.length(packed);
    for (std::size_t begin = 0; begin < length; begin += 1 + length / 7) {
      for (std::size_t end = begin + 1; end <= length; end += 1 + length / 9) {
        result.push_back(chain.span_probability(packing, tape, packed, {begin, end, 0}, spans));
      }
    }
    return result;
  };
  Activations<float> scores(4, batch.packing.columns());
  scores.matrix() = batch.scores.matrix().cast<float>();
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    const std::size_t length = batch.packing.length(packed);
    Activations<float> own(4, length);
    for (std::size_t step = 0; step < length; ++step) {
      own.matrix().col(index(step)) = scores.matrix().col(index(batch.packing.column(packed, step)));
    }
    const std::vector<double> alone = probabilities(Packing(std::vector{length}), own, 0, 1);
    CHECK(alone == probabilities(batch.packing, scores, packed, 1));
    CHECK(alone == probabilities(batch.packing, scores, packed, 3));
    for (const double p : alone) CHECK((p >= 0 && p <= 1));
  }
}

TEST_CASE("a span that does not fit its sequence or labels is refused") {
  Pool pool(1);
  Chain<double> chain;
  chain.prepare(2, {}, {});
  const Packing packing(std::vector<std::size_t>{3});
  Activations<double> scores(2, 3);
  scores.matrix().setZero();
  Chain<double>::Tape tape;
  chain.forward(scores, packing, tape, pool);
  chain.backward(packing, tape, pool);
  const SpanScheme spans{{0, -1}, {1, 1, 1, 1}};
  const auto p = [&](const LabelSpan& span, const SpanScheme& labels) {
    return chain.span_probability(packing, tape, 0, span, labels);
  };
  CHECK(std::abs(p({1, 2, 0}, spans) - 0.125) < 1e-12);
  CHECK_THROWS_AS(p({1, 1, 0}, spans), std::invalid_argument);
  CHECK_THROWS_AS(p({2, 1, 0}, spans), std::invalid_argument);
  CHECK_THROWS_AS(p({1, 4, 0}, spans), std::invalid_argument);
  CHECK_THROWS_AS(p({0, 1, 0}, SpanScheme{{0}, {1}}), std::invalid_argument);
}
