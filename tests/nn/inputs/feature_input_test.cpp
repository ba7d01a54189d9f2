#include "nn/inputs/feature_input.h"

#include <cmath>
#include <stdexcept>
#include <vector>

#include "catch.h"
#include "gradient_check.h"
#include "naive_weights.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::tests::check_gradient;
using seqlab::tests::RandomNumbers;
using seqlab::tests::slot_called;
using seqlab::tests::weighted_sum;

namespace {

struct Feature {
  Feature() : input(layout, "shape", 5, 3), weights(RandomNumbers(1).vector<double>(layout.size())) {}
  Matrix<double> forward() const {
    Matrix<double> output(3, index(rows.size()));
    input.forward(weights.data(), rows, output);
    return output;
  }
  Layout layout;
  FeatureInput<double> input;
  std::vector<double> weights;
  std::vector<std::uint32_t> rows{4, 0, 2, 2, 4, 4, 1};
};

}  // namespace

TEST_CASE("the column of a feature is the row of its value") {
  const Feature feature;
  const Slot& slot = slot_called(feature.layout, "shape.table");
  CHECK(slot.rows == 5);
  CHECK(slot.columns == 3);
  CHECK(slot.group == "features");
  const Matrix<double> output = feature.forward();
  for (std::size_t column = 0; column < feature.rows.size(); ++column) {
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(output(index(i), index(column)) == feature.weights[slot.offset + feature.rows[column] * 3 + i]);
    }
  }
}

TEST_CASE("a feature's gradient agrees with difference quotients, is added, and is zero for unused values") {
  Feature feature;
  const Matrix<double> doutput = RandomNumbers(2).matrix<double>(3, feature.rows.size());
  std::vector<double> gradient(feature.layout.size());
  feature.input.backward(feature.rows, doutput, gradient.data());
  check_gradient("table", feature.weights.data(), feature.weights.size(), gradient.data(),
                 [&] { return weighted_sum(feature.forward(), doutput); });
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(gradient[slot_called(feature.layout, "shape.table").offset + 3 * 3 + i] == 0);
  }
  std::vector<double> twice = gradient;
  feature.input.backward(feature.rows, doutput, twice.data());
  for (std::size_t i = 0; i < twice.size(); ++i) CHECK(twice[i] == Approx(2 * gradient[i]));
}

TEST_CASE("a feature is written into a block of rows of a larger input, and read from one") {
  const Feature feature;
  Matrix<double> input = Matrix<double>::Constant(6, index(feature.rows.size()), 7);
  feature.input.forward(feature.weights.data(), feature.rows, input.middleRows(2, 3));
  CHECK(input.middleRows(2, 3) == feature.forward());
  CHECK(input.topRows(2).isConstant(7));
  CHECK(input.bottomRows(1).isConstant(7));
  std::vector<double> gradient(feature.layout.size());
  std::vector<double> from_block(feature.layout.size());
  feature.input.backward(feature.rows, feature.forward(), gradient.data());
  feature.input.backward(feature.rows, input.middleRows(2, 3), from_block.data());
  CHECK(gradient == from_block);
}

TEST_CASE("a table of features is uniform initially, and equal for equal noise") {
  Layout layout;
  const FeatureInput<float> input(layout, "suffix", 200, 10);
  CHECK(input.values() == 200);
  CHECK(input.outputs() == 10);
  std::vector<float> weights(layout.size());
  input.initialise(weights.data(), Noise(1));
  const Eigen::Map<const Matrix<float>> vectors = input.vectors(weights.data());
  const float limit = std::sqrt(3.0F / 10);
  CHECK(vectors.cwiseAbs().maxCoeff() <= limit);
  CHECK(vectors.maxCoeff() > 0.99F * limit);
  CHECK(vectors.minCoeff() < -0.99F * limit);
  std::vector<float> again(layout.size());
  input.initialise(again.data(), Noise(1));
  CHECK(again == weights);
  input.initialise(again.data(), Noise(2));
  CHECK(again != weights);
}

TEST_CASE("a table of features needs a value and a dimension") {
  Layout layout;
  CHECK_THROWS_AS(FeatureInput<float>(layout, "a", 0, 3), std::invalid_argument);
  CHECK_THROWS_AS(FeatureInput<float>(layout, "b", 3, 0), std::invalid_argument);
}
