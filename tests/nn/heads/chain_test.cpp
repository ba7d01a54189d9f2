#include "nn/heads/chain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "catch.h"
#include "chain_cases.h"
#include "nn/heads/viterbi.h"
#include "ragged_lengths.h"
#include "random_numbers.h"
#include "sanitized.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::close;
using seqlab::tests::columns_of;
using seqlab::tests::naive_log_partition;
using seqlab::tests::naive_paths;
using seqlab::tests::NaiveChain;
using seqlab::tests::random_chain;
using seqlab::tests::random_mask;
using seqlab::tests::RandomNumbers;
using seqlab::tests::ScoredBatch;
using seqlab::tests::scores_of;
using seqlab::tests::Sequence;
using seqlab::tests::Tokens;

namespace {

// A chain run over a batch.
struct Run {
  Run(const NaiveChain& naive, const ScoredBatch& batch, std::size_t threads = 1) : pool(threads) {
    chain.prepare(naive.labels, scores_of(naive), naive.allowed);
    chain.forward(batch.scores, batch.packing, tape, pool);
    chain.backward(batch.packing, tape, pool);
  }
  Pool pool;
  Chain<double> chain;
  Chain<double>::Tape tape;
};

// The probability of all sequences that match `given`.
double naive_probability(const NaiveChain& naive, const Tokens& scores, const Sequence& given) {
  const double all = naive_log_partition(naive, scores, Sequence(scores.size(), -1));
  if (std::isinf(all)) return 0;
  return std::exp(naive_log_partition(naive, scores, given) - all);
}

// Checks partition sums, marginals of tokens and spans, and expected transitions against all sequences.
void check_all(const NaiveChain& naive, const ScoredBatch& batch) {
  Run run(naive, batch);
  const std::size_t labels = naive.labels;
  std::size_t wrong = 0;
  std::vector<double> expected_pairs(labels * labels);
  std::vector<double> factors;
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    const Tokens scores = batch.tokens(packed);
    const Sequence any(scores.size(), -1);
    factors.push_back(static_cast<double>(packed) - 1.5);
    if (!close(run.tape.log_partition[packed], naive_log_partition(naive, scores, any))) ++wrong;
    for (std::size_t token = 0; token < scores.size(); ++token) {
      for (std::size_t label = 0; label < labels; ++label) {
        Sequence given = any;
        given[token] = static_cast<std::int32_t>(label);
        const double p = run.tape.marginals.column(batch.packing.column(packed, token))[label];
        if (!close(p, naive_probability(naive, scores, given))) ++wrong;
        if (token == 0) continue;
        for (std::size_t from = 0; from < labels; ++from) {
          given[token - 1] = static_cast<std::int32_t>(from);
          expected_pairs[from * labels + label] += factors.back() * naive_probability(naive, scores, given);
        }
      }
    }
    // All spans of some sequences.
    RandomNumbers random(packed);
    for (std::size_t begin = 0; begin <= scores.size(); ++begin) {
      for (std::size_t end = begin; end <= scores.size(); ++end) {
        Sequence given = any;
        Sequence span;
        for (std::size_t token = begin; token < end; ++token) {
          span.push_back(static_cast<std::int32_t>(random.below(labels)));
          given[token] = span.back();
        }
        const double p = run.chain.span_probability(batch.packing, run.tape, packed, begin, span);
        if (!close(p, span.empty() ? 1 : naive_probability(naive, scores, given))) ++wrong;
      }
    }
  }
  CHECK(wrong == 0);
  std::vector<double> pairs(labels * labels, 3.0);
  run.chain.add_expected_transitions(batch.packing, run.tape, factors, pairs.data(), run.pool);
  for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
    if (!close(pairs[pair] - 3, expected_pairs[pair], 1e-10)) ++wrong;
  }
  CHECK(wrong == 0);
}

const std::vector<std::size_t> lengths = {3, 0, 5, 1, 4, 2, 5, 1, 2, 3, 3};

}  // namespace

TEST_CASE("partition sums, marginals and spans agree with brute force") {
  RandomNumbers random(1);
  for (std::size_t labels = 1; labels <= 4; ++labels) {
    const NaiveChain naive = random_chain(random, labels);
    check_all(naive, ScoredBatch(random, labels, lengths));
  }
}

TEST_CASE("restricted to allowed sequences, they still agree with brute force") {
  RandomNumbers random(2);
  for (std::size_t labels = 2; labels <= 4; ++labels) {
    for (const double probability : {0.3, 0.6, 0.8}) {
      NaiveChain naive = random_chain(random, labels);
      naive.allowed = random_mask(random, labels, probability);
      check_all(naive, ScoredBatch(random, labels, lengths));
    }
  }
}

TEST_CASE("extreme transitions and scores agree with brute force") {
  // Differences of 200 and more: products of exponentials underflow, even in double.
  RandomNumbers random(3);
  for (const double limit : {200.0, 2000.0}) {
    for (std::size_t labels = 2; labels <= (seqlab::tests::sanitized ? 3 : 4); ++labels) {
      NaiveChain naive = random_chain(random, labels, limit);
      check_all(naive, ScoredBatch(random, labels, lengths));
      check_all(naive, ScoredBatch(random, labels, lengths, limit));
      naive.allowed = random_mask(random, labels, 0.7);
      check_all(naive, ScoredBatch(random, labels, lengths, limit));
    }
  }
}

TEST_CASE("in single precision extreme scores are exact to rounding") {
  RandomNumbers random(4);
  // Differences up to 200: sums of products from ordinary numbers down to underflow in single precision.
  for (std::size_t round = 0; round < 100; ++round) {
    const double limit = std::vector<double>{1, 30, 60, 100}[round % 4];
    const std::size_t labels = 4;
    NaiveChain naive = random_chain(random, labels, limit);
    ScoredBatch batch(random, labels, lengths, limit);
    // The same numbers in single and double precision.
    const auto round_to_eighths = [](double& score) { score = std::round(8 * score) / 8; };
    for (double& score : naive.transitions) {
      if (limit == 1) score += std::copysign(200, score);
      round_to_eighths(score);
    }
    std::for_each(naive.start.begin(), naive.start.end(), round_to_eighths);
    std::for_each(naive.end.begin(), naive.end.end(), round_to_eighths);
    for (std::size_t column = 0; column < batch.packing.columns(); ++column) {
      std::for_each_n(batch.scores.column(column), labels, round_to_eighths);
    }
    Run exact(naive, batch);
    const std::vector<float> transitions(naive.transitions.begin(), naive.transitions.end());
    const std::vector<float> start(naive.start.begin(), naive.start.end());
    const std::vector<float> end(naive.end.begin(), naive.end.end());
    Activations<float> scores(labels, batch.packing.columns());
    scores.matrix() = batch.scores.matrix().cast<float>();
    Chain<float> chain;
    chain.prepare(labels, {transitions.data(), start.data(), end.data()}, {});
    Chain<float>::Tape tape;
    Pool pool(1);
    chain.forward(scores, batch.packing, tape, pool);
    chain.backward(batch.packing, tape, pool);
    for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
      CHECK(close(tape.log_partition[packed], exact.tape.log_partition[packed], 1e-6));
    }
    CHECK((tape.marginals.matrix().cast<double>() - exact.tape.marginals.matrix()).cwiseAbs().maxCoeff() <
          1e-4);
    std::vector<float> pairs(labels * labels);
    std::vector<double> exact_pairs(labels * labels);
    const std::vector<float> factors(lengths.size(), 1);
    const std::vector<double> exact_factors(lengths.size(), 1);
    chain.add_expected_transitions(batch.packing, tape, factors, pairs.data(), pool);
    exact.chain.add_expected_transitions(batch.packing, exact.tape, exact_factors, exact_pairs.data(), pool);
    for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
      CHECK(close(static_cast<double>(pairs[pair]), exact_pairs[pair], 1e-4));
    }
  }
}

TEST_CASE("the n best sequences have the right probabilities") {
  RandomNumbers random(5);
  for (const bool masked : {false, true}) {
    NaiveChain naive = random_chain(random, 4);
    if (masked) naive.allowed = random_mask(random, 4, 0.7);
    const ScoredBatch batch(random, 4, lengths);
    const Run run(naive, batch);
    const Viterbi<double> viterbi(4, scores_of(naive), naive.allowed);
    for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
      const Tokens scores = batch.tokens(packed);
      if (naive_paths(naive, scores).empty()) continue;
      double sum = 0;
      for (const LabelPath& path : viterbi.n_best(columns_of(scores), 2000)) {
        const double p = run.chain.span_probability(batch.packing, run.tape, packed, 0, path.labels);
        CHECK(close(p, std::exp(path.score - run.tape.log_partition[packed])));
        sum += p;
      }
      CHECK(close(sum, 1));
    }
  }
}

TEST_CASE("if no sequence is allowed, every probability is zero") {
  RandomNumbers random(6);
  NaiveChain naive = random_chain(random, 3);
  naive.allowed.between.assign(9, 0);
  const ScoredBatch batch(random, 3, {1, 2, 3});
  Run run(naive, batch);
  for (std::size_t packed = 0; packed < 3; ++packed) {
    const bool single = batch.packing.length(packed) == 1;
    CHECK(std::isinf(run.tape.log_partition[packed]) == !single);
    const auto first = run.tape.marginals.matrix().col(index(batch.packing.column(packed, 0)));
    CHECK(first.sum() == Approx(single ? 1 : 0));
    CHECK((run.chain.span_probability(batch.packing, run.tape, packed, 0, Sequence{0}) > 0) == single);
  }
  std::vector<double> pairs(9);
  run.chain.add_expected_transitions(batch.packing, run.tape, std::vector<double>(3, 1), pairs.data(),
                                     run.pool);
  CHECK(pairs == std::vector<double>(9, 0));
}

TEST_CASE("a sentence has the same marginals alone, in a batch and for 3 threads") {
  RandomNumbers random(7);
  constexpr std::size_t labels = 19;
  const NaiveChain naive = random_chain(random, labels);
  std::vector<std::size_t> many;
  for (std::size_t sequence = 0; sequence < 37; ++sequence) many.push_back(random.below(25));
  const ScoredBatch batch(random, labels, many);
  Run one(naive, batch, 1);
  Run three(naive, batch, 3);
  CHECK(one.tape.log_partition == three.tape.log_partition);
  CHECK(one.tape.marginals.matrix() == three.tape.marginals.matrix());
  std::vector<double> pairs(labels * labels);
  std::vector<double> threaded(labels * labels);
  const std::vector<double> factors(many.size(), 0.5);
  one.chain.add_expected_transitions(batch.packing, one.tape, factors, pairs.data(), one.pool);
  three.chain.add_expected_transitions(batch.packing, three.tape, factors, threaded.data(), three.pool);
  CHECK(pairs == threaded);
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    ScoredBatch alone(random, labels, {batch.packing.length(packed)});
    const auto own_column = [&](std::size_t step) { return index(batch.packing.column(packed, step)); };
    for (std::size_t step = 0; step < batch.packing.length(packed); ++step) {
      alone.scores.matrix().col(index(step)) = batch.scores.matrix().col(own_column(step));
    }
    const Run run(naive, alone);
    CHECK(run.tape.log_partition[0] == one.tape.log_partition[packed]);
    for (std::size_t step = 0; step < batch.packing.length(packed); ++step) {
      CHECK(run.tape.marginals.matrix().col(index(step)) ==
            one.tape.marginals.matrix().col(own_column(step)));
    }
  }
}

TEST_CASE("marginals of a long sequence in single precision sum to one and stay exact") {
  RandomNumbers random(8);
  constexpr std::size_t labels = 5;
  constexpr std::size_t tokens = 20000;
  const std::vector<float> transitions = random.vector<float>(labels * labels, 2);
  const std::vector<double> wide(transitions.begin(), transitions.end());
  const Packing packing(std::vector<std::size_t>{tokens});
  Activations<float> scores(labels, tokens);
  scores.matrix() = random.matrix<float>(labels, tokens, 4);
  Activations<double> wide_scores(labels, tokens);
  wide_scores.matrix() = scores.matrix().cast<double>();
  Pool pool(1);
  const auto run = [&]<class Scalar>(const std::vector<Scalar>& between, const Activations<Scalar>& given) {
    Chain<Scalar> chain;
    chain.prepare(labels, {between.data(), nullptr, nullptr}, {});
    typename Chain<Scalar>::Tape tape;
    chain.forward(given, packing, tape, pool);
    chain.backward(packing, tape, pool);
    return tape;
  };
  const auto narrow = run(transitions, scores);
  const auto exact = run(wide, wide_scores);
  CHECK((narrow.marginals.matrix().cast<double>() - exact.marginals.matrix()).cwiseAbs().maxCoeff() < 1e-5);
  CHECK((narrow.marginals.matrix().colwise().sum().array() - 1).abs().maxCoeff() < 1e-6F);
  CHECK(close(narrow.log_partition[0], exact.log_partition[0], 1e-6));
}

TEST_CASE("a NaN score affects its own sequence and no other") {
  RandomNumbers random(9);
  const NaiveChain naive = random_chain(random, 3);
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    ScoredBatch batch(random, 3, {4, 3});
    batch.scores.column(batch.packing.column(0, 2))[1] = bad;
    const Run run(naive, batch);
    CHECK_FALSE(std::isfinite(run.tape.log_partition[0]));
    CHECK(std::isfinite(run.tape.log_partition[1]));
  }
}

TEST_CASE("spans outside the sequence and unknown labels are refused") {
  RandomNumbers random(10);
  const NaiveChain naive = random_chain(random, 3);
  const ScoredBatch batch(random, 3, {4});
  const Run run(naive, batch);
  const auto span = [&](std::size_t begin, const Sequence& labels) {
    return run.chain.span_probability(batch.packing, run.tape, 0, begin, labels);
  };
  CHECK_NOTHROW(span(3, {2}));
  CHECK_THROWS_AS(span(3, {2, 2}), std::invalid_argument);
  CHECK_THROWS_AS(span(5, {}), std::invalid_argument);
  CHECK_THROWS_AS(span(0, {3}), std::invalid_argument);
  CHECK_THROWS_AS(span(0, {-1}), std::invalid_argument);
}
