// All inputs combined with all heads.
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "../kernels/each_instruction_set.h"
#include "as_matrices.h"
#include "catch.h"
#include "gradient_check.h"
#include "naive_prediction.h"
#include "naive_weights.h"
#include "network_cases.h"
#include "nn/network.h"
#include "ragged_lengths.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::Example;
using seqlab::tests::frozen_tables;
using seqlab::tests::largest_difference;
using seqlab::tests::Learned;
using seqlab::tests::matrix_of;
using seqlab::tests::NetworkCase;
using seqlab::tests::objective;
using seqlab::tests::predict_naively;
using seqlab::tests::predictions_of;
using seqlab::tests::ragged_lengths;
using seqlab::tests::slot_called;

namespace {

const std::array<std::string, 6> inputs = {
    "words", "words + cnn", "words + lstm", "words + features + cnn", "3 tables", "3 tables + cnn"};
const std::array<std::string, 4> heads = {"softmax", "crf", "both", "adaptive"};

TokenInputShape input_shape(const std::string& name) {
  TokenInputShape shape;
  shape.tables = {3};
  if (name.starts_with("3 tables")) shape.tables = {3, 2, 1};
  if (name != "words" && name != "3 tables") {
    CharacterShape& characters = shape.characters.emplace();
    characters.kind = name == "words + lstm" ? CharacterKind::lstm : CharacterKind::cnn;
    characters.alphabet = 5;
    characters.dimension = 2;
    characters.filters = 3;
    characters.hidden = 2;
  }
  if (name == "words + features + cnn") shape.features = {{"shape", 4, 2}, {"column", 2, 1}};
  return shape;
}

// As O, B and I: 2 neither begins a sequence nor follows 0. Besides, 1 does not end one.
AllowedTransitions some_transitions() {
  return {{1, 1, 0, 1, 1, 1, 1, 1, 1}, {1, 1, 0}, {1, 0, 1}};
}

std::vector<HeadShape> head_shapes(const std::string& name) {
  if (name == "softmax") return {{"head", 3, HeadKind::softmax, some_transitions()}};
  if (name == "adaptive") return {{"head", 4, HeadKind::adaptive, {}, 0.5, {1, 3}}};
  if (name == "crf") return {{"head", 3, HeadKind::crf, some_transitions()}};
  return {{"tags", 4, HeadKind::softmax, {}, 0.5}, {"names", 3, HeadKind::crf, some_transitions(), 2.0}};
}

NetworkShape shape_of(const std::string& input, const std::string& head, bool pooled) {
  INFO(input << ", " << head << (pooled ? ", a label a text" : ""));
  NetworkShape shape;
  shape.input = input_shape(input);
  shape.recurrent.hidden = 2;
  shape.heads = head_shapes(head);
  if (pooled) shape.pooling = Pooling::last;
  return shape;
}

NetworkShape generated_shape() {
  const std::string input = GENERATE(from_range(inputs));
  const std::string head = GENERATE(from_range(heads));
  const bool pooled = GENERATE(false, true);
  return shape_of(input, head, pooled);
}

template <class Scalar>
std::vector<Prediction<Scalar>> run_network(const NetworkCase<Scalar>& given, const Batch& batch,
                                            Pool& pool) {
  return predictions_of(given.network, given.weights, given.tables, batch, pool);
}

// A larger network, with longer sums.
NetworkShape wide_shape(const std::string& input) {
  NetworkShape shape = shape_of(input, "both", false);
  shape.layers = 2;
  shape.input.tables.front() = 13;
  shape.recurrent.hidden = 11;
  if (shape.input.characters) {
    shape.input.characters->alphabet = 40;
    shape.input.characters->filters = 21;
  }
  return shape;
}

// The columns of a prediction that belong to a sequence, given by its place in the caller's order.
std::vector<std::size_t> columns_of(const Batch& batch, bool pooled, std::size_t sequence) {
  if (pooled) return {sequence};
  std::vector<std::size_t> columns;
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    if (batch.packing.order()[packed] != sequence) continue;
    for (std::size_t step = 0; step < batch.packing.length(packed); ++step) {
      columns.push_back(batch.packing.column(packed, step));
    }
  }
  return columns;
}

}  // namespace

TEST_CASE("probabilities, labels and losses agree with the equations, for every input and head") {
  const NetworkShape shape = generated_shape();
  const NetworkCase<double> given(shape, 9, ragged_lengths);
  const Batch batch = given.batch();
  Pool pool(2);
  const auto predictions = run_network(given, batch, pool);
  const Learned<double> learned(given, batch, nullptr, 2);
  REQUIRE(predictions.size() == shape.heads.size());
  std::vector<LossSum> losses(shape.heads.size());
  for (std::size_t sequence = 0; sequence < given.examples.size(); ++sequence) {
    const auto expected = predict_naively(given, given.examples[sequence]);
    const auto columns = columns_of(batch, shape.pooling.has_value(), sequence);
    for (std::size_t head = 0; head < expected.size(); ++head) {
      losses[head] += expected[head].loss;
      REQUIRE(expected[head].labels.size() == columns.size());
      const Matrix<double> p = matrix_of(predictions[head].probabilities);
      for (std::size_t token = 0; token < columns.size(); ++token) {
        CHECK(predictions[head].labels[columns[token]] == expected[head].labels[token]);
        CHECK(largest_difference(column_of(p, columns[token]), expected[head].probabilities[token]) < 1e-13);
      }
    }
  }
  for (std::size_t head = 0; head < losses.size(); ++head) {
    CHECK(losses[head].count > 0);
    CHECK(learned.losses[head].count == losses[head].count);
    CHECK(learned.losses[head].sum == Approx(losses[head].sum).epsilon(1e-12));
  }
}

TEST_CASE("gradients agree with difference quotients, for every input, head and dropout") {
  const NetworkShape shape = generated_shape();
  const std::optional<DropoutKind> kind =
      GENERATE(std::optional<DropoutKind>(), std::optional<DropoutKind>(DropoutKind::plain),
               std::optional<DropoutKind>(DropoutKind::variational));
  const DropoutRates rates{0.3, 0.25, 0.2, kind.value_or(DropoutKind::plain)};
  const DropoutRates* const dropout = kind ? &rates : nullptr;
  NetworkCase<double> given(shape, 9, ragged_lengths);
  const Batch batch = given.batch();
  const Learned<double> learned(given, batch, dropout, 1);
  Pool pool(1);
  std::vector<double> unused(given.weights.size());
  Network<double>::Workspace workspace;
  const auto loss = [&] {
    return objective(shape, given.network.loss({.batch = batch,
                                                .weights = given.weights.data(),
                                                .tables = frozen_tables(given),
                                                .noise = Noise(3),
                                                .dropout = dropout,
                                                .gradient = unused.data()},
                                               workspace, pool));
  };
  for (const Slot& slot : given.network.layout().slots()) {
    if (shape.pooling && slot.name.ends_with(".transitions")) {
      // The label of a text follows no other.
      CHECK(window(learned.gradient.data(), slot).isZero(0));
      continue;
    }
    check_gradient(slot.name, given.weights.data() + slot.offset, slot.size(),
                   learned.gradient.data() + slot.offset, loss);
  }
  const auto check_table = [&](Matrix<double>& table, const SparseGradient<double>& of_rows) {
    Matrix<double> dtable = Matrix<double>::Zero(table.rows(), table.cols());
    for (std::size_t i = 0; i < of_rows.rows.size(); ++i) {
      dtable.col(index(of_rows.rows[i])) = of_rows.values.matrix().col(index(i));
    }
    check_gradient("table", table, dtable, loss);
  };
  for (std::size_t i = 0; i < given.tables.size(); ++i) check_table(given.tables[i], learned.tables[i]);
}

TEST_CASE("whether a table learns does not affect the gradients of the other tables and of the weights") {
  const std::string input = GENERATE("3 tables", "3 tables + cnn");
  const NetworkCase<double> given(shape_of(input, "softmax", false), 9, ragged_lengths);
  const Batch batch = given.batch();
  const DropoutRates rates{0.3, 0.25, 0.2, DropoutKind::plain};
  const Learned<double> all(given, batch, &rates, 1);
  Pool pool(1);
  for (const unsigned learning : {0U, 1U, 2U, 4U, 6U}) {
    Network<double>::Workspace workspace;
    std::vector<double> gradient(given.weights.size());
    std::vector<SparseGradient<double>> found(3);
    auto tables = frozen_tables(given);
    for (std::size_t i = 0; i < tables.size(); ++i) {
      if ((learning >> i & 1U) != 0) tables[i].gradient = &found[i];
    }
    given.network.loss({.batch = batch,
                        .weights = given.weights.data(),
                        .tables = tables,
                        .noise = Noise(3),
                        .dropout = &rates,
                        .gradient = gradient.data()},
                       workspace, pool);
    CHECK(gradient == all.gradient);
    for (std::size_t i = 0; i < tables.size(); ++i) {
      if (tables[i].gradient == nullptr) continue;
      CHECK(found[i].rows == all.tables[i].rows);
      CHECK(matrix_of(found[i].values) == matrix_of(all.tables[i].values));
    }
  }
}

TEST_CASE("another number of tables than the shape has is refused") {
  const NetworkCase<double> given(shape_of("3 tables", "softmax", false), 9, ragged_lengths);
  Network<double>::Workspace workspace;
  std::vector<double> gradient(given.weights.size());
  Pool pool(1);
  auto tables = frozen_tables(given);
  tables.pop_back();
  const Batch batch = given.batch();
  const TrainingStep<double> step{.batch = batch,
                                  .weights = given.weights.data(),
                                  .tables = tables,
                                  .noise = Noise(3),
                                  .gradient = gradient.data()};
  CHECK_THROWS_AS(given.network.loss(step, workspace, pool), std::invalid_argument);
}

TEMPLATE_TEST_CASE(
    "a sequence gets the same labels and bits of probabilities alone and in any batch, for every input and "
    "head",
    "", float, double) {
  NetworkShape shape = generated_shape();
  shape.recurrent.hidden = 9;
  const bool pooled = shape.pooling.has_value();
  const NetworkCase<TestType> given(shape, 30, {4, 0, 40, 1, 9, 9, 2, 17, 40, 5});
  Pool pool(2);
  std::vector<std::vector<Prediction<TestType>>> alone;
  for (const Example& example : given.examples) {
    alone.push_back(run_network(given, given.batch({example}), pool));
  }
  for (const std::size_t size : std::vector<std::size_t>{3, 10}) {
    for (std::size_t first = 0; first < 10; first += size) {
      std::vector<std::size_t> members;
      std::vector<Example> examples;
      for (std::size_t i = first; i < std::min<std::size_t>(first + size, 10); ++i) {
        members.push_back(7 * i % 10);
        examples.push_back(given.examples[members.back()]);
      }
      const Batch batch = given.batch(examples);
      const auto together = run_network(given, batch, pool);
      for (std::size_t place = 0; place < members.size(); ++place) {
        const auto columns = columns_of(batch, pooled, place);
        for (std::size_t head = 0; head < together.size(); ++head) {
          const Prediction<TestType>& own = alone[members[place]][head];
          REQUIRE(own.labels.size() == columns.size());
          std::size_t different = 0;
          for (std::size_t token = 0; token < columns.size(); ++token) {
            if (own.labels[token] != together[head].labels[columns[token]]) ++different;
            if (own.probabilities.matrix().col(index(token)) !=
                together[head].probabilities.matrix().col(index(columns[token]))) {
              ++different;
            }
          }
          CHECK(different == 0);
        }
      }
    }
  }
}

TEST_CASE("every input and head gives the same bits for any number of threads") {
  const std::string input = GENERATE(from_range(inputs));
  INFO(input);
  std::vector<std::size_t> lengths(80);
  for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = i * i % 47;
  const NetworkCase<float> given(wide_shape(input), 900, lengths);
  const Batch batch = given.batch();
  const DropoutRates rates{0.1, 0.2, 0.3, DropoutKind::plain};
  const Learned<float> one(given, batch, &rates, 1);
  Pool single(1);
  const auto expected = run_network(given, batch, single);
  for (const std::size_t threads : std::vector<std::size_t>{2, 3, 4}) {
    INFO(threads << " threads");
    const Learned<float> many(given, batch, &rates, threads);
    CHECK(many.gradient == one.gradient);
    for (std::size_t i = 0; i < one.tables.size(); ++i) {
      CHECK(many.tables[i].rows == one.tables[i].rows);
      CHECK(matrix_of(many.tables[i].values) == matrix_of(one.tables[i].values));
    }
    Pool pool(threads);
    const auto found = run_network(given, batch, pool);
    for (std::size_t head = 0; head < expected.size(); ++head) {
      CHECK(many.losses[head].sum == one.losses[head].sum);
      CHECK(found[head].labels == expected[head].labels);
      CHECK(matrix_of(found[head].probabilities) == matrix_of(expected[head].probabilities));
    }
  }
}

TEST_CASE("all instruction sets agree for every input and head, up to rounding") {
  const std::string input = GENERATE(from_range(inputs));
  INFO(input);
  const NetworkCase<double> given(wide_shape(input), 50, {9, 30, 2, 17, 40, 1});
  const Batch batch = given.batch();
  const DropoutRates rates{0.1, 0.2, 0.3, DropoutKind::plain};
  Pool pool(2);
  const auto expected = run_network(given, batch, pool);
  const Learned<double> best(given, batch, &rates, 2);
  seqlab::tests::each_instruction_set([&](const std::string&) {
    const auto found = run_network(given, batch, pool);
    const Learned<double> learned(given, batch, &rates, 2);
    for (std::size_t head = 0; head < expected.size(); ++head) {
      CHECK(found[head].labels == expected[head].labels);
      CHECK(
          (found[head].probabilities.matrix() - expected[head].probabilities.matrix()).cwiseAbs().maxCoeff() <
          1e-12);
      CHECK(learned.losses[head].sum == Approx(best.losses[head].sum).epsilon(1e-12));
    }
    CHECK(largest_difference(learned.gradient, best.gradient) < 1e-11);
    CHECK((matrix_of(learned.tables.front().values) - matrix_of(best.tables.front().values))
              .cwiseAbs()
              .maxCoeff() < 1e-11);
  });
}

TEST_CASE("a head's loss is the sum over its sequences, for every input, also with dropout") {
  const NetworkShape shape = generated_shape();
  const NetworkCase<double> given(shape, 12, {4, 0, 11, 1, 9, 9, 2});
  const DropoutRates rates{0.3, 0.25, 0.2, DropoutKind::variational};
  const Learned<double> together(given, given.batch(), &rates, 2);
  std::vector<LossSum> sums(shape.heads.size());
  for (const Example& example : given.examples) {
    const Learned<double> own(given, given.batch({example}), &rates, 1);
    for (std::size_t head = 0; head < sums.size(); ++head) sums[head] += own.losses[head];
  }
  for (std::size_t head = 0; head < sums.size(); ++head) {
    CHECK(sums[head].count == together.losses[head].count);
    CHECK(sums[head].sum == Approx(together.losses[head].sum).epsilon(1e-12));
  }
}

TEST_CASE("types that share a word's row share its gradient, and each row occurs once") {
  const std::string input = GENERATE(from_range(inputs));
  const NetworkCase<double> given(shape_of(input, "softmax", false), 9, {});
  // Unless only one table is read, the last three types share the rows of the first three.
  const std::vector<Example> examples = {{{8, 2, 4, 8}, {{0, 1, 2, 0}}, 0}};
  const Learned<double> learned(given, given.batch(examples), nullptr, 1);
  CHECK(learned.tables.front().rows ==
        (input == "words" ? std::vector<std::uint32_t>{8, 2, 4} : std::vector<std::uint32_t>{2, 4}));
}

TEST_CASE("a head without gold labels has no loss and no gradient") {
  const std::string input = GENERATE(from_range(inputs));
  NetworkCase<double> given(shape_of(input, "both", false), 9, ragged_lengths);
  for (Example& example : given.examples) example.gold[1].clear();
  const Learned<double> learned(given, given.batch(), nullptr, 1);
  CHECK(learned.losses[0].count > 0);
  CHECK(learned.losses[1].count == 0);
  CHECK(learned.losses[1].sum == 0);
  const Layout& layout = given.network.layout();
  for (const char* name : {"weight", "bias", "transitions", "start", "end"}) {
    const auto gradient = window(learned.gradient.data(), slot_called(layout, std::string("names.") + name));
    CHECK(gradient.isZero(0));
  }
  CHECK_FALSE(window(learned.gradient.data(), slot_called(layout, "tags.bias")).isZero(0));
}

TEST_CASE("batches without sequences, tokens or labels are valid for every input and head") {
  const NetworkShape shape = generated_shape();
  const bool pooled = shape.pooling.has_value();
  const NetworkCase<double> given(shape, 10, {});
  const std::vector<std::vector<Example>> batches = {
      {}, {{{}, {}, 0}, {{}, {}, 1}}, {{{1, 2, 3}, {}, 0}, {{}, {}, 1}, {{4}, {}, 2}}};
  const DropoutRates rates{0.3, 0.3, 0.3, DropoutKind::variational};
  Pool pool(2);
  for (const std::vector<Example>& examples : batches) {
    const Batch batch = given.batch(examples);
    for (const auto& prediction : run_network(given, batch, pool)) {
      CHECK(prediction.labels.size() == (pooled ? examples.size() : batch.tokens.size()));
      CHECK(prediction.probabilities.columns() == prediction.labels.size());
      CHECK(prediction.probabilities.matrix().allFinite());
    }
    const Learned<double> learned(given, batch, &rates, 2);
    for (const LossSum& loss : learned.losses) {
      CHECK(loss.count == 0);
      CHECK(loss.sum == 0);
    }
    CHECK(learned.gradient == std::vector<double>(learned.gradient.size(), 0.0));
    CHECK(matrix_of(learned.tables.front().values).isZero(0));
  }
}

TEST_CASE("another head or input does not change the initial weights of the others") {
  const Network<float> words(shape_of("words", "softmax", false));
  NetworkShape shape = shape_of("words", "softmax", false);
  shape.heads.push_back({"names", 3, HeadKind::crf, {}});
  const Network<float> two(shape);
  const auto weights_of = [](const Network<float>& network, const std::string& name) {
    const std::vector<float> weights = network.initial_weights(Noise(1));
    const Slot& slot = slot_called(network.layout(), name);
    const auto begin = weights.begin() + static_cast<std::ptrdiff_t>(slot.offset);
    return std::vector<float>(begin, begin + static_cast<std::ptrdiff_t>(slot.size()));
  };
  for (const Slot& slot : words.layout().slots()) {
    CHECK(weights_of(two, slot.name) == weights_of(words, slot.name));
  }
  CHECK(weights_of(two, "names.weight") != weights_of(two, "head.weight"));
  const Network<float> characters(shape_of("words + cnn", "softmax", false));
  const Network<float> features(shape_of("words + features + cnn", "softmax", false));
  for (const char* name : {"characters.table", "characters.filters", "encoder.0.ahead.recurrent"}) {
    CHECK(weights_of(features, name) == weights_of(characters, name));
  }
}
