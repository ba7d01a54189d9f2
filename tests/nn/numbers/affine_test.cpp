#include "nn/numbers/affine.h"

#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::matrix_of;
using seqlab::tests::RandomNumbers;

TEST_CASE("a map by a transposed matrix does what one by the matrix does, with the transposed gradient") {
  constexpr std::size_t inputs = 70;
  constexpr std::size_t outputs = 201;
  constexpr std::size_t columns = 300;
  Layout layout;
  const Slot stored = layout.add("stored", outputs, inputs, "head");
  const Slot turned = layout.add("turned", inputs, outputs, "head");
  const Affine<double> plain({.weight = stored});
  const Affine<double> transposed({.weight = turned, .transposed = true});
  CHECK(transposed.inputs() == inputs);
  CHECK(transposed.outputs() == outputs);
  RandomNumbers random(1);
  std::vector<double> weights = random.vector<double>(layout.size());
  window(weights.data(), turned) = window(weights.data(), stored).transpose();
  const Matrix<double> x = random.matrix<double>(inputs, columns);
  const Activations<double> dy = seqlab::tests::activations_of(random.matrix<double>(outputs, columns));
  Pool pool(2);
  const auto run = [&](const Affine<double>& map, const Slot& slot) {
    Affine<double>::Prepared prepared;
    map.prepare(weights.data(), true, prepared);
    Activations<double> y, dx;
    map.forward(weights.data(), prepared, x, y, pool);
    std::vector<double> gradient(layout.size(), 1.0);
    map.backward(prepared, x, dy, gradient.data(), dx, pool);
    return std::vector<Matrix<double>>{matrix_of(y), matrix_of(dx), window(gradient.data(), slot)};
  };
  const std::vector<Matrix<double>> expected = run(plain, stored);
  const std::vector<Matrix<double>> found = run(transposed, turned);
  CHECK(found[0] == expected[0]);
  CHECK(found[1] == expected[1]);
  CHECK((found[2].transpose() - expected[2]).cwiseAbs().maxCoeff() < 1e-12);
  const Matrix<double> v = window(weights.data(), stored);
  CHECK((expected[0] - v * x).cwiseAbs().maxCoeff() < 1e-12);
  CHECK((expected[1] - v.transpose() * dy.matrix()).cwiseAbs().maxCoeff() < 1e-12);
  CHECK(((expected[2].array() - 1).matrix() - dy.matrix() * x.transpose()).cwiseAbs().maxCoeff() < 1e-11);
}

TEST_CASE("a gradient can be added to that of the input") {
  Layout layout;
  const Affine<double> map(layout, "map", 5, 3);
  RandomNumbers random(1);
  const std::vector<double> weights = random.vector<double>(layout.size());
  const Matrix<double> x = random.matrix<double>(5, 140);
  const Matrix<double> dy = random.matrix<double>(3, 140);
  Matrix<double> dx = random.matrix<double>(5, 140);
  const Matrix<double> before = dx;
  Pool pool(2);
  Affine<double>::Prepared prepared;
  map.prepare(weights.data(), true, prepared);
  std::vector<double> gradient(layout.size());
  map.backward(prepared, {x.data(), 5}, {dy.data(), 3}, 140, gradient.data(), {dx.data(), 5}, true, pool);
  const Matrix<double> v = window(weights.data(), layout.slots().front());
  CHECK((dx - before - v.transpose() * dy).cwiseAbs().maxCoeff() < 1e-13);
}
