#include "nn/transduction/transducer.h"

#include <cmath>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "gradient_check.h"
#include "layer_outputs.h"
#include "transducer_cases.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::cell_shapes;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::layer_outputs;
using seqlab::tests::NaiveTransduction;
using seqlab::tests::name_of;
using seqlab::tests::Numbers;
using seqlab::tests::source_values;
using seqlab::tests::Symbols;
using seqlab::tests::target_symbols;
using seqlab::tests::transducer_shape;
using seqlab::tests::TransducerCase;

namespace {

CellShape cell_of_kind(CellKind kind) {
  return {.kind = kind};
}

// Every pair of LSTM and GRU, depth and direction; sources of symbols and of numbers, states zero and
// learned.
TransducerShape generated_shape() {
  const CellKind encoder = GENERATE(CellKind::lstm, CellKind::gru);
  const CellKind decoder = GENERATE(CellKind::lstm, CellKind::gru);
  const std::size_t layers = GENERATE(std::size_t{1}, std::size_t{2});
  const std::size_t directions = GENERATE(std::size_t{1}, std::size_t{2});
  TransducerShape shape = transducer_shape(cell_of_kind(encoder), cell_of_kind(decoder), layers, directions);
  shape.source.numbers = GENERATE(false, true);
  if (shape.source.numbers) shape.encoder.initial = InitialState::learned;
  return shape;
}

TransducerShape gru_shape(bool numbers = false) {
  TransducerShape shape = transducer_shape(cell_of_kind(CellKind::gru), cell_of_kind(CellKind::gru), 2, 2);
  shape.source.numbers = numbers;
  return shape;
}

// The probabilities [K x read] and the attention for the gold target of each pair, by steps over all of them.
template <class Scalar>
struct Stepped {
  Stepped(const TransducerCase<Scalar>& given, const std::vector<std::size_t>& places, Precision precision,
          std::size_t threads) {
    Pool pool(threads);
    const Transducer<Scalar>& transducer = given.transducer;
    const auto prepared = transducer.prepare(given.weights.data(), precision, pool);
    typename Transducer<Scalar>::Encoded encoded;
    transducer.encode(given.weights.data(), prepared, given.source_tokens(places), encoded, pool);
    for (const std::size_t place : places) {
      probabilities.emplace_back(index(target_symbols), index(given.targets[place].size() + 1));
      attention.emplace_back(given.sources[place].size(), given.targets[place].size() + 1);
    }
    std::vector<States<Scalar>> states = encoded.initial;
    typename Transducer<Scalar>::Step step;
    for (std::size_t token = 0;; ++token) {
      Symbols symbols;
      std::vector<std::size_t> sources;
      // All sources go on, so that hypotheses keep their places; those at their end read the boundary.
      bool any = false;
      for (std::size_t i = 0; i < places.size(); ++i) {
        const Symbols read = given.read_of(places[i]);
        any = any || token < read.size();
        symbols.push_back(token < read.size() ? read[token] : transducer.boundary());
        sources.push_back(i);
      }
      if (!any) break;
      transducer.step(given.weights.data(), prepared, encoded, {sources, symbols}, states, step, pool);
      for (std::size_t i = 0; i < places.size(); ++i) {
        if (token >= static_cast<std::size_t>(probabilities[i].cols())) continue;
        probabilities[i].col(index(token)) = step.next.probabilities.matrix().col(index(i));
        for (Eigen::Index s = 0; s < attention[i].rows(); ++s) {
          attention[i](s, index(token)) = step.attention_of(i)[s];
        }
      }
      states = step.states;
    }
  }
  std::vector<Matrix<Scalar>> probabilities, attention;
};

// ln p of each target's symbols and end, from score() for all pairs at once.
double scored_loss(const TransducerCase<double>& given) {
  Pool pool(2);
  const auto prepared = given.transducer.prepare(given.weights.data(), Precision::f32, pool);
  typename Transducer<double>::Encoded encoded;
  given.transducer.encode(given.weights.data(), prepared, given.source_tokens(given.all()), encoded, pool);
  std::vector<double> scores;
  given.transducer.score(given.weights.data(), prepared, encoded, given.target_tokens(given.all()), scores,
                         pool);
  return -std::accumulate(scores.begin(), scores.end(), 0.0);
}

void check_against_naive(const TransducerShape& shape) {
  INFO(name_of(shape));
  TransducerCase<double> given(shape);
  const Stepped<double> stepped(given, given.all(), Precision::f32, 2);
  double loss = 0;
  std::size_t count = 0;
  for (std::size_t place = 0; place < given.sources.size(); ++place) {
    const Symbols read = given.read_of(place);
    const NaiveTransduction expected = given.naive(place, read);
    for (std::size_t token = 0; token < read.size(); ++token) {
      const Numbers& p = expected.probabilities[token];
      CHECK(largest_difference(column_of(stepped.probabilities[place], token), p) < 1e-13);
      CHECK(largest_difference(column_of(stepped.attention[place], token), expected.attention[token]) <
            1e-13);
      loss -= std::log(p[token + 1 < read.size() ? read[token + 1] : target_symbols - 1]);
      ++count;
    }
  }
  Pool pool(2);
  std::vector<double> unused(given.weights.size());
  const LossSum ours = given.loss(given.all(), nullptr, unused, pool);
  CHECK(ours.count == count);
  CHECK(std::abs(ours.sum - loss) < 1e-12);
  CHECK(std::abs(scored_loss(given) - loss) < 1e-12);
}

void check_gradients(const TransducerShape& shape, const TransducerDropout* dropout) {
  INFO(name_of(shape) << (dropout != nullptr ? ", drops" : ""));
  TransducerCase<double> given(shape);
  Pool pool(1);
  std::vector<double> gradient(given.weights.size());
  const LossSum loss = given.loss(given.all(), dropout, gradient, pool);
  REQUIRE(loss.count > 0);
  std::vector<double> unused(given.weights.size());
  check_gradient("weights", given.weights.data(), given.weights.size(), gradient.data(),
                 [&] { return given.loss(given.all(), dropout, unused, pool).mean(); });
}

}  // namespace

TEST_CASE("a transducer's probabilities, attention and loss agree with the equations") {
  const TransducerShape shape = generated_shape();
  check_against_naive(shape);
}

TEST_CASE("a transducer's probabilities, attention and loss agree with the equations, for every cell") {
  const CellShape cell = GENERATE(from_range(cell_shapes()));
  check_against_naive(transducer_shape(cell, cell, 1, 2));
}

TEST_CASE("a transducer's probabilities agree with the equations through connections and normalisation") {
  TransducerShape shape = gru_shape();
  shape.layer_output = GENERATE(from_range(layer_outputs));
  check_against_naive(shape);
}

TEST_CASE("a transducer's gradients agree with difference quotients") {
  const TransducerShape shape = generated_shape();
  check_gradients(shape, nullptr);
}

TEST_CASE("a transducer's gradients agree with difference quotients, through dropout") {
  const DropoutKind kind = GENERATE(DropoutKind::plain, DropoutKind::variational);
  const TransducerDropout rates{0.3, 0.25, 0.2, kind};
  check_gradients(gru_shape(GENERATE(false, true)), &rates);
}

TEST_CASE("a transducer's gradients agree with difference quotients, through connections") {
  TransducerShape shape = gru_shape();
  shape.layer_output = {Connections::residual, true};
  check_gradients(shape, nullptr);
}

TEST_CASE("a source gives the same next symbols alone and in a batch, bit for bit") {
  const TransducerCase<float> given(generated_shape());
  const Precision precision = GENERATE(Precision::f32, Precision::int8);
  const Stepped<float> together(given, given.all(), precision, 2);
  for (std::size_t place = 0; place < given.sources.size(); ++place) {
    const Stepped<float> alone(given, {place}, precision, 1);
    CHECK(alone.probabilities.front() == together.probabilities[place]);
    CHECK(alone.attention.front() == together.attention[place]);
  }
}

TEST_CASE("the loss of a batch is the sum of those of its pairs, also through dropout") {
  const std::optional<DropoutKind> kind =
      GENERATE(std::optional<DropoutKind>(), std::optional<DropoutKind>(DropoutKind::plain),
               std::optional<DropoutKind>(DropoutKind::variational));
  const TransducerDropout rates{0.3, 0.25, 0.2, kind.value_or(DropoutKind::plain)};
  const TransducerDropout* const dropout = kind ? &rates : nullptr;
  TransducerCase<double> given(gru_shape());
  Pool pool(2);
  std::vector<double> gradient(given.weights.size());
  const LossSum together = given.loss(given.all(), dropout, gradient, pool, LossReduction::sum);
  std::vector<double> summed(given.weights.size());
  LossSum sum;
  for (const std::size_t place : given.all()) {
    sum += given.loss({place}, dropout, summed, pool, LossReduction::sum);
  }
  CHECK(sum.count == together.count);
  CHECK(std::abs(sum.sum - together.sum) < 1e-12);
  CHECK(largest_difference(gradient, summed) < 1e-12);
}

TEST_CASE("each rate of dropout changes the loss, and so do noise and identity") {
  TransducerCase<double> given(gru_shape());
  Pool pool(1);
  std::vector<double> unused(given.weights.size());
  const auto loss_with = [&](const TransducerDropout& rates) {
    return given.loss(given.all(), &rates, unused, pool).sum;
  };
  const double plain = given.loss(given.all(), nullptr, unused, pool).sum;
  CHECK(loss_with({}) == plain);
  for (const TransducerDropout& rates : {TransducerDropout{.input = 0.5}, TransducerDropout{.layers = 0.5},
                                         TransducerDropout{.output = 0.5}}) {
    const double dropped = loss_with(rates);
    CHECK(dropped != plain);
    CHECK(loss_with(rates) == dropped);
    ++given.identities[0];
    CHECK(loss_with(rates) != dropped);
    --given.identities[0];
  }
}

TEST_CASE("a training step does not depend on the number of threads") {
  // More pairs than one thread runs through time at once.
  TransducerCase<float> given(gru_shape(GENERATE(false, true)));
  const TransducerDropout rates{0.3, 0.25, 0.2, DropoutKind::plain};
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < 50; ++i) places.push_back(i * 5 % given.sources.size());
  std::vector<float> expected;
  double expected_loss = 0;
  for (const std::size_t threads : {1U, 2U, 5U}) {
    Pool pool(threads);
    std::vector<float> gradient(given.weights.size());
    const LossSum loss = given.loss(places, &rates, gradient, pool);
    if (expected.empty()) {
      expected = gradient;
      expected_loss = loss.sum;
    }
    CHECK(gradient == expected);
    CHECK(loss.sum == expected_loss);
  }
}

// Forward bit for bit. The gradient of the table sums over equal symbols in another order.
TEST_CASE("one-hot columns of numbers give exactly what symbols give") {
  TransducerCase<float> symbols(gru_shape(false));
  TransducerCase<float> numbers(gru_shape(true));
  REQUIRE(symbols.weights == numbers.weights);
  for (std::size_t place = 0; place < symbols.sources.size(); ++place) {
    numbers.sources[place] = symbols.sources[place];
    numbers.targets[place] = symbols.targets[place];
    Matrix<float>& columns = numbers.numbers[place];
    columns.setZero();
    for (Eigen::Index token = 0; token < columns.cols(); ++token) {
      columns(index(symbols.sources[place][static_cast<std::size_t>(token)]), token) = 1;
    }
  }
  for (const Precision precision : {Precision::f32, Precision::int8}) {
    const Stepped<float> of_symbols(symbols, symbols.all(), precision, 1);
    const Stepped<float> of_numbers(numbers, numbers.all(), precision, 1);
    CHECK(of_numbers.probabilities == of_symbols.probabilities);
    CHECK(of_numbers.attention == of_symbols.attention);
  }
  const TransducerDropout rates{0.3, 0.25, 0.2, DropoutKind::plain};
  Pool pool(1);
  for (const TransducerDropout* const dropout : {static_cast<const TransducerDropout*>(nullptr), &rates}) {
    std::vector<float> of_symbols(symbols.weights.size());
    std::vector<float> of_numbers(symbols.weights.size());
    CHECK(symbols.loss(symbols.all(), dropout, of_symbols, pool).sum ==
          numbers.loss(numbers.all(), dropout, of_numbers, pool).sum);
    const Eigen::Map<const Vector<float>> a(of_symbols.data(), index(of_symbols.size()));
    const Eigen::Map<const Vector<float>> b(of_numbers.data(), index(of_numbers.size()));
    CHECK((a - b).cwiseAbs().maxCoeff() < 1e-6F);
  }
}

TEST_CASE("sources without tokens have a loss and a gradient, also if all are") {
  TransducerCase<double> given(gru_shape(GENERATE(false, true)));
  REQUIRE(given.sources[1].empty());
  Pool pool(2);
  std::vector<double> gradient(given.weights.size());
  const LossSum loss = given.loss({1, 1}, nullptr, gradient, pool);
  CHECK(loss.count == 2 * (given.targets[1].size() + 1));
  CHECK(std::isfinite(loss.sum));
  std::vector<double> unused(given.weights.size());
  check_gradient("weights", given.weights.data(), given.weights.size(), gradient.data(), [&] {
    return given.loss({1, 1}, nullptr, unused, pool).mean();
  });
  std::vector<double> untouched(given.weights.size());
  CHECK(given.loss({}, nullptr, untouched, pool).count == 0);
  CHECK(untouched == std::vector<double>(given.weights.size()));
}

TEST_CASE("eight-bit weights give nearly the same probabilities, but not exactly") {
  TransducerCase<float> given(gru_shape(), 0.5);
  const Stepped<float> exact(given, given.all(), Precision::f32, 1);
  const Stepped<float> quantised(given, given.all(), Precision::int8, 1);
  float largest = 0;
  for (std::size_t place = 0; place < given.sources.size(); ++place) {
    largest = std::max(largest,
                       (exact.probabilities[place] - quantised.probabilities[place]).cwiseAbs().maxCoeff());
  }
  CHECK(largest > 0);
  CHECK(largest < 0.02F);
}

TEST_CASE("initial weights are a function of the noise, and all parts learn from them") {
  TransducerCase<float> given(gru_shape());
  given.weights = given.transducer.initial_weights(Noise(5));
  CHECK(given.weights == given.transducer.initial_weights(Noise(5)));
  CHECK(given.weights != given.transducer.initial_weights(Noise(6)));
  Pool pool(1);
  std::vector<float> gradient(given.weights.size());
  given.loss(given.all(), nullptr, gradient, pool);
  for (const Slot& slot : given.transducer.layout().slots()) {
    INFO(slot.name);
    const Eigen::Map<const Vector<float>> own(gradient.data() + slot.offset, index(slot.size()));
    CHECK(own.cwiseAbs().maxCoeff() > 0);
  }
}

TEST_CASE("what no transducer can be is refused, and so are unequal batches") {
  const auto refuses = [](const auto& change) {
    TransducerShape shape = gru_shape();
    change(shape);
    CHECK_THROWS_AS(Transducer<float>(shape), std::invalid_argument);
  };
  refuses([](TransducerShape& shape) { shape.encoder.cell.kind.reset(); });
  refuses([](TransducerShape& shape) { shape.decoder_cell.kind.reset(); });
  refuses([](TransducerShape& shape) { shape.target.numbers = true; });
  refuses([](TransducerShape& shape) { shape.layers = 0; });
  refuses([](TransducerShape& shape) { shape.decoder_hidden = 0; });
  refuses([](TransducerShape& shape) { shape.source.values = 0; });

  TransducerCase<float> given(gru_shape());
  Pool pool(1);
  std::vector<float> gradient(given.weights.size());
  const TransducerDropout rates{.input = 0.5};
  const auto loss = [&](const std::vector<std::size_t>& targets, const std::vector<std::uint64_t>& own) {
    return given.transducer.loss({.sources = given.source_tokens({0, 1}),
                                  .targets = given.target_tokens(targets),
                                  .identities = own,
                                  .weights = given.weights.data(),
                                  .noise = Noise(1),
                                  .dropout = &rates,
                                  .gradient = gradient.data()},
                                 given.workspace, pool);
  };
  CHECK(loss({0, 1}, {1, 2}).count > 0);
  CHECK_THROWS_AS(loss({0}, {1, 2}), std::invalid_argument);
  CHECK_THROWS_AS(loss({0, 1}, {1}), std::invalid_argument);
}
