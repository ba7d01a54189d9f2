// What a head says of a batch in training.
#pragma once

#include <cstddef>

namespace seqlab::nn {

// The sum of -log p(gold) and how many columns it is over.
struct LossSum {
  double sum = 0;
  std::size_t count = 0;
  LossSum& operator+=(const LossSum& other) {
    sum += other.sum;
    count += other.count;
    return *this;
  }
};

}  // namespace seqlab::nn
