// Batches of sequences of similar length.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/noise.h"

namespace seqlab::training {

// Cuts sequences, given by their indices, into batches. Those of a batch have similar lengths; `noise` makes
// the batches differ from epoch to epoch. lengths: of each index.
std::vector<std::vector<std::size_t>> length_batches(std::vector<std::size_t> sequences,
                                                     std::span<const std::size_t> lengths,
                                                     std::size_t batch_size, const base::Noise& noise);

}  // namespace seqlab::training
