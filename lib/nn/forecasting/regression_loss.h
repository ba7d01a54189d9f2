// How far numbers are from those that were to be predicted, and the gradient of that.
#pragma once

#include "nn/choices.h"
#include "nn/heads/batch_loss.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// The sum of the losses l(e), e = y - gold, over all numbers of two matrices of the same shape:
//
//   squared   l = e^2
//   absolute  l = |e|
//
// Writes the gradient of their mean to dy; that of |e| is 0 at e = 0.
template <class Scalar>
LossSum regression_loss(RegressionLoss loss, const Activations<Scalar>& y, const Matrix<Scalar>& gold,
                        Activations<Scalar>& dy);

}  // namespace seqlab::nn
