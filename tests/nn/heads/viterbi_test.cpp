#include "nn/heads/viterbi.h"

#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>
#include <vector>

#include "catch.h"
#include "chain_cases.h"
#include "naive_chain.h"
#include "peak_memory.h"
#include "random_numbers.h"
#include "sanitized.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::columns_of;
using seqlab::tests::naive_paths;
using seqlab::tests::naive_score;
using seqlab::tests::NaiveChain;
using seqlab::tests::NaivePath;
using seqlab::tests::random_chain;
using seqlab::tests::random_mask;
using seqlab::tests::RandomNumbers;
using seqlab::tests::ScoredBatch;
using seqlab::tests::scores_of;
using seqlab::tests::Sequence;
using seqlab::tests::Tokens;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

Sequence best(const Viterbi<double>& viterbi, const Tokens& scores) {
  Sequence labels(scores.size());
  viterbi.best(columns_of(scores), labels);
  return labels;
}

Tokens random_tokens(RandomNumbers& random, std::size_t labels, std::size_t tokens) {
  Tokens scores;
  for (std::size_t token = 0; token < tokens; ++token) scores.push_back(random.vector<double>(labels, 3));
  return scores;
}

// Scores with many ties.
void round_all(NaiveChain& chain, Tokens& scores) {
  const auto round = [](std::vector<double>& values) {
    for (double& value : values) value = std::round(value / 2);
  };
  for (auto& token : scores) round(token);
  round(chain.transitions);
  round(chain.start);
  round(chain.end);
}

// Checks the best and n best sequences against all sequences.
void check_paths(const Viterbi<double>& viterbi, const NaiveChain& chain, const Tokens& scores) {
  const std::vector<NaivePath> expected = naive_paths(chain, scores);
  const Sequence found = best(viterbi, scores);
  if (expected.empty()) {
    const std::vector<LabelPath> only = viterbi.n_best(columns_of(scores), 3);
    REQUIRE(only.size() == 1);
    CHECK(only[0].labels == found);
    CHECK(only[0].score == -infinity);
    return;
  }
  CHECK(found == expected.front().labels);
  for (const std::size_t n : {std::size_t{1}, std::size_t{7}, std::size_t{2000}}) {
    const std::vector<LabelPath> paths = viterbi.n_best(columns_of(scores), n);
    REQUIRE(paths.size() == std::min(n, expected.size()));
    std::size_t wrong = 0;
    for (std::size_t place = 0; place < paths.size(); ++place) {
      if (paths[place].labels != expected[place].labels) ++wrong;
      if (std::abs(paths[place].score - expected[place].score) > 1e-12) ++wrong;
    }
    CHECK(wrong == 0);
  }
}

}  // namespace

TEST_CASE("the best and n best sequences agree with brute force") {
  RandomNumbers random(1);
  for (std::size_t labels = 1; labels <= 4; ++labels) {
    for (std::size_t tokens = 1; tokens <= 5; ++tokens) {
      NaiveChain chain = random_chain(random, labels);
      const Tokens scores = random_tokens(random, labels, tokens);
      check_paths(Viterbi<double>(labels, scores_of(chain), {}), chain, scores);
      for (const double probability : {0.3, 0.6, 0.8}) {
        chain.allowed = random_mask(random, labels, probability);
        check_paths(Viterbi<double>(labels, scores_of(chain), chain.allowed), chain, scores);
      }
    }
  }
}

TEST_CASE("the best and n best sequences without transition scores agree with brute force") {
  RandomNumbers random(2);
  for (std::size_t labels = 1; labels <= 4; ++labels) {
    for (std::size_t tokens = 1; tokens <= 5; ++tokens) {
      NaiveChain chain{labels,
                       std::vector<double>(labels * labels),
                       std::vector<double>(labels),
                       std::vector<double>(labels),
                       {}};
      const Tokens scores = random_tokens(random, labels, tokens);
      check_paths(Viterbi<double>(labels, {}, {}), chain, scores);
      const AllowedTransitions mask = random_mask(random, labels, 0.7);
      chain.allowed = mask;
      check_paths(Viterbi<double>(labels, {}, mask), chain, scores);
      // Restricting only first and last labels keeps labels independent.
      chain.allowed = {{}, mask.start, mask.end};
      check_paths(Viterbi<double>(labels, {}, chain.allowed), chain, scores);
      chain.start = random.vector<double>(labels);
      chain.end = random.vector<double>(labels);
      check_paths(Viterbi<double>(labels, {nullptr, chain.start.data(), chain.end.data()}, chain.allowed),
                  chain, scores);
    }
  }
}

TEST_CASE("among equal sequences the one with the smaller last labels comes first") {
  RandomNumbers random(3);
  for (std::size_t round = 0; round < 30; ++round) {
    const std::size_t labels = 2 + random.below(3);
    NaiveChain chain = random_chain(random, labels);
    Tokens scores = random_tokens(random, labels, 1 + random.below(5));
    round_all(chain, scores);
    check_paths(Viterbi<double>(labels, scores_of(chain), {}), chain, scores);
    chain.allowed = random_mask(random, labels, 0.7);
    check_paths(Viterbi<double>(labels, scores_of(chain), chain.allowed), chain, scores);
    chain.transitions.assign(labels * labels, 0);
    chain.allowed = {};
    check_paths(Viterbi<double>(labels, {nullptr, chain.start.data(), chain.end.data()}, {}), chain, scores);
  }
}

TEST_CASE("an allowed sequence is found whatever the scores are") {
  // Labels 0 and 1 must alternate and end with 1.
  const AllowedTransitions allowed{{0, 1, 0, 1, 0, 0, 1, 1, 1}, {1, 1, 0}, {0, 1, 0}};
  for (const double bad : {-infinity, no_number, -1e300}) {
    for (const double good : {infinity, 1e300, 0.0}) {
      const Tokens scores = {{bad, good, good}, {good, bad, good}, {good, bad, good}, {good, good, bad}};
      CHECK(best(Viterbi<double>(3, {}, allowed), scores) == Sequence{0, 1, 0, 1});
    }
  }
  const Tokens nothing(5, std::vector<double>(3, -infinity));
  CHECK(best(Viterbi<double>(3, {}, {}), nothing) == Sequence(5, 0));
  CHECK(best(Viterbi<double>(3, {}, allowed), nothing) == Sequence{1, 0, 1, 0, 1});
}

TEST_CASE("transitions with a score of -infinity are taken if nothing else is allowed") {
  const std::vector<double> transitions = {-infinity, no_number, 0, 0};
  const AllowedTransitions allowed{{1, 0, 0, 0}, {}, {}};
  const Tokens scores(4, std::vector<double>(2, 0.5));
  CHECK(best(Viterbi<double>(2, {transitions.data(), nullptr, nullptr}, allowed), scores) == Sequence(4, 0));
}

TEST_CASE("if no sequence is allowed, one with the fewest violations is returned") {
  // Only 1 may begin, and nothing may follow it.
  const AllowedTransitions allowed{{1, 1, 0, 0}, {0, 1}, {}};
  const Tokens scores(4, std::vector<double>{1, 2});
  const Viterbi<double> viterbi(2, {}, allowed);
  const Sequence found = best(viterbi, scores);
  CHECK(viterbi.score(columns_of(scores), found) == -infinity);
  std::size_t wrong = found[0] == 1 ? 0 : 1;
  for (std::size_t token = 1; token < 4; ++token) wrong += found[token - 1] == 1 ? 1 : 0;
  CHECK(wrong == 1);
}

TEST_CASE("the best sequence without tokens is empty") {
  const Viterbi<double> viterbi(3, {}, {});
  CHECK(best(viterbi, {}).empty());
  const std::vector<LabelPath> paths = viterbi.n_best({}, 4);
  REQUIRE(paths.size() == 1);
  CHECK(paths[0].labels.empty());
  CHECK(paths[0].score == 0);
  CHECK(viterbi.n_best({}, 0).empty());
}

TEST_CASE("a sentence has the same best labels alone, in a batch and for 3 threads") {
  RandomNumbers random(5);
  const std::size_t labels = 21;
  const NaiveChain chain = random_chain(random, labels);
  std::vector<std::size_t> lengths;
  for (std::size_t sequence = 0; sequence < 40; ++sequence) lengths.push_back(random.below(30));
  const ScoredBatch batch(random, labels, lengths);
  const Viterbi<double> viterbi(labels, scores_of(chain), random_mask(random, labels, 0.7));
  Pool one(1);
  Pool three(3);
  std::vector<std::int32_t> found;
  std::vector<std::int32_t> threaded(3);
  best_labels(viterbi, batch.scores, batch.packing, found, one);
  best_labels(viterbi, batch.scores, batch.packing, threaded, three);
  REQUIRE(found.size() == batch.packing.columns());
  CHECK(found == threaded);
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    const Sequence alone = best(viterbi, batch.tokens(packed));
    for (std::size_t step = 0; step < alone.size(); ++step) {
      CHECK(found[batch.packing.column(packed, step)] == alone[step]);
    }
  }
}

TEST_CASE("a long sequence keeps its precision") {
  // Each label is decided by a millionth, which a sum over all tokens loses in single precision.
  constexpr std::size_t tokens = 20000;
  std::vector<std::vector<float>> scores;
  std::vector<const float*> columns;
  for (std::size_t token = 0; token < tokens; ++token) {
    scores.push_back({-9, -9});
    scores.back()[token % 2] += 1e-5F;
    columns.push_back(scores.back().data());
  }
  const std::vector<float> transitions(4);
  const Viterbi<float> viterbi(2, {transitions.data(), nullptr, nullptr}, {});
  Sequence found(tokens);
  viterbi.best(std::span<const float* const>(columns), found);
  std::size_t wrong = 0;
  for (std::size_t token = 0; token < tokens; ++token) {
    if (found[token] != static_cast<std::int32_t>(token % 2)) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("the n best sequences are the same whether they are found in one block of tokens or in several") {
  // So many sequences make blocks shorter than all tokens.
  constexpr std::size_t labels = 3;
  constexpr std::size_t n = 5000;
  constexpr std::size_t tokens = 900;
  RandomNumbers random(8);
  const NaiveChain chain = random_chain(random, labels);
  const Tokens scores = random_tokens(random, labels, tokens);
  const Viterbi<double> viterbi(labels, scores_of(chain), {});
  const std::vector<LabelPath> many = viterbi.n_best(columns_of(scores), n);
  REQUIRE(many.size() == n);
  CHECK(many.front().labels == best(viterbi, scores));
  std::set<Sequence> different;
  std::size_t wrong = 0;
  for (std::size_t place = 0; place < n; ++place) {
    different.insert(many[place].labels);
    if (std::abs(many[place].score - naive_score(chain, scores, many[place].labels)) > 1e-9) ++wrong;
    if (place > 0 && many[place].score > many[place - 1].score + 1e-9) ++wrong;
  }
  CHECK(different.size() == n);
  CHECK(wrong == 0);
  // Fewer sequences fit into one block.
  const std::vector<LabelPath> few = viterbi.n_best(columns_of(scores), 20);
  REQUIRE(few.size() == 20);
  for (std::size_t place = 0; place < few.size(); ++place) CHECK(few[place].labels == many[place].labels);
}

TEST_CASE("the n best sequences of a long sequence take little more memory than themselves") {
  constexpr std::size_t labels = 17;
  constexpr std::size_t n = 100;
  constexpr std::size_t tokens = seqlab::tests::sanitized ? 2'000 : 20'000;
  RandomNumbers random(9);
  const NaiveChain chain = random_chain(random, labels);
  const Viterbi<double> viterbi(labels, scores_of(chain), {});
  const Tokens few = random_tokens(random, labels, 50);
  std::vector<const double*> columns;
  for (std::size_t token = 0; token < tokens; ++token) columns.push_back(few[token % few.size()].data());
  std::size_t found = 0;
  const auto peak = seqlab::tests::peak_memory(
      [&] { found = viterbi.n_best(std::span<const double* const>(columns), n).size(); });
  CHECK(found == n);
  // All starts of all tokens would take 270 MB for their links alone.
  if (peak) CHECK(*peak < n * tokens * sizeof(std::int32_t) + (std::size_t{30} << 20U));
}

TEST_CASE("masks of the wrong size are refused") {
  CHECK_THROWS_AS(Viterbi<double>(3, {}, {{1, 1}, {}, {}}), std::invalid_argument);
}
