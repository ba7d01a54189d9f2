#include "nn/recurrent/layer_output.h"

#include <stdexcept>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "layer_outputs.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::activations_of;
using seqlab::tests::layer_outputs;
using seqlab::tests::matrix_of;
using seqlab::tests::RandomNumbers;

TEST_CASE(
    "without connections and normalisation a layer's output and gradient are unchanged, and there are no "
    "weights") {
  Layout layout;
  const LayerOutput<double> output(layout, "layer", 4, {}, true);
  CHECK(layout.size() == 0);
  RandomNumbers random(1);
  const auto written = random.matrix<double>(4, 3);
  const auto dy = random.matrix<double>(4, 3);
  Pool pool(1);
  LayerOutput<double>::Prepared prepared;
  output.prepare_training(nullptr, prepared);
  LayerOutput<double>::Tape tape;
  Activations<double> y = activations_of(written);
  const Activations<double> x = activations_of(random.matrix<double>(4, 3));
  output.forward(nullptr, prepared, &x, y, &tape, pool);
  CHECK(matrix_of(y) == written);
  const auto dlayer = output.backward(prepared, &x, tape, dy, nullptr, pool);
  CHECK(dlayer.data() == dy.data());
  Activations<double> dx = activations_of(written);
  output.add_dinput(tape, dy, dx, pool);
  CHECK(matrix_of(dx) == written);
}

TEST_CASE("a layer whose input has another width is normalised without a connection") {
  for (const LayerOutputShape& shape : layer_outputs) {
    Layout layout;
    Layout alone;
    const LayerOutput<double> output(layout, "layer", 4, shape, false);
    const LayerOutput<double> plain(alone, "layer", 4, {Connections::none, shape.normalised}, false);
    REQUIRE(layout.size() == alone.size());
    RandomNumbers random(2);
    const auto weights = random.vector<double>(layout.size());
    Pool pool(1);
    std::vector<Matrix<double>> found;
    for (const LayerOutput<double>* const each : {&output, &plain}) {
      LayerOutput<double>::Prepared prepared;
      each->prepare(weights.data(), Precision::f32, prepared);
      Activations<double> y = activations_of(RandomNumbers(3).matrix<double>(4, 5));
      each->forward(weights.data(), prepared, nullptr, y, nullptr, pool);
      found.push_back(matrix_of(y));
    }
    CHECK(found[0] == found[1]);
  }
}
