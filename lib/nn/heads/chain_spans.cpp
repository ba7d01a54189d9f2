// Probabilities of spans. Read backwards, the chain is a Markov chain with
// p(y_t-1 = i | y_t = j) = e^(a_t-1(i) + T(i, j)) / sum_i' e^(a_t-1(i') + T(i', j)).
#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include "nn/heads/chain.h"

namespace seqlab::nn {

namespace {

void check_tokens(std::size_t begin, std::size_t tokens, std::size_t length) {
  if (begin <= length && tokens <= length - begin) return;
  throw std::invalid_argument("a span of " + std::to_string(tokens) + " tokens from token " +
                              std::to_string(begin) + " on does not fit a sequence of " +
                              std::to_string(length));
}

}  // namespace

template <class Scalar>
double Chain<Scalar>::span_probability(const Packing& packing, const Tape& tape, std::size_t packed,
                                       std::size_t begin, std::span<const std::int32_t> labels) const {
  check_tokens(begin, labels.size(), packing.length(packed));
  for (const std::int32_t label : labels) {
    if (label >= 0 && static_cast<std::size_t>(label) < labels_) continue;
    throw std::invalid_argument("there is no label " + std::to_string(label) + " among " +
                                std::to_string(labels_));
  }
  if (labels.empty()) return 1;
  const std::size_t end = begin + labels.size();
  double log_probability = std::log(
      static_cast<double>(tape.marginals.matrix()(labels.back(), index(packing.column(packed, end - 1)))));
  for (std::size_t step = end - 1; step > begin && log_probability > log_zero<double>; --step) {
    const Scalar* const logs = tape.logs.column(packing.column(packed, step - 1));
    const auto from = static_cast<std::size_t>(labels[step - 1 - begin]);
    const auto to = static_cast<std::size_t>(labels[step - begin]);
    log_probability += static_cast<double>(logs[from]) +
                       static_cast<double>(transposed_[to * labels_ + from]) - log_sum(logs, to);
  }
  return std::exp(log_probability);
}

template <class Scalar>
double Chain<Scalar>::span_probability(const Packing& packing, const Tape& tape, std::size_t packed,
                                       const LabelSpan& span, const SpanScheme& scheme) const {
  scheme.check(labels_);
  const std::size_t length = packing.length(packed);
  if (span.begin >= span.end) throw std::invalid_argument("a span needs a token");
  check_tokens(span.begin, span.end - span.begin, length);
  std::vector<std::size_t> members;  // the labels of the span's kind
  for (std::size_t label = 0; label < labels_; ++label) {
    if (scheme.kinds[label] == span.kind) members.push_back(label);
  }
  // Calls add(from, p(y_t = from | y_t+1 = to)) for the given labels `from` of a token.
  const auto each_before = [&](std::size_t token, std::size_t to, auto&& from_labels, const auto& add) {
    const Scalar* const logs = tape.logs.column(packing.column(packed, token));
    const double sum = log_sum(logs, to);
    if (sum == log_zero<double>) return;
    for (const std::size_t from : from_labels) {
      add(from, std::exp(static_cast<double>(logs[from]) +
                         static_cast<double>(transposed_[to * labels_ + from]) - sum));
    }
  };
  const auto marginals = [&](std::size_t token) {
    return tape.marginals.column(packing.column(packed, token));
  };

  // p(y_t = j, and the labels from t on match the span) for its labels j, from its last token to its first.
  std::vector<double> rest(labels_, 0);
  if (span.end == length) {
    for (const std::size_t label : members) rest[label] = static_cast<double>(marginals(length - 1)[label]);
  } else {
    for (std::size_t to = 0; to < labels_; ++to) {
      const auto p = static_cast<double>(marginals(span.end)[to]);
      if (!(p > 0)) continue;
      each_before(span.end - 1, to, members, [&](std::size_t from, double before) {
        if (!scheme.continues_span(from, to)) rest[from] += p * before;
      });
    }
  }
  std::vector<double> longer(labels_);
  for (std::size_t token = span.end - 1; token > span.begin; --token) {
    std::fill(longer.begin(), longer.end(), 0);
    for (const std::size_t to : members) {
      if (!(rest[to] > 0)) continue;
      each_before(token - 1, to, members, [&](std::size_t from, double before) {
        if (scheme.continues_span(from, to)) longer[from] += rest[to] * before;
      });
    }
    std::swap(rest, longer);
  }
  double probability = 0;
  std::vector<std::size_t> all(labels_);
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (const std::size_t to : members) {
    if (!(rest[to] > 0)) continue;
    if (span.begin == 0) {
      probability += rest[to];
      continue;
    }
    each_before(span.begin - 1, to, all, [&](std::size_t from, double before) {
      if (!scheme.continues_span(from, to)) probability += rest[to] * before;
    });
  }
  return std::min(probability, 1.0);
}

template double Chain<Number>::span_probability(const Packing&, const Tape&, std::size_t, std::size_t,
                                                std::span<const std::int32_t>) const;
template double Chain<Number>::span_probability(const Packing&, const Tape&, std::size_t, const LabelSpan&,
                                                const SpanScheme&) const;

}  // namespace seqlab::nn
