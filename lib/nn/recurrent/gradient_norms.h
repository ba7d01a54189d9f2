// How long gradients are by their distance from the end of a sequence.
#pragma once

#include <cstddef>
#include <vector>

#include "nn/numbers/activations.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

struct NormSum {
  double sum = 0;
  std::size_t sequences = 0;  // that have a token so far from their last

  [[nodiscard]] double mean() const { return sum / static_cast<double>(sequences); }
};

// norms[d] gains the norm of the gradient d tokens before the last one of each sequence. dh: dL/dh_t
// [h x columns], as backward() leaves it (ThroughTime::keep_dh); L is a sum over sequences.
template <class Scalar>
void add_norms(const Packing& packing, const Activations<Scalar>& dh, std::vector<NormSum>& norms) {
  if (norms.size() < packing.steps()) norms.resize(packing.steps());
  for (std::size_t place = 0; place < packing.sequences(); ++place) {
    const std::size_t length = packing.length(place);
    for (std::size_t distance = 0; distance < length; ++distance) {
      const std::size_t column = packing.column(place, length - 1 - distance);
      norms[distance].sum += dh.matrix().col(index(column)).template cast<double>().norm();
      ++norms[distance].sequences;
    }
  }
}

}  // namespace seqlab::nn
