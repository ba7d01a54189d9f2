#include "nn/heads/chain.h"

#include <algorithm>
#include <cmath>

#include "kernels/chain_steps.h"
#include "kernels/outer_product.h"
#include "kernels/product.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// Sequences that share products.
constexpr std::size_t summed_together = 8;

template <class Scalar>
std::vector<Scalar> edge_logs(std::size_t labels, const Scalar* scores,
                              const std::vector<std::uint8_t>& mask) {
  std::vector<Scalar> edges(labels, Scalar{0});
  if (scores != nullptr) std::copy_n(scores, labels, edges.begin());
  for (std::size_t label = 0; label < mask.size(); ++label) {
    if (mask[label] == 0) edges[label] = log_zero<Scalar>;
  }
  return edges;
}

}  // namespace

template <class Scalar>
void Chain<Scalar>::prepare(std::size_t labels, const TransitionScores<Scalar>& scores,
                            const AllowedTransitions& allowed) {
  allowed.check(labels);
  labels_ = labels;
  start_ = edge_logs(labels, scores.start, allowed.start);
  end_ = edge_logs(labels, scores.end, allowed.end);
  transposed_.resize(labels * labels);
  for (std::size_t from = 0; from < labels; ++from) {
    for (std::size_t to = 0; to < labels; ++to) {
      const Scalar score = scores.between == nullptr ? Scalar{0} : scores.between[from * labels + to];
      transposed_[to * labels + from] = allowed.may_follow(from, to, labels) ? score : log_zero<Scalar>;
    }
  }
  exps_.resize(labels * labels);
  shifts_.resize(labels);
  std::vector<Scalar> shifted = transposed_;
  kernels::normalise_logs<Scalar>({labels, labels, labels}, shifted.data(), exps_.data(), shifts_.data());
  ahead_.pack(exps_.data(), labels, labels, labels);
  back_.pack_transposed(exps_.data(), labels, labels, labels);
}

template <class Scalar>
double Chain<Scalar>::log_sum(const Scalar* logs, std::size_t to) const {
  const Scalar* const transitions = transposed_.data() + to * labels_;
  const auto term = [&](std::size_t from) {
    return static_cast<double>(logs[from]) + static_cast<double>(transitions[from]);
  };
  double highest = log_zero<double>;
  for (std::size_t from = 0; from < labels_; ++from) highest = std::max(highest, term(from));
  if (highest == log_zero<double>) return highest;
  double sum = 0;
  for (std::size_t from = 0; from < labels_; ++from) sum += std::exp(term(from) - highest);
  return highest + std::log(sum);
}

template <class Scalar>
void Chain<Scalar>::forward(const Activations<Scalar>& scores, const Packing& packing, Tape& tape,
                            base::Pool& pool) const {
  const std::size_t columns = packing.columns();
  for (Activations<Scalar>* part : {&tape.logs, &tape.exps, &tape.sums, &tape.marginals, &tape.ratios}) {
    part->resize(labels_, columns);
  }
  tape.maxima.resize(columns);
  tape.exact.assign(columns, 0);
  tape.log_partition.assign(packing.sequences(), 0.0);
  each_piece(packing.sequences(), summed_together, pool,
             [&](std::size_t first, std::size_t end) { forward_block(scores, packing, first, end, tape); });
}

template <class Scalar>
void Chain<Scalar>::forward_block(const Activations<Scalar>& scores, const Packing& packing,
                                  std::size_t first, std::size_t end, Tape& tape) const {
  const std::size_t stride = scores.stride();
  std::size_t ended = end;  // sequences from here on have ended
  for (std::size_t step = 0; step < packing.length(first); ++step) {
    while (packing.length(ended - 1) <= step) --ended;
    const std::size_t column = packing.column(first, step);
    const kernels::ColumnShape shape{labels_, ended - first, stride};
    Scalar* const logs = tape.logs.column(column);
    if (step == 0) {
      for (std::size_t place = 0; place < shape.columns; ++place) {
        const Scalar* const own = scores.column(column + place);
        for (std::size_t label = 0; label < labels_; ++label) {
          logs[place * stride + label] = own[label] + start_[label];
        }
      }
    } else {
      const std::size_t before = packing.column(first, step - 1);
      Scalar* const sums = tape.sums.column(column);
      kernels::multiply<Scalar>(ahead_, tape.exps.column(before), stride, shape.columns, nullptr, sums,
                                stride);
      if (!kernels::add_log_of_sums(shape, sums, shifts_.data(), scores.column(column), logs)) {
        for (std::size_t place = 0; place < shape.columns; ++place) {
          for (std::size_t label = 0; label < labels_; ++label) {
            const std::size_t i = place * stride + label;
            if (!(sums[i] < kernels::least_sum<Scalar>)) continue;
            tape.exact[column + place] = 1;
            logs[i] = scores.column(column)[i] +
                      static_cast<Scalar>(log_sum(tape.logs.column(before + place), label));
          }
        }
      }
    }
    kernels::normalise_logs(shape, logs, tape.exps.column(column), &tape.maxima[column]);
    for (std::size_t packed = first; packed < ended; ++packed) {
      if (packing.length(packed) == step + 1) finish(packing, packed, tape);
    }
  }
}

// Computes ln Z, and e^(a + end) as the marginals of the last token, which backward() divides by their sum.
template <class Scalar>
void Chain<Scalar>::finish(const Packing& packing, std::size_t packed, Tape& tape) const {
  const std::size_t length = packing.length(packed);
  const std::size_t last = packing.column(packed, length - 1);
  Scalar* const logs = tape.ratios.column(last);
  Scalar* const exps = tape.marginals.column(last);
  for (std::size_t label = 0; label < labels_; ++label) {
    logs[label] = tape.logs.column(last)[label] + end_[label];
  }
  Scalar highest;
  kernels::normalise_logs({labels_, 1, tape.ratios.stride()}, logs, exps, &highest);
  double sum = 0;
  for (std::size_t label = 0; label < labels_; ++label) sum += static_cast<double>(exps[label]);
  double log_partition = static_cast<double>(highest) + std::log(sum);
  for (std::size_t step = 0; step < length; ++step) {
    log_partition += static_cast<double>(tape.maxima[packing.column(packed, step)]);
  }
  tape.log_partition[packed] = log_partition;
  std::fill_n(logs, labels_, Scalar{0});
}

template <class Scalar>
template <class Add>
void Chain<Scalar>::each_exact_pair(const Tape& tape, std::size_t before, std::size_t column,
                                    const Add& add) const {
  if (tape.exact[column] == 0) return;
  const Scalar* const logs = tape.logs.column(before);
  for (std::size_t to = 0; to < labels_; ++to) {
    const auto p = static_cast<double>(tape.marginals.column(column)[to]);
    if (!(tape.sums.column(column)[to] < kernels::least_sum<Scalar>) || !(p > 0)) continue;
    const double sum = log_sum(logs, to);
    for (std::size_t from = 0; from < labels_; ++from) {
      const double term =
          static_cast<double>(logs[from]) + static_cast<double>(transposed_[to * labels_ + from]);
      add(from, to, static_cast<Scalar>(p * std::exp(term - sum)));
    }
  }
}

template <class Scalar>
void Chain<Scalar>::backward(const Packing& packing, Tape& tape, base::Pool& pool) const {
  each_piece(packing.sequences(), summed_together, pool,
             [&](std::size_t first, std::size_t end) { backward_block(packing, first, end, tape); });
}

template <class Scalar>
void Chain<Scalar>::backward_block(const Packing& packing, std::size_t first, std::size_t end,
                                   Tape& tape) const {
  const std::size_t stride = tape.marginals.stride();
  std::size_t going_on = first;  // sequences before this one have a token at the next step
  for (std::size_t step = packing.length(first); step-- > 0;) {
    const std::size_t column = packing.column(first, step);
    Scalar* const p = tape.marginals.column(column);
    if (going_on > first) {
      const kernels::ColumnShape shape{labels_, going_on - first, stride};
      kernels::multiply<Scalar>(back_, tape.ratios.column(column), stride, shape.columns, nullptr, p, stride);
      kernels::multiply_columns<Scalar>(shape, tape.exps.column(column), p);
      for (std::size_t place = 0; place < shape.columns; ++place) {
        each_exact_pair(
            tape, column + place, packing.column(first, step + 1) + place,
            [&](std::size_t from, std::size_t, Scalar pair) { p[place * stride + from] += pair; });
      }
    }
    while (going_on < end && packing.length(going_on) > step) ++going_on;
    kernels::normalise_sums<Scalar>(
        {labels_, going_on - first, stride}, p, tape.sums.column(column),
        step == 0 ? nullptr : tape.ratios.column(packing.column(first, step - 1)));
  }
}

template <class Scalar>
void Chain<Scalar>::add_expected_transitions(const Packing& packing, Tape& tape,
                                             std::span<const Scalar> factors, Scalar* gradient,
                                             base::Pool& pool) const {
  for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
    for (std::size_t step = 1; step < packing.length(packed); ++step) {
      const std::size_t before = packing.column(packed, step - 1);
      tape.ratios.matrix().col(index(before)) *= factors[packed];
      each_exact_pair(tape, before, packing.column(packed, step),
                      [&](std::size_t from, std::size_t to, Scalar pair) {
                        gradient[from * labels_ + to] += factors[packed] * pair;
                      });
    }
  }
  // The sum over all columns of e^a_t-1(i) p_t(j) / s_t(j), then times e^T(i, j).
  std::vector<Scalar> products(labels_ * labels_, Scalar{0});
  const std::size_t rows = 4 * kernels::panel_rows<Scalar>();
  each_piece(labels_, rows, pool, [&](std::size_t first, std::size_t end) {
    const kernels::OuterTarget<Scalar> target{tape.ratios.column(0), tape.ratios.stride(), labels_,
                                              products.data() + first * labels_};
    kernels::Buffer<Scalar> scratch;
    kernels::add_outer_products<Scalar>(tape.exps.column(0) + first, tape.exps.stride(), end - first,
                                        packing.columns(), {&target, 1}, nullptr, scratch);
    for (std::size_t from = first; from < end; ++from) {
      for (std::size_t to = 0; to < labels_; ++to) {
        gradient[from * labels_ + to] += products[from * labels_ + to] * exps_[to * labels_ + from];
      }
    }
  });
}

template class Chain<Number>;

}  // namespace seqlab::nn
