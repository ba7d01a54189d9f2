#include "nn/heads/viterbi.h"

#include <algorithm>
#include <limits>

#include "kernels/max_plus.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

constexpr std::size_t decoded_together = 8;

// Clamped as max_plus_step() does.
template <class Scalar>
Scalar bounded(Scalar score) {
  constexpr Scalar limit = kernels::largest_score<Scalar>;
  const Scalar raised = score > -limit ? score : -limit;
  return raised < limit ? raised : limit;
}

template <class Scalar>
std::vector<Scalar> edge_scores(std::size_t labels, const Scalar* scores,
                                const std::vector<std::uint8_t>& mask) {
  if (scores == nullptr && mask.empty()) return {};
  std::vector<Scalar> edges(labels, Scalar{0});
  for (std::size_t label = 0; label < labels; ++label) {
    if (scores != nullptr) edges[label] = bounded(scores[label]);
    if (!mask.empty() && mask[label] == 0) edges[label] = kernels::forbidden<Scalar>;
  }
  return edges;
}

}  // namespace

template <class Scalar>
Viterbi<Scalar>::Viterbi(std::size_t labels, const TransitionScores<Scalar>& scores,
                         const AllowedTransitions& allowed)
    : labels_(labels),
      allowed_(allowed),
      chained_(scores.between != nullptr || !allowed.between.empty()),
      scored_(scores.between != nullptr || scores.start != nullptr || scores.end != nullptr) {
  allowed.check(labels);
  start_ = edge_scores(labels, scores.start, allowed.start);
  end_ = edge_scores(labels, scores.end, allowed.end);
  if (!chained_) return;
  const std::size_t stride = kernels::max_plus_stride<Scalar>(labels);
  transitions_.resize(labels * stride);
  std::fill_n(transitions_.data(), labels * stride, kernels::forbidden<Scalar>);
  transposed_.resize(labels * labels);
  for (std::size_t from = 0; from < labels; ++from) {
    for (std::size_t to = 0; to < labels; ++to) {
      Scalar& score = transitions_.data()[from * stride + to];
      if (allowed.may_follow(from, to, labels)) {
        score = scores.between == nullptr ? Scalar{0} : bounded(scores.between[from * labels + to]);
      }
      transposed_[to * labels + from] = score;
    }
  }
}

template <class Scalar>
Scalar Viterbi<Scalar>::edge(std::size_t label, bool first, bool last) const {
  Scalar sum{0};
  if (first && !start_.empty()) sum += start_[label];
  if (last && !end_.empty()) sum += end_[label];
  return sum;
}

template <class Scalar>
Scalar Viterbi<Scalar>::token_score(Scalar score, std::size_t label, bool first, bool last) const {
  return bounded(score) + edge(label, first, last);
}

template <class Scalar>
void Viterbi<Scalar>::best_of_each(std::span<const Scalar* const> columns,
                                   std::span<std::int32_t> labels) const {
  for (std::size_t token = 0; token < columns.size(); ++token) {
    const bool first = token == 0;
    const bool last = token + 1 == columns.size();
    std::size_t best = 0;
    Scalar highest = log_zero<Scalar>;
    for (std::size_t label = 0; label < labels_; ++label) {
      const Scalar score = token_score(columns[token][label], label, first, last);
      if (!(score > highest)) continue;
      highest = score;
      best = label;
    }
    labels[token] = static_cast<std::int32_t>(best);
  }
}

template <class Scalar>
void Viterbi<Scalar>::search(std::span<const Scalar* const> columns, std::span<std::int32_t> labels) const {
  const std::size_t tokens = columns.size();
  const std::size_t stride = kernels::max_plus_stride<Scalar>(labels_);
  // Per token and label: the score of the best start that ends in it, relative to the best of all labels.
  kernels::Buffer<Scalar> buffer(tokens * stride);
  Scalar* const starts = buffer.data();
  Scalar highest = std::numeric_limits<Scalar>::lowest();
  for (std::size_t label = 0; label < labels_; ++label) {
    starts[label] = token_score(columns.front()[label], label, true, false);
    highest = std::max(highest, starts[label]);
  }
  for (std::size_t label = 0; label < labels_; ++label) starts[label] -= highest;
  for (std::size_t token = 1; token < tokens; ++token) {
    kernels::max_plus_step<Scalar>(transitions_.data(), labels_, starts + (token - 1) * stride,
                                   columns[token], starts + token * stride);
  }
  // The best label at `token`; scores: what each label gains from what follows it.
  const auto best_at = [&](std::size_t token, const Scalar* scores) {
    const Scalar* const own = starts + token * stride;
    std::size_t best = 0;
    Scalar best_score = log_zero<Scalar>;
    for (std::size_t label = 0; label < labels_; ++label) {
      const Scalar score = scores == nullptr ? own[label] : own[label] + scores[label];
      if (!(score > best_score)) continue;
      best_score = score;
      best = label;
    }
    return best;
  };
  std::size_t label = best_at(tokens - 1, end_.empty() ? nullptr : end_.data());
  labels[tokens - 1] = static_cast<std::int32_t>(label);
  for (std::size_t token = tokens - 1; token > 0; --token) {
    label = best_at(token - 1, transposed_.data() + label * labels_);
    labels[token - 1] = static_cast<std::int32_t>(label);
  }
}

template <class Scalar>
void Viterbi<Scalar>::best(std::span<const Scalar* const> columns, std::span<std::int32_t> labels) const {
  if (columns.empty()) return;
  if (!chained_ || !scored_) {
    best_of_each(columns, labels);
    if (!chained_ || allowed_.allows(labels, labels_)) return;
  }
  search(columns, labels);
}

template <class Scalar>
double Viterbi<Scalar>::score(std::span<const Scalar* const> columns,
                              std::span<const std::int32_t> labels) const {
  if (!allowed_.allows(labels, labels_)) return log_zero<double>;
  double sum = 0;
  for (std::size_t token = 0; token < columns.size(); ++token) {
    const auto label = static_cast<std::size_t>(labels[token]);
    sum += static_cast<double>(edge(label, token == 0, token + 1 == columns.size()));
    sum += static_cast<double>(columns[token][label]);
    if (chained_ && token > 0) {
      sum += static_cast<double>(transposed_[label * labels_ + static_cast<std::size_t>(labels[token - 1])]);
    }
  }
  return sum;
}

template <class Scalar>
std::vector<const Scalar*> sequence_columns(const Activations<Scalar>& values, const Packing& packing,
                                            std::size_t packed) {
  std::vector<const Scalar*> columns(packing.length(packed));
  for (std::size_t step = 0; step < columns.size(); ++step) {
    columns[step] = values.column(packing.column(packed, step));
  }
  return columns;
}

template <class Scalar>
void best_labels(const Viterbi<Scalar>& viterbi, const Activations<Scalar>& scores, const Packing& packing,
                 std::vector<std::int32_t>& labels, base::Pool& pool) {
  labels.resize(packing.columns());
  each_piece(packing.sequences(), decoded_together, pool, [&](std::size_t first, std::size_t end) {
    std::vector<std::int32_t> own;
    for (std::size_t packed = first; packed < end; ++packed) {
      const std::vector<const Scalar*> columns = sequence_columns(scores, packing, packed);
      own.resize(columns.size());
      viterbi.best(columns, own);
      for (std::size_t step = 0; step < own.size(); ++step) labels[packing.column(packed, step)] = own[step];
    }
  });
}

template class Viterbi<Number>;
template std::vector<const Number*> sequence_columns(const Activations<Number>&, const Packing&, std::size_t);
template void best_labels(const Viterbi<Number>&, const Activations<Number>&, const Packing&,
                          std::vector<std::int32_t>&, base::Pool&);

}  // namespace seqlab::nn
