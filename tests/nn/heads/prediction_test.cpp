#include "nn/heads/prediction.h"

#include <cmath>
#include <limits>
#include <vector>

#include "catch.h"

using namespace seqlab::nn;
using Labels = std::vector<std::int32_t>;

namespace {

// Two labels, three tokens; scores are zero unless set.
struct Scores {
  std::vector<double> first = {0, 0};
  std::vector<double> second = {0, 0};
  std::vector<double> third = {0, 0};
  [[nodiscard]] std::vector<const double*> columns() const {
    return {first.data(), second.data(), third.data()};
  }
};

}  // namespace

TEST_CASE("the predicted labels come first, even if the other search ranks equal ones higher") {
  const Viterbi<double> viterbi(2, {}, {});
  const Scores scores;
  const double log_partition = 3 * std::log(2.0);
  const Labels best = {1, 0, 1};
  for (const std::size_t n :
       {std::size_t{1}, std::size_t{2}, std::size_t{6}, std::size_t{8}, std::size_t{20}}) {
    const auto found = probable_labels<double>(viterbi, scores.columns(), best, log_partition, 1, n);
    REQUIRE(found.size() == std::min<std::size_t>(n, 8));
    CHECK(found.front().labels == best);
    std::size_t same = 0;
    for (const ProbableLabels& one : found) {
      CHECK(std::abs(one.probability - 0.125) < 1e-12);
      same += one.labels == best ? 1 : 0;
    }
    CHECK(same == 1);
  }
}

TEST_CASE("probabilities never increase and never exceed 1") {
  const Viterbi<double> viterbi(2, {}, {});
  Scores scores;
  scores.third = {0, 1e-9};
  // The given labels are not quite the best, and the given partition sum is too small.
  const auto found = probable_labels<double>(viterbi, scores.columns(), Labels{0, 0, 0}, -1e-9, 1, 8);
  REQUIRE(found.size() == 8);
  CHECK(found.front().labels == Labels{0, 0, 0});
  CHECK(found.front().probability <= 1);
  for (std::size_t i = 1; i < found.size(); ++i) CHECK(found[i].probability <= found[i - 1].probability);
}

TEST_CASE("if no sequence is allowed or scores are NaN, the labels have probability 0") {
  const double infinity = std::numeric_limits<double>::infinity();
  const Viterbi<double> none(2, {}, {std::vector<std::uint8_t>(4, 0), {}, {}});
  Labels best(3);
  const Scores scores;
  none.best(scores.columns(), best);
  const auto found = probable_labels<double>(none, scores.columns(), best, -infinity, 1, 5);
  REQUIRE(found.size() == 1);
  CHECK(found.front().labels == best);
  CHECK(found.front().probability == 0);

  const Viterbi<double> viterbi(2, {}, {});
  const double number = std::numeric_limits<double>::quiet_NaN();
  for (const ProbableLabels& one :
       probable_labels<double>(viterbi, scores.columns(), Labels{0, 0, 0}, number, 1, 5)) {
    CHECK(one.probability == 0);
  }
  CHECK(probable_labels<double>(viterbi, scores.columns(), Labels{0, 0, 0}, 0, 1, 0).empty());
}
