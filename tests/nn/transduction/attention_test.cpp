#include "nn/transduction/attention.h"

#include <algorithm>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "gradient_check.h"
#include "naive_transduction.h"
#include "naive_weights.h"
#include "ragged_lengths.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::activations_of;
using seqlab::tests::attend_naively;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::largest_difference;
using seqlab::tests::matrix_of;
using seqlab::tests::NaiveAttended;
using seqlab::tests::NaiveGlobalAttention;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::pack_tokens;
using seqlab::tests::packing_of;
using seqlab::tests::ragged_lengths;
using seqlab::tests::RandomNumbers;
using seqlab::tests::Tokens;
using seqlab::tests::tokens_of;
using seqlab::tests::weighted_sum;

namespace {

constexpr std::size_t memory_rows = 5;
constexpr std::size_t query_rows = 3;
constexpr std::size_t output_rows = 4;

// Sources and targets of any lengths, also a source without tokens; each target has one.
template <class Scalar>
struct AttentionCase {
  explicit AttentionCase(const std::vector<std::size_t>& source_lengths = ragged_lengths,
                         const std::vector<std::size_t>& target_lengths = {1, 5, 2, 4, 1, 3})
      : attention(layout, "attention", memory_rows, query_rows, output_rows), random(7) {
    weights = random.vector<Scalar>(layout.size());
    for (std::size_t i = 0; i < source_lengths.size(); ++i) {
      sources.push_back(random.matrix<Scalar>(memory_rows, source_lengths[i]));
      targets.push_back(random.matrix<Scalar>(query_rows, target_lengths[i]));
    }
  }

  Layout layout;
  Attention<Scalar> attention;
  RandomNumbers random;
  std::vector<Scalar> weights;
  std::vector<Matrix<Scalar>> sources, targets;  // a sequence each
};

// A batch in both packings.
template <class Scalar>
struct Packed {
  Packed(const std::vector<Matrix<Scalar>>& sources, const std::vector<Matrix<Scalar>>& targets)
      : source(packing_of(sources)),
        target(packing_of(targets)),
        memory(pack_tokens(sources, source)),
        y(pack_tokens(targets, target)) {
    const std::vector<std::size_t> own = source.places();
    for (const std::size_t sequence : target.order()) places.push_back(own[sequence]);
  }
  [[nodiscard]] AttentionPlan plan() const { return {source, target, places}; }

  Packing source, target;
  Matrix<Scalar> memory, y;
  std::vector<std::size_t> places;
};

template <class Scalar>
Matrix<Scalar> attend(const AttentionCase<Scalar>& given, const Packed<Scalar>& packed,
                      typename Attention<Scalar>::Tape& tape, Pool& pool) {
  typename Attention<Scalar>::Prepared prepared;
  given.attention.prepare(given.weights.data(), false, prepared);
  Activations<Scalar> o;
  given.attention.forward(given.weights.data(), prepared, packed.plan(), packed.memory, packed.y, tape, o,
                          pool);
  return matrix_of(o);
}

// The gradients for given gradients of the outputs.
template <class Scalar>
struct Gradients {
  Gradients(const AttentionCase<Scalar>& given, const Packed<Scalar>& packed, const Matrix<Scalar>& doutput,
            std::size_t threads)
      : weights(given.layout.size()) {
    Pool pool(threads);
    typename Attention<Scalar>::Prepared prepared;
    given.attention.prepare(given.weights.data(), true, prepared);
    typename Attention<Scalar>::Tape tape;
    Activations<Scalar> o;
    given.attention.forward(given.weights.data(), prepared, packed.plan(), packed.memory, packed.y, tape, o,
                            pool);
    output = o.matrix();
    Activations<Scalar> d = activations_of(doutput);
    Activations<Scalar> dm;
    dy = given.attention.backward(prepared, packed.plan(), packed.memory, packed.y, o, d, tape,
                                  weights.data(), dm, pool);
    dmemory = dm.matrix();
  }
  std::vector<Scalar> weights;
  Matrix<Scalar> output, dy, dmemory;
};

Tokens columns_of(const Matrix<double>& matrix) {
  Tokens columns;
  for (std::size_t i = 0; i < static_cast<std::size_t>(matrix.cols()); ++i) {
    columns.push_back(column_of(matrix, i));
  }
  return columns;
}

}  // namespace

TEST_CASE("attention agrees with the equations: outputs and weights") {
  const AttentionCase<double> given;
  const Packed<double> packed(given.sources, given.targets);
  Pool pool(2);
  Attention<double>::Tape tape;
  const Matrix<double> output = attend(given, packed, tape, pool);
  const NaiveGlobalAttention naive{numbers_of(given.layout, given.weights, "attention.general"),
                                   numbers_of(given.layout, given.weights, "attention.join.weight"),
                                   numbers_of(given.layout, given.weights, "attention.join.bias")};
  for (std::size_t place = 0; place < packed.target.sequences(); ++place) {
    const std::size_t sequence = packed.target.order()[place];
    const Tokens memory = columns_of(given.sources[sequence]);
    const Matrix<double> own = tokens_of(output, packed.target, sequence);
    REQUIRE(own.cols() == given.targets[sequence].cols());
    for (std::size_t token = 0; token < packed.target.length(place); ++token) {
      const NaiveAttended expected = attend_naively(naive, memory, column_of(given.targets[sequence], token));
      CHECK(largest_difference(column_of(own, token), expected.output) < 1e-14);
      const double* const shares = tape.weights_of(packed.plan(), place, token);
      CHECK(largest_difference(Numbers(shares, shares + memory.size()), expected.weights) < 1e-14);
    }
  }
}

TEST_CASE("attention's gradients agree with difference quotients") {
  AttentionCase<double> given;
  Packed<double> packed(given.sources, given.targets);
  const Matrix<double> doutput = given.random.matrix<double>(output_rows, packed.target.columns());
  Pool pool(1);
  Attention<double>::Tape tape;
  const auto loss = [&] { return weighted_sum(attend(given, packed, tape, pool), doutput); };
  const Gradients<double> gradients(given, packed, doutput, 2);
  check_gradient("weights", given.weights.data(), given.weights.size(), gradients.weights.data(), loss);
  check_gradient("source", packed.memory, gradients.dmemory, loss);
  check_gradient("target", packed.y, gradients.dy, loss);
}

TEST_CASE("attention gives a sequence the same alone and in a batch, bit for bit, forward and backward") {
  AttentionCase<float> given;
  const Packed<float> all(given.sources, given.targets);
  const Matrix<float> doutput = given.random.matrix<float>(output_rows, all.target.columns());
  const Gradients<float> together(given, all, doutput, 2);
  for (std::size_t sequence = 0; sequence < given.sources.size(); ++sequence) {
    const Packed<float> one({given.sources[sequence]}, {given.targets[sequence]});
    const Gradients<float> alone(given, one, tokens_of(doutput, all.target, sequence), 1);
    CHECK(alone.output == tokens_of(together.output, all.target, sequence));
    CHECK(alone.dy == tokens_of(together.dy, all.target, sequence));
    CHECK(alone.dmemory == tokens_of(together.dmemory, all.source, sequence));
  }
}

TEST_CASE("attention does not depend on the number of threads") {
  std::vector<std::size_t> lengths(70);
  for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = i * 7 % 11;
  std::vector<std::size_t> target_lengths(lengths.size());
  for (std::size_t i = 0; i < lengths.size(); ++i) target_lengths[i] = 1 + i * 5 % 9;
  AttentionCase<float> given(lengths, target_lengths);
  const Packed<float> packed(given.sources, given.targets);
  const Matrix<float> doutput = given.random.matrix<float>(output_rows, packed.target.columns());
  const Gradients<float> one(given, packed, doutput, 1);
  for (const std::size_t threads : {2U, 5U}) {
    const Gradients<float> more(given, packed, doutput, threads);
    CHECK(more.output == one.output);
    CHECK(more.weights == one.weights);
    CHECK(more.dy == one.dy);
    CHECK(more.dmemory == one.dmemory);
  }
}

TEST_CASE("a target that attends to no token reads a context of zeros") {
  const AttentionCase<double> given({0}, {2});
  const Packed<double> packed(given.sources, given.targets);
  Pool pool(1);
  Attention<double>::Tape tape;
  const Matrix<double> output = attend(given, packed, tape, pool);
  CHECK(tape.joined.matrix().bottomRows(memory_rows).isZero(0));
  CHECK(output.cols() == 2);
  CHECK(output.array().isFinite().all());
}
