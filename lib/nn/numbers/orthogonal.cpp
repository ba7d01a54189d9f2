#include "nn/numbers/orthogonal.h"

#include <Eigen/QR>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace seqlab::nn {

Matrix<double> orthogonal_matrix(std::size_t size, const base::Noise& noise) {
  const Eigen::Index n = index(size);
  Matrix<double> gaussian(n, n);
  for (Eigen::Index element = 0; element < gaussian.size(); ++element) {
    const auto counter = static_cast<std::uint64_t>(2 * element);
    const double radius = std::sqrt(-2 * std::log(1 - noise.uniform(counter)));
    gaussian.data()[element] = radius * std::cos(2 * std::numbers::pi * noise.uniform(counter + 1));
  }
  const Eigen::HouseholderQR<Matrix<double>> qr(gaussian);
  Matrix<double> q = qr.householderQ();
  for (Eigen::Index column = 0; column < n; ++column) {
    if (qr.matrixQR()(column, column) < 0) q.col(column) *= -1;
  }
  return q;
}

}  // namespace seqlab::nn
