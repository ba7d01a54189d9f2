// Losses of columns of scores, each with a label of its own, as softmax heads compute them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/pool.h"
#include "nn/heads/batch_loss.h"
#include "nn/numbers/activations.h"

namespace seqlab::nn {

// Scores in memory at a time, per thread, when only those of gold labels are wanted.
constexpr std::size_t scores_at_a_time = std::size_t{1} << 21U;

// The sum of -ln p(gold) over columns of scores, with p = softmax(scores). The scores [rows x columns] become
// factor (p - gold), the gradient; 0 in a column whose gold label is outside [0, rows), which has no loss.
template <class Scalar>
LossSum differentiate_softmax(Activations<Scalar>& scores, std::span<const std::int32_t> gold,
                              std::span<const double> factors, base::Pool& pool);

// Adds ln p(gold) of each column of scores to a number; nothing without a gold label.
template <class Scalar>
void add_log_probabilities(const Activations<Scalar>& scores, std::span<const std::int32_t> gold,
                           std::span<double> log_probabilities);

}  // namespace seqlab::nn
