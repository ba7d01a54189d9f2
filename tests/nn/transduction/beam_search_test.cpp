#include "nn/transduction/beam_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "catch.h"
#include "nn/learning/optimizer.h"
#include "transducer_cases.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::NaiveTransduction;
using seqlab::tests::Numbers;
using seqlab::tests::slot_called;
using seqlab::tests::Symbols;
using seqlab::tests::target_symbols;
using seqlab::tests::transducer_shape;
using seqlab::tests::TransducerCase;

namespace {

constexpr std::uint32_t end_symbol = target_symbols - 1;

// bias: of the boundary, which makes targets longer or shorter.
template <class Scalar>
TransducerCase<Scalar> search_case(double bias, CellKind cell = CellKind::gru) {
  TransducerCase<Scalar> given(transducer_shape({.kind = cell}, {.kind = cell}, 1, 2));
  given.weights[slot_called(given.transducer.layout(), "head.bias").offset + end_symbol] =
      static_cast<Scalar>(bias);
  return given;
}

template <class Scalar>
std::vector<Transduction<Scalar>> found(const TransducerCase<Scalar>& given,
                                        const std::vector<std::size_t>& places, const SearchOptions& options,
                                        std::size_t threads = 1) {
  Pool pool(threads);
  const auto prepared = given.transducer.prepare(given.weights.data(), Precision::f32, pool);
  typename Transducer<Scalar>::Encoded encoded;
  given.transducer.encode(given.weights.data(), prepared, given.source_tokens(places), encoded, pool);
  return search_beam(given.transducer, given.weights.data(), prepared, encoded, options, pool);
}

// A hypothesis of a naive search. symbols: with the boundary, if it ended.
struct NaiveHypothesis {
  Symbols symbols;
  double log_probability = 0;
  [[nodiscard]] bool ended() const { return !symbols.empty() && symbols.back() == end_symbol; }
  [[nodiscard]] double score() const {
    return log_probability / std::pow((5 + static_cast<double>(symbols.size())) / 6, 0.6);
  }
};

// Extended by each symbol.
std::vector<NaiveHypothesis> extended(const TransducerCase<double>& given, std::size_t place,
                                      const NaiveHypothesis& hypothesis) {
  Symbols read = {end_symbol};
  read.insert(read.end(), hypothesis.symbols.begin(), hypothesis.symbols.end());
  const Numbers p = given.naive(place, read).probabilities.back();
  std::vector<NaiveHypothesis> all;
  for (std::uint32_t symbol = 0; symbol < p.size(); ++symbol) {
    all.push_back(hypothesis);
    all.back().symbols.push_back(symbol);
    all.back().log_probability += std::log(p[symbol]);
  }
  return all;
}

// The best of all targets of at most `limit` symbols that end.
NaiveHypothesis search_exhaustively(const TransducerCase<double>& given, std::size_t place,
                                    std::size_t limit) {
  NaiveHypothesis best;
  best.log_probability = -std::numeric_limits<double>::infinity();
  std::vector<NaiveHypothesis> open = {{}};
  for (std::size_t n = 0; n < limit; ++n) {
    std::vector<NaiveHypothesis> next;
    for (const NaiveHypothesis& hypothesis : open) {
      for (const NaiveHypothesis& longer : extended(given, place, hypothesis)) {
        if (!longer.ended()) next.push_back(longer);
        if (longer.ended() && longer.score() > best.score()) best = longer;
      }
    }
    open = next;
  }
  return best;
}

// By the definition of beam search, without stopping early.
NaiveHypothesis search_naively(const TransducerCase<double>& given, std::size_t place, std::size_t width,
                               std::size_t limit) {
  std::vector<NaiveHypothesis> open = {{}};
  std::vector<NaiveHypothesis> ended;
  for (std::size_t n = 0; n < limit && !open.empty(); ++n) {
    std::vector<NaiveHypothesis> next;
    for (const NaiveHypothesis& hypothesis : open) {
      for (const NaiveHypothesis& longer : extended(given, place, hypothesis)) next.push_back(longer);
    }
    std::stable_sort(next.begin(), next.end(), [](const NaiveHypothesis& a, const NaiveHypothesis& b) {
      return a.log_probability > b.log_probability;
    });
    open.clear();
    const std::size_t room = width - ended.size();
    for (std::size_t i = 0; i < std::min(room, next.size()); ++i) {
      (next[i].ended() ? ended : open).push_back(next[i]);
    }
  }
  if (ended.empty()) return open.front();
  return *std::max_element(
      ended.begin(), ended.end(),
      [](const NaiveHypothesis& a, const NaiveHypothesis& b) { return a.score() < b.score(); });
}

void check(const Transduction<double>& ours, const NaiveHypothesis& expected) {
  Symbols symbols = expected.symbols;
  if (expected.ended()) symbols.pop_back();
  CHECK(ours.symbols == symbols);
  CHECK(ours.ended == expected.ended());
  CHECK(ours.finite);
  CHECK(std::abs(ours.log_probability - expected.log_probability) < 1e-11);
}

template <class Scalar>
void check_same(const Transduction<Scalar>& a, const Transduction<Scalar>& b) {
  CHECK(a.symbols == b.symbols);
  CHECK(a.log_probability == b.log_probability);
  CHECK(a.ended == b.ended);
  CHECK(a.attention == b.attention);
}

}  // namespace

TEST_CASE("a beam that holds every hypothesis finds the best of all targets") {
  const double bias = GENERATE(-8.0, -4.0, 0.5);
  const TransducerCase<double> given = search_case<double>(bias);
  const std::size_t limit = 4;
  const auto ours = found(given, given.all(), {.width = 1000, .symbols_per_token = 0, .symbols_more = limit});
  std::size_t longest = 0;
  for (std::size_t place = 0; place < given.sources.size(); ++place) {
    check(ours[place], search_exhaustively(given, place, limit));
    longest = std::max(longest, ours[place].symbols.size());
  }
  CHECK((bias > 0 || longest > 0));
}

TEST_CASE("a narrow beam finds what the definition of beam search says") {
  const std::size_t width = GENERATE(1U, 2U, 3U, 6U);
  const double bias =
      GENERATE(-30.0, -2.5, -1.0, 0.5);  // at -30, a target ends only in a beam of every symbol
  const CellKind cell = GENERATE(CellKind::gru, CellKind::lstm);
  const TransducerCase<double> given = search_case<double>(bias, cell);
  const SearchOptions options{.width = width, .symbols_per_token = 1, .symbols_more = 4};
  const auto ours = found(given, given.all(), options);
  for (std::size_t place = 0; place < given.sources.size(); ++place) {
    const std::size_t limit = given.sources[place].size() + 4;
    check(ours[place], search_naively(given, place, width, limit));
    if (bias < -10 && width < target_symbols) {
      CHECK(!ours[place].ended);
      CHECK(ours[place].symbols.size() == limit);
    }
  }
}

// With large weights, where the best target may end last, and pass one that ended by its length alone.
TEST_CASE("a beam goes on until no target can become better than one that ended") {
  std::size_t later = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const TransducerCase<double> given(
        transducer_shape({.kind = CellKind::gru}, {.kind = CellKind::gru}, 1, 2),
        2 + static_cast<double>(seed % 4), seed);
    const SearchOptions options{.width = 2 + seed % 3, .symbols_per_token = 0, .symbols_more = 6};
    const auto ours = found(given, given.all(), options);
    for (std::size_t place = 0; place < given.sources.size(); ++place) {
      const NaiveHypothesis expected = search_naively(given, place, options.width, options.symbols_more);
      check(ours[place], expected);
      later += expected.ended() && expected.symbols.size() > 2 ? 1 : 0;
    }
  }
  CHECK(later > 10);
}

TEST_CASE("a target has at most two symbols per token of the source and twenty more") {
  const TransducerCase<float> given = search_case<float>(-100);
  const auto ours = found(given, given.all(), {.width = 2});
  for (std::size_t place = 0; place < given.sources.size(); ++place) {
    CHECK(ours[place].symbols.size() == 2 * given.sources[place].size() + 20);
    CHECK(!ours[place].ended);
  }
  const auto none = found(given, {1}, {.symbols_more = 0});
  CHECK(none.front().symbols.empty());
  CHECK(!none.front().ended);
}

TEST_CASE("a beam of one is greedy search, bit for bit") {
  const TransducerCase<float> given = search_case<float>(-1.5);
  const auto beams = found(given, given.all(), {});
  Pool pool(1);
  const auto prepared = given.transducer.prepare(given.weights.data(), Precision::f32, pool);
  Transducer<float>::Encoded encoded;
  given.transducer.encode(given.weights.data(), prepared, given.source_tokens(given.all()), encoded, pool);
  std::size_t several = 0;
  for (std::size_t place = 0; place < given.sources.size(); ++place) {
    std::vector<States<float>> states = encoded.initial;
    for (Matrix<float>& state : states.front()) state = Matrix<float>(state.col(index(place)));
    Transducer<float>::Step step;
    Symbols symbols;
    double log_p = 0;
    std::uint32_t last = end_symbol;
    for (std::size_t n = 0; n < 2 * given.sources[place].size() + 20; ++n) {
      given.transducer.step(given.weights.data(), prepared, encoded, {{&place, 1}, {&last, 1}}, states, step,
                            pool);
      Eigen::Index best = 0;
      const float p = step.next.probabilities.matrix().col(0).maxCoeff(&best);
      log_p += std::log(static_cast<double>(p));
      last = static_cast<std::uint32_t>(best);
      if (last == end_symbol) break;
      symbols.push_back(last);
      states = step.states;
    }
    CHECK(beams[place].symbols == symbols);
    CHECK(beams[place].log_probability == log_p);
    CHECK(beams[place].ended == (last == end_symbol));
    several += symbols.size() > 1 ? 1 : 0;
  }
  CHECK(several > 0);
}

TEST_CASE("a source gives the same target alone and in a batch, with any number of threads") {
  const TransducerCase<float> given = search_case<float>(-1.5, GENERATE(CellKind::gru, CellKind::lstm));
  const SearchOptions options{.width = GENERATE(1U, 4U), .attention = true};
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < 50; ++i) places.push_back(i * 5 % given.sources.size());
  const auto together = found(given, places, options, 1);
  const auto threaded = found(given, places, options, 3);
  for (std::size_t i = 0; i < places.size(); ++i) {
    check_same(together[i], threaded[i]);
    check_same(together[i], found(given, {places[i]}, options).front());
  }
}

TEST_CASE("the attention of a target is that of each of its symbols, and of the boundary") {
  const TransducerCase<double> given = search_case<double>(-1.5);
  for (const std::size_t width : {1U, 3U}) {
    const auto ours = found(given, given.all(), {.width = width, .attention = true});
    for (std::size_t place = 0; place < given.sources.size(); ++place) {
      Symbols read = {end_symbol};
      read.insert(read.end(), ours[place].symbols.begin(), ours[place].symbols.end());
      if (!ours[place].ended) read.pop_back();
      const NaiveTransduction expected = given.naive(place, read);
      REQUIRE(ours[place].attention.rows() == index(given.sources[place].size()));
      REQUIRE(ours[place].attention.cols() == index(read.size()));
      for (std::size_t i = 0; i < read.size(); ++i) {
        CHECK(largest_difference(column_of(ours[place].attention, i), expected.attention[i]) < 1e-12);
      }
    }
  }
  CHECK(found(given, {0}, {}).front().attention.size() == 0);
}

TEST_CASE("of equal hypotheses, those with the lower symbols stay") {
  TransducerCase<float> given = search_case<float>(0);
  std::fill(given.weights.begin(), given.weights.end(), 0.0F);
  const SearchOptions options{.width = 3, .symbols_per_token = 0, .symbols_more = 4};
  const auto ours = found(given, {0}, options).front();
  CHECK(ours.symbols == Symbols(4, 0));
  CHECK(!ours.ended);
  // The boundary is the last symbol, so it takes part in the first step when the beam is wide enough for all.
  const auto wide = found(given, {0}, {.width = 5, .symbols_per_token = 0, .symbols_more = 4}).front();
  CHECK(wide.symbols.empty());
  CHECK(wide.ended);
  CHECK(std::abs(wide.log_probability - std::log(0.2)) < 1e-6);
}

TEST_CASE("numbers that are not finite give no target, and touch no other source") {
  TransducerShape shape = transducer_shape({.kind = CellKind::gru}, {.kind = CellKind::gru}, 1, 2);
  shape.source.numbers = true;
  TransducerCase<float> given(shape);
  const auto before = found(given, given.all(), {.width = 2});
  given.numbers[2](0, 1) = std::numeric_limits<float>::quiet_NaN();
  const auto after = found(given, given.all(), {.width = 2});
  for (std::size_t place = 0; place < given.sources.size(); ++place) {
    CHECK(after[place].finite == (place != 2));
    if (place == 2) {
      CHECK(after[place].symbols.empty());
    } else {
      check_same(after[place], before[place]);
    }
  }
}

TEST_CASE("a beam without width is refused") {
  const TransducerCase<float> given = search_case<float>(0);
  CHECK_THROWS_AS(found(given, {0}, {.width = 0}), std::invalid_argument);
}

TEST_CASE("a transducer learns to turn sequences round") {
  TransducerShape shape = transducer_shape({.kind = CellKind::gru}, {.kind = CellKind::gru}, 1, 2);
  shape.source = {5, 8};
  shape.target.dimension = 8;
  shape.encoder.hidden = 12;
  shape.decoder_hidden = 24;
  TransducerCase<float> given(shape);
  given.weights = given.transducer.initial_weights(seqlab::base::Noise(1));
  given.sources.clear();
  given.targets.clear();
  for (std::size_t pair = 0; pair < 64; ++pair) {
    Symbols source(pair % 5);
    for (std::uint32_t& symbol : source) symbol = static_cast<std::uint32_t>(given.random.below(end_symbol));
    given.sources.push_back(source);
    given.targets.emplace_back(source.rbegin(), source.rend());
  }
  given.identities.resize(given.sources.size());
  Optimizer<float> optimizer({}, given.weights.size(), 0, 0);
  Pool pool(1);
  std::vector<float> gradient(given.weights.size());
  for (std::size_t step = 0; step < 250; ++step) {
    given.loss(given.all(), nullptr, gradient, pool);
    optimizer.step(0.01, 1, given.weights.data(), gradient.data(), nullptr, nullptr, pool);
  }
  const auto greedy = found(given, given.all(), {});
  const auto beam = found(given, given.all(), {.width = 3});
  for (std::size_t pair = 0; pair < given.sources.size(); ++pair) {
    CHECK(greedy[pair].symbols == given.targets[pair]);
    CHECK(beam[pair].symbols == given.targets[pair]);
  }
}
