// The gradient of a table of which a batch uses few rows.
#pragma once

#include <cstdint>
#include <vector>

#include "nn/numbers/activations.h"

namespace seqlab::nn {

// The gradient of the rows that a batch used.
template <class Scalar>
struct SparseGradient {
  std::vector<std::uint32_t> rows;  // distinct
  Activations<Scalar> values;       // [dimension x rows]
};

}  // namespace seqlab::nn
