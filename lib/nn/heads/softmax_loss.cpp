#include "nn/heads/softmax_loss.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/softmax.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// Turns a column of probabilities into factor (p - gold).
template <class Scalar>
LossSum differentiate(Activations<Scalar>& p, std::size_t column, std::int32_t label, double factor) {
  auto own = p.matrix().col(index(column));
  if (label < 0 || static_cast<std::size_t>(label) >= p.rows()) {
    own.setZero();
    return {};
  }
  const auto of_gold = static_cast<double>(own(label));
  own(label) -= Scalar{1};
  // In double, so that a factor of 1 / n is a division by n to the last bit of a float.
  own = (own.template cast<double>() * factor).template cast<Scalar>();
  // A NaN must reach the loss; std::max alone would hide it.
  return {std::isnan(of_gold) ? of_gold : -std::log(std::max(of_gold, 1e-37)), 1};
}

}  // namespace

template <class Scalar>
LossSum differentiate_softmax(Activations<Scalar>& scores, std::span<const std::int32_t> gold,
                              std::span<const double> factors, base::Pool& pool) {
  const std::size_t columns = scores.columns();
  std::vector<LossSum> parts(pieces_of(columns, piece_columns));
  each_piece(columns, piece_columns, pool, [&](std::size_t first, std::size_t end) {
    LossSum& part = parts[first / piece_columns];
    kernels::softmax_columns(scores.column(first), scores.stride(), scores.rows(), end - first);
    for (std::size_t column = first; column < end; ++column) {
      part += differentiate(scores, column, gold[column], factors[column]);
    }
  });
  LossSum loss;
  for (const LossSum& part : parts) loss += part;
  return loss;
}

template <class Scalar>
void add_log_probabilities(const Activations<Scalar>& scores, std::span<const std::int32_t> gold,
                           std::span<double> log_probabilities) {
  for (std::size_t column = 0; column < scores.columns(); ++column) {
    const auto label = static_cast<std::size_t>(gold[column]);
    if (label >= scores.rows()) continue;
    const Scalar* const own = scores.column(column);
    double sum = 0;
    kernels::log_sum_exp(own, scores.stride(), scores.rows(), 1, &sum);
    log_probabilities[column] += static_cast<double>(own[label]) - sum;
  }
}

template LossSum differentiate_softmax(Activations<Number>&, std::span<const std::int32_t>,
                                       std::span<const double>, base::Pool&);
template void add_log_probabilities(const Activations<Number>&, std::span<const std::int32_t>,
                                    std::span<double>);

}  // namespace seqlab::nn
