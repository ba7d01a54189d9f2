#include "nn/network.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "../kernels/each_instruction_set.h"
#include "as_matrices.h"
#include "catch.h"
#include "gradient_check.h"
#include "naive_network.h"
#include "naive_weights.h"
#include "nn/optimizer.h"
#include "ragged_lengths.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::matrix_of;
using seqlab::tests::naive_layers;
using seqlab::tests::naive_softmax;
using seqlab::tests::NaiveLayerOutput;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::pool_naively;
using seqlab::tests::probabilities_of;
using seqlab::tests::ragged_lengths;
using seqlab::tests::RandomNumbers;
using seqlab::tests::run_forward;
using seqlab::tests::run_naive_encoder;
using seqlab::tests::Tokens;
using seqlab::tests::tokens_of;

namespace {

const std::array<std::string, 4> tasks = {"tagger", "last", "mean", "max"};

NetworkShape shape_of(const std::string& task, std::size_t layers, std::size_t directions,
                      InitialState initial) {
  NetworkShape shape;
  shape.inputs = 3;
  shape.layers = layers;
  shape.recurrent.hidden = 2;
  shape.recurrent.directions = directions;
  shape.recurrent.initial = initial;
  shape.labels = 3;
  if (task != "tagger") shape.pooling = parse_pooling(task);
  return shape;
}

NetworkShape generated_shape() {
  const std::string task = GENERATE(from_range(tasks));
  const std::size_t layers = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3});
  const std::size_t directions = GENERATE(std::size_t{1}, std::size_t{2});
  const InitialState initial = GENERATE(InitialState::zero, InitialState::learned);
  INFO(task << ", " << layers << " layers, " << directions << " directions");
  return shape_of(task, layers, directions, initial);
}

struct Sequence {
  std::vector<std::uint32_t> words;
  std::vector<std::int32_t> gold;
  std::uint64_t identity = 0;
};

Batch batch_of(const std::vector<Sequence>& sequences, bool pooled) {
  std::vector<BatchSequence> views;
  for (const Sequence& sequence : sequences)
    views.push_back({sequence.words, sequence.gold, sequence.identity});
  return make_batch(views, pooled);
}

// A network with random weights and a table of vectors; sequences to run it on.
template <class Scalar>
struct Model {
  Model(const NetworkShape& its_shape, std::size_t words, const std::vector<std::size_t>& lengths,
        std::uint64_t seed = 0)
      : shape(its_shape),
        network(its_shape),
        random(its_shape.layers + 10 * its_shape.recurrent.directions + lengths.size() + 1000 * seed),
        weights(random.vector<Scalar>(network.layout().size())),
        table(random.matrix<Scalar>(its_shape.inputs, words)) {
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      Sequence sequence;
      sequence.identity = 50 + i;
      for (std::size_t token = 0; token < lengths[i]; ++token) {
        sequence.words.push_back(static_cast<std::uint32_t>(random.below(words)));
      }
      // One in a few has no gold label; where none at all is given, the sequence has none.
      if (i % 5 != 4) {
        for (std::size_t label = 0; label < (shape.pooling ? 1 : lengths[i]); ++label) {
          sequence.gold.push_back(static_cast<std::int32_t>(random.below(shape.labels + 1)) - 1);
        }
      }
      sequences.push_back(std::move(sequence));
    }
    // A batch whose labels all happen to be missing would test nothing.
    for (Sequence& sequence : sequences) {
      if (!sequence.gold.empty()) {
        sequence.gold.front() = 1;
        break;
      }
    }
  }

  Batch batch() const { return batch_of(sequences, shape.pooling.has_value()); }

  NetworkShape shape;
  Network<Scalar> network;
  RandomNumbers random;
  std::vector<Scalar> weights;
  Matrix<Scalar> table;
  std::vector<Sequence> sequences;
};

// Loss, gradient of the weights and of the table.
template <class Scalar>
struct Learned {
  Learned(const Model<Scalar>& model, const Batch& batch, const DropoutRates* dropout, std::size_t threads,
          std::uint64_t noise = 3)
      : gradient(model.network.layout().size()) {
    Pool pool(threads);
    typename Network<Scalar>::Workspace workspace;
    loss = model.network.loss(model.weights.data(), model.table, batch, dropout, Noise(noise),
                              gradient.data(), &table, workspace, pool);
  }
  LossSum loss;
  std::vector<Scalar> gradient;
  SparseGradient<Scalar> table;
};

// The probabilities of one sequence, from those of a batch.
template <class Scalar>
Matrix<Scalar> own_columns(const Matrix<Scalar>& probabilities, const Batch& batch, bool pooled,
                           std::size_t sequence) {
  if (pooled) return probabilities.col(index(sequence));
  return tokens_of(probabilities, batch.packing, sequence);
}

// The smallest distance between the two largest outputs of a row over a sequence's tokens.
double smallest_margin(const Model<double>& model, const Batch& batch, const DropoutRates* dropout,
                       const Noise& noise) {
  Layout layout;
  const Encoder<double> encoder(layout, "encoder", model.shape.inputs, model.shape.layers,
                                model.shape.recurrent, make_cell<double>("lstm"));
  Matrix<double> input(index(model.shape.inputs), index(batch.words.size()));
  for (std::size_t column = 0; column < batch.words.size(); ++column) {
    input.col(index(column)) = model.table.col(index(batch.words[column]));
  }
  std::vector<std::uint64_t> identities;
  for (const std::size_t sequence : batch.packing.order()) identities.push_back(batch.identities[sequence]);
  std::optional<DropoutPlan> plan;
  std::vector<States<double>> final;
  Pool pool(1);
  if (dropout != nullptr) {
    plan = {noise, identities, dropout->layers, dropout->kind};
    apply_dropout<double>(input, batch.packing, identities, noise.at(place_input), dropout->input,
                          dropout->kind, pool);
  }
  const std::vector<States<double>>* const initial = nullptr;
  const DropoutPlan* const drop = plan ? &*plan : nullptr;
  const Matrix<double> output = run_forward(encoder, model.weights, batch.packing, input, initial, final,
                                            static_cast<Encoder<double>::Tape*>(nullptr), pool, drop);
  double margin = 1;
  for (std::size_t sequence = 0; sequence < batch.packing.sequences(); ++sequence) {
    const Matrix<double> tokens = tokens_of(output, batch.packing, sequence);
    for (Eigen::Index row = 0; row < tokens.rows() && tokens.cols() > 1; ++row) {
      Vector<double> values = tokens.row(row);
      std::sort(values.data(), values.data() + values.size(), std::greater<>());
      margin = std::min(margin, values(0) - values(1));
    }
  }
  return margin;
}

// The first random model whose maxima stay where they are when a number moves a little.
Model<double> model_without_ties(const NetworkShape& shape, const DropoutRates* dropout) {
  for (std::uint64_t seed = 0;; ++seed) {
    Model<double> model(shape, 6, ragged_lengths, seed);
    if (shape.pooling != Pooling::max || smallest_margin(model, model.batch(), dropout, Noise(3)) > 1e-3) {
      return model;
    }
  }
}

}  // namespace

TEST_CASE("a batch is packed words, labels and identities") {
  const std::vector<Sequence> sequences = {{{7, 8}, {1, -1}, 100}, {{}, {}, 101}, {{1, 2, 3}, {}, 102}};
  const Batch tags = batch_of(sequences, false);
  CHECK(tags.words == std::vector<std::uint32_t>{1, 7, 2, 8, 3});
  CHECK(tags.gold == std::vector<std::int32_t>{-1, 1, -1, -1, -1});
  CHECK(tags.identities == std::vector<std::uint64_t>{100, 101, 102});
  CHECK(tags.packing.order() == std::vector<std::size_t>{2, 0, 1});

  const std::vector<Sequence> texts = {{{7, 8}, {2}, 100}, {{}, {0}, 101}, {{1, 2, 3}, {}, 102}};
  const Batch classes = batch_of(texts, true);
  CHECK(classes.words == tags.words);
  CHECK(classes.gold == std::vector<std::int32_t>{2, 0, -1});
}

TEST_CASE("an unknown cell, no layers or no units are refused") {
  NetworkShape shape = shape_of("tagger", 1, 1, InitialState::zero);
  shape.cell = "gru2";
  CHECK_THROWS_AS(Network<float>(shape), std::invalid_argument);
  CHECK_THROWS_AS(Network<float>(shape_of("tagger", 0, 1, InitialState::zero)), std::invalid_argument);
  CHECK_THROWS_AS(Network<float>(shape_of("tagger", 1, 3, InitialState::zero)), std::invalid_argument);
  CHECK(Network<float>(shape_of("tagger", 1, 2, InitialState::zero)).labels() == 3);
}

TEST_CASE("probabilities are what the equations say, for every task, depth and direction") {
  const NetworkShape shape = generated_shape();
  const Model<double> model(shape, 9, ragged_lengths);
  const Batch batch = model.batch();
  Pool pool(2);
  const Matrix<double> p = probabilities_of(model.network, model.weights, model.table, batch, pool);
  REQUIRE(p.rows() == 3);
  REQUIRE(p.cols() == index(shape.pooling ? batch.packing.sequences() : batch.packing.columns()));
  const Layout& layout = model.network.layout();
  const auto layers = naive_layers(layout, model.weights, "encoder", shape.layers, shape.recurrent);
  const Numbers weight = numbers_of(layout, model.weights, "head.weight");
  const Numbers bias = numbers_of(layout, model.weights, "head.bias");
  for (std::size_t sequence = 0; sequence < model.sequences.size(); ++sequence) {
    Tokens tokens;
    for (const std::uint32_t word : model.sequences[sequence].words)
      tokens.push_back(column_of(model.table, word));
    const NaiveLayerOutput top = run_naive_encoder(layers, tokens).back();
    std::vector<Numbers> expected;
    if (shape.pooling) {
      const std::string pooling = *shape.pooling == Pooling::last   ? "last"
                                  : *shape.pooling == Pooling::mean ? "mean"
                                                                    : "max";
      expected.push_back(naive_softmax(weight, bias, pool_naively(pooling, top)));
    } else {
      for (const Numbers& output : top.outputs) expected.push_back(naive_softmax(weight, bias, output));
    }
    const Matrix<double> own = own_columns(p, batch, shape.pooling.has_value(), sequence);
    REQUIRE(own.cols() == index(expected.size()));
    for (std::size_t column = 0; column < expected.size(); ++column) {
      CHECK(largest_difference(column_of(own, column), expected[column]) < 1e-14);
    }
  }
}

TEST_CASE(
    "the loss's gradients agree with difference quotients, for every task, depth, direction and dropout") {
  const NetworkShape shape = generated_shape();
  const std::optional<DropoutKind> kind =
      GENERATE(std::optional<DropoutKind>(), std::optional<DropoutKind>(DropoutKind::plain),
               std::optional<DropoutKind>(DropoutKind::variational));
  const DropoutRates rates{0.3, 0.25, 0.2, kind.value_or(DropoutKind::plain)};
  const DropoutRates* dropout = kind ? &rates : nullptr;
  Model<double> model = model_without_ties(shape, dropout);
  const Batch batch = model.batch();
  const Learned<double> learned(model, batch, dropout, 1);
  REQUIRE(learned.loss.count > 0);
  Pool pool(1);
  std::vector<double> unused(model.weights.size());
  Network<double>::Workspace workspace;
  const auto loss = [&] {
    const LossSum sum = model.network.loss(model.weights.data(), model.table, batch, dropout, Noise(3),
                                           unused.data(), nullptr, workspace, pool);
    return sum.sum / static_cast<double>(sum.count);
  };
  check_gradient("weights", model.weights.data(), model.weights.size(), learned.gradient.data(), loss);
  Matrix<double> dtable = Matrix<double>::Zero(model.table.rows(), model.table.cols());
  for (std::size_t i = 0; i < learned.table.rows.size(); ++i) {
    dtable.col(index(learned.table.rows[i])) = learned.table.values.matrix().col(index(i));
  }
  check_gradient("table", model.table, dtable, loss);
}

TEMPLATE_TEST_CASE(
    "a sequence gets the same probabilities to the last bit alone, in any batch and in any order", "", float,
    double) {
  NetworkShape shape = generated_shape();
  shape.recurrent.hidden = 9;
  const bool pooled = shape.pooling.has_value();
  const Model<TestType> model(shape, 30, {4, 0, 40, 1, 9, 9, 2, 17, 40, 5});
  Pool pool(2);
  std::vector<Matrix<TestType>> alone;
  for (const Sequence& sequence : model.sequences) {
    alone.push_back(
        probabilities_of(model.network, model.weights, model.table, batch_of({sequence}, pooled), pool));
  }
  for (const std::size_t size : std::vector<std::size_t>{2, 3, 10}) {
    for (std::size_t first = 0; first < 10; first += size) {
      std::vector<std::size_t> members;
      // 7 and 10 have no common divisor: every sequence comes once, far from its place.
      for (std::size_t i = first; i < std::min<std::size_t>(first + size, 10); ++i)
        members.push_back(7 * i % 10);
      std::vector<Sequence> sequences;
      for (const std::size_t member : members) sequences.push_back(model.sequences[member]);
      const Batch batch = batch_of(sequences, pooled);
      const Matrix<TestType> p = probabilities_of(model.network, model.weights, model.table, batch, pool);
      for (std::size_t place = 0; place < members.size(); ++place) {
        const Matrix<TestType> own = own_columns(p, batch, pooled, place);
        const Matrix<TestType>& expected = alone[members[place]];
        REQUIRE(own.cols() == expected.cols());
        CHECK(own == expected);
      }
    }
  }
}

TEST_CASE("the loss of a batch is the sum of its sequences' own, also with dropout") {
  const NetworkShape shape = generated_shape();
  const DropoutKind kind = GENERATE(DropoutKind::plain, DropoutKind::variational);
  const DropoutRates rates{0.3, 0.25, 0.2, kind};
  const Model<double> model(shape, 12, {4, 0, 11, 1, 9, 9, 2});
  const Learned<double> together(model, model.batch(), &rates, 2);
  LossSum sum;
  std::vector<double> gradient(model.weights.size());
  for (const Sequence& sequence : model.sequences) {
    const Learned<double> own(model, batch_of({sequence}, shape.pooling.has_value()), &rates, 1);
    sum += own.loss;
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      gradient[i] += own.gradient[i] * static_cast<double>(own.loss.count);
    }
  }
  CHECK(sum.count == together.loss.count);
  CHECK(sum.sum == Approx(together.loss.sum).epsilon(1e-12));
  for (double& value : gradient) value /= static_cast<double>(sum.count);
  CHECK(largest_difference(gradient, together.gradient) < 1e-13);
}

TEST_CASE("loss, gradients and probabilities are the same bit for bit for any number of threads") {
  const std::string task = GENERATE(from_range(tasks));
  NetworkShape shape = shape_of(task, 2, 2, InitialState::learned);
  shape.inputs = 13;
  shape.recurrent.hidden = 11;
  shape.labels = 5;
  std::vector<std::size_t> lengths(80);
  for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = i * i % 47;
  const Model<float> model(shape, 200, lengths);
  const Batch batch = model.batch();
  REQUIRE(batch.packing.columns() > 1100);
  const DropoutRates rates{0.1, 0.2, 0.3, DropoutKind::plain};
  const Learned<float> one(model, batch, &rates, 1);
  Pool single(1);
  const Matrix<float> p = probabilities_of(model.network, model.weights, model.table, batch, single);
  for (const std::size_t threads : std::vector<std::size_t>{1, 2, 3, 4, 2, 3}) {
    INFO(threads << " threads");
    const Learned<float> many(model, batch, &rates, threads);
    CHECK(many.loss.sum == one.loss.sum);
    CHECK(many.gradient == one.gradient);
    CHECK(many.table.rows == one.table.rows);
    CHECK(matrix_of(many.table.values) == matrix_of(one.table.values));
    Pool pool(threads);
    CHECK(probabilities_of(model.network, model.weights, model.table, batch, pool) == p);
  }
}

TEST_CASE("every instruction set gives the same probabilities and gradients, but for rounding") {
  const std::string task = GENERATE(from_range(tasks));
  const Model<double> model(shape_of(task, 2, 2, InitialState::learned), 50, {9, 30, 2, 17, 40, 1});
  const Batch batch = model.batch();
  const DropoutRates rates{0.1, 0.2, 0.3, DropoutKind::plain};
  Pool pool(2);
  const Matrix<double> p = probabilities_of(model.network, model.weights, model.table, batch, pool);
  const Learned<double> best(model, batch, &rates, 2);
  seqlab::tests::each_instruction_set([&](const std::string&) {
    const Matrix<double> own = probabilities_of(model.network, model.weights, model.table, batch, pool);
    CHECK((own - p).cwiseAbs().maxCoeff() < 1e-13);
    const Learned<double> learned(model, batch, &rates, 2);
    CHECK(learned.loss.sum == Approx(best.loss.sum).epsilon(1e-12));
    CHECK(largest_difference(learned.gradient, best.gradient) < 1e-12);
    CHECK((matrix_of(learned.table.values) - matrix_of(best.table.values)).cwiseAbs().maxCoeff() < 1e-12);
  });
}

TEST_CASE("one network may serve several threads at once") {
  const Model<float> model(shape_of("tagger", 2, 2, InitialState::learned), 50, {9, 30, 2, 17});
  const Batch batch = model.batch();
  const Learned<float> expected(model, batch, nullptr, 1);
  std::vector<int> equal(4, 0);
  std::vector<std::thread> callers;
  for (std::size_t caller = 0; caller < equal.size(); ++caller) {
    callers.emplace_back([&, caller] {
      for (int round = 0; round < 20; ++round) {
        const Learned<float> own(model, batch, nullptr, 1 + caller % 2);
        if (own.gradient == expected.gradient && own.loss.sum == expected.loss.sum) ++equal[caller];
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(equal == std::vector<int>(4, 20));
}

TEST_CASE("training and inference, with and without a tape, compute the same over several blocks") {
  const std::string task = GENERATE(from_range(tasks));
  const Model<double> model(shape_of(task, 2, 2, InitialState::learned), 40, {700, 3, 900, 0, 512});
  Batch batch = model.batch();
  std::fill(batch.gold.begin(), batch.gold.end(), 2);
  Pool pool(2);
  const Matrix<double> p = probabilities_of(model.network, model.weights, model.table, batch, pool);
  // One labelled column at a time shows its own probability through the loss.
  RandomNumbers random(5);
  const double all = Learned<double>(model, batch, nullptr, 2).loss.sum;
  CHECK(all == Approx(-p.row(2).array().log().sum()).epsilon(1e-12));
  for (int trial = 0; trial < 4; ++trial) {
    const std::size_t column = random.below(batch.gold.size());
    std::fill(batch.gold.begin(), batch.gold.end(), -1);
    batch.gold[column] = 1;
    const double taped = std::exp(-Learned<double>(model, batch, nullptr, 2).loss.sum);
    CHECK(std::abs(taped - p(1, index(column))) < 1e-12);
  }
}

TEST_CASE("a sequence of 100,000 tokens is labelled") {
  const std::string task = GENERATE(from_range(tasks));
  const Model<float> model(shape_of(task, 2, 2, InitialState::zero), 1000, {100'000, 3});
  Pool pool(2);
  const Matrix<float> p = probabilities_of(model.network, model.weights, model.table, model.batch(), pool);
  CHECK(p.cols() == (task == "tagger" ? 100'003 : 2));
  CHECK(p.allFinite());
  CHECK((p.colwise().sum().array() - 1).abs().maxCoeff() < 1e-5F);
}

TEST_CASE("dropout follows the noise, and rates of zero are none") {
  const Model<double> model(shape_of("mean", 2, 2, InitialState::zero), 20, {9, 5, 7});
  const Batch batch = model.batch();
  const DropoutRates none;
  CHECK(Learned<double>(model, batch, &none, 1).loss.sum ==
        Learned<double>(model, batch, nullptr, 1).loss.sum);
  for (const DropoutRates& rates :
       {DropoutRates{0.5, 0, 0, DropoutKind::plain}, DropoutRates{0, 0.5, 0, DropoutKind::plain},
        DropoutRates{0, 0, 0.5, DropoutKind::plain}, DropoutRates{0.5, 0, 0, DropoutKind::variational},
        DropoutRates{0, 0.5, 0, DropoutKind::variational}}) {
    const double first = Learned<double>(model, batch, &rates, 1, 3).loss.sum;
    CHECK(first == Learned<double>(model, batch, &rates, 1, 3).loss.sum);
    CHECK(first != Learned<double>(model, batch, &rates, 1, 4).loss.sum);
    CHECK(first != Learned<double>(model, batch, nullptr, 1).loss.sum);
  }
}

TEST_CASE("the gradient of the table names each touched row once and nothing else") {
  Model<double> model(shape_of("tagger", 1, 2, InitialState::zero), 100, {});
  model.sequences = {{{40, 7, 40}, {0, 1, 2}, 0}, {{99, 7}, {}, 1}};
  const DropoutRates rates{0.3, 0, 0, DropoutKind::plain};
  const bool drops = GENERATE(false, true);
  const Learned<double> learned(model, model.batch(), drops ? &rates : nullptr, 1);
  // In the order in which the packed batch has them.
  CHECK(learned.table.rows == std::vector<std::uint32_t>{40, 99, 7});
  const Matrix<double> values = matrix_of(learned.table.values);
  CHECK(values.cols() == 3);
  CHECK_FALSE(values.col(2).isZero(1e-6));
  // The second sequence has no labels, so word 99 was touched without effect.
  CHECK(values.col(1).isZero(0));
}

TEST_CASE("the loss adds to the gradient of the weights and replaces that of the table") {
  const Model<double> model(shape_of("max", 2, 2, InitialState::learned), 10, {3, 5, 2});
  const Batch batch = model.batch();
  Learned<double> learned(model, batch, nullptr, 1);
  const std::vector<double> once = learned.gradient;
  const Matrix<double> table = matrix_of(learned.table.values);
  Pool pool(1);
  Network<double>::Workspace workspace;
  model.network.loss(model.weights.data(), model.table, batch, nullptr, Noise(3), learned.gradient.data(),
                     &learned.table, workspace, pool);
  for (std::size_t i = 0; i < once.size(); ++i) {
    CHECK(learned.gradient[i] == Approx(2 * once[i]).epsilon(1e-12).margin(1e-14));
  }
  CHECK(matrix_of(learned.table.values) == table);
}

TEST_CASE("batches without sequences, tokens or labels are no trouble") {
  const std::string task = GENERATE(from_range(tasks));
  const bool pooled = task != "tagger";
  Model<double> model(shape_of(task, 2, 2, InitialState::learned), 10, {});
  const std::vector<std::vector<Sequence>> batches = {
      {}, {{{}, {}, 0}, {{}, {}, 1}}, {{{1, 2, 3}, {}, 0}, {{}, {}, 1}, {{4}, {}, 2}}};
  const DropoutRates rates{0.3, 0.3, 0.3, DropoutKind::variational};
  for (const std::vector<Sequence>& sequences : batches) {
    const Batch batch = batch_of(sequences, pooled);
    Pool pool(2);
    const Matrix<double> p = probabilities_of(model.network, model.weights, model.table, batch, pool);
    CHECK(p.cols() == index(pooled ? sequences.size() : batch.words.size()));
    CHECK(p.allFinite());
    const Learned<double> learned(model, batch, &rates, 2);
    CHECK(learned.loss.count == 0);
    CHECK(learned.loss.sum == 0);
    CHECK(learned.gradient == std::vector<double>(learned.gradient.size(), 0.0));
    CHECK(matrix_of(learned.table.values).isZero(0));
  }
}

TEST_CASE(
    "a text without tokens can have a label: mean and max learn the bias from it, last the initial state") {
  const std::string task = GENERATE(std::string("last"), std::string("mean"), std::string("max"));
  Model<double> model(shape_of(task, 2, 2, InitialState::learned), 10, {});
  model.sequences = {{{}, {2}, 0}};
  const Learned<double> learned(model, model.batch(), nullptr, 1);
  CHECK(learned.loss.count == 1);
  const Layout& layout = model.network.layout();
  const auto size_of = [&](const std::string& name) {
    double sum = 0;
    for (const double value : numbers_of(layout, learned.gradient, name)) sum += std::abs(value);
    return sum;
  };
  CHECK(size_of("head.bias") > 0);
  CHECK((size_of("encoder.1.back.initial.h") > 0) == (task == "last"));
  CHECK(size_of("encoder.1.back.initial.c") == 0);
  CHECK(size_of("encoder.0.ahead.initial.h") == 0);
}

TEST_CASE("equal noise starts a network equally, other noise otherwise") {
  const Network<float> network(shape_of("tagger", 2, 2, InitialState::zero));
  const std::vector<float> weights = network.initial_weights(Noise(1));
  CHECK(weights.size() == network.layout().size());
  CHECK(network.initial_weights(Noise(1)) == weights);
  CHECK(network.initial_weights(Noise(2)) != weights);
}

TEST_CASE("a network learns what only memory can tell: the word before the last") {
  const std::string task = GENERATE(std::string("tagger"), std::string("last"));
  NetworkShape shape = shape_of(task, 1, 1, InitialState::zero);
  shape.recurrent.hidden = 12;
  Model<float> model(shape, 3, {});
  RandomNumbers random(8);
  for (std::size_t i = 0; i < 30; ++i) {
    Sequence sequence;
    sequence.identity = i;
    for (std::size_t token = 0; token < 6; ++token) {
      sequence.words.push_back(static_cast<std::uint32_t>(random.below(3)));
      const bool known = token > 0;
      sequence.gold.push_back(known ? static_cast<std::int32_t>(sequence.words[token - 1]) : -1);
    }
    if (shape.pooling) sequence.gold = {static_cast<std::int32_t>(sequence.words[4])};
    model.sequences.push_back(std::move(sequence));
  }
  const Batch batch = model.batch();
  model.weights = model.network.initial_weights(Noise(1));
  OptimizerOptions options;
  Optimizer<float> optimizer(options, model.weights.size(), shape.inputs, 3);
  Pool pool(1);
  double first = 0;
  double last = 0;
  for (int step = 0; step < 150; ++step) {
    const Learned<float> learned(model, batch, nullptr, 1);
    last = learned.loss.sum / static_cast<double>(learned.loss.count);
    if (step == 0) first = last;
    optimizer.step(0.03, 1.0F, model.weights.data(), learned.gradient.data(), &model.table, &learned.table,
                   pool);
  }
  CHECK(first > 1);
  CHECK(last < 0.05);
}
