// Random orthogonal matrices, for initial weights.
#pragma once

#include <cstddef>

#include "base/noise.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// [size x size], uniform over all orthogonal matrices: the Q of a Gaussian matrix's QR decomposition, with
// the sign of each column such that the diagonal of R is positive (Mezzadri 2007).
Matrix<double> orthogonal_matrix(std::size_t size, const base::Noise& noise);

}  // namespace seqlab::nn
