#include "nn/forecasting/regression_loss.h"

#include <cmath>

namespace seqlab::nn {

template <class Scalar>
LossSum regression_loss(RegressionLoss loss, const Activations<Scalar>& y, const Matrix<Scalar>& gold,
                        Activations<Scalar>& dy) {
  dy.resize(y.rows(), y.columns());
  LossSum sum{0, y.rows() * y.columns()};
  const Scalar share = 1 / static_cast<Scalar>(sum.count);
  for (std::size_t column = 0; column < y.columns(); ++column) {
    const Scalar* const predicted = y.column(column);
    const Scalar* const expected = gold.data() + column * y.rows();
    Scalar* const gradient = dy.column(column);
    for (std::size_t row = 0; row < y.rows(); ++row) {
      const Scalar error = predicted[row] - expected[row];
      if (loss == RegressionLoss::squared) {
        sum.sum += static_cast<double>(error) * static_cast<double>(error);
        gradient[row] = 2 * error * share;
      } else {
        sum.sum += std::abs(static_cast<double>(error));
        gradient[row] = error > 0 ? share : error < 0 ? -share : Scalar{0};
      }
    }
  }
  return sum;
}

template LossSum regression_loss<Number>(RegressionLoss, const Activations<Number>&, const Matrix<Number>&,
                                         Activations<Number>&);

}  // namespace seqlab::nn
