// The gradient of a table of which a batch touches few rows.
#pragma once

#include <cstdint>
#include <vector>

#include "nn/numbers/activations.h"

namespace seqlab::nn {

// The gradient of the rows of a table that a batch touched.
template <class Scalar>
struct SparseGradient {
  std::vector<std::uint32_t> rows;  // each once
  Activations<Scalar> values;       // [dimension x rows]
};

}  // namespace seqlab::nn
