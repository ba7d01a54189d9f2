// The n best sequences: each label of a token keeps the n best starts that end in it, each of which extends a
// start of the previous token.
#include <algorithm>
#include <numeric>
#include <utility>

#include "nn/heads/viterbi.h"

namespace seqlab::nn {

namespace {

// A start of a label sequence.
struct Start {
  double score = 0;
  std::int32_t label = 0;  // the last one
  std::size_t before = 0;  // the index of the start that it extends, among those of the previous token
};

// The starts that end at one token. Group g has those from begins[g] to begins[g + 1], best first. Each label
// is a group or, if labels do not depend on each other, all labels together are.
struct Starts {
  std::vector<Start> all;
  std::vector<std::size_t> begins{0};

  void end_group() { begins.push_back(all.size()); }
};

// The starts of a group that are not taken yet. Each gains `bonus` when extended.
struct Candidates {
  const Start* starts = nullptr;
  std::size_t next = 0;
  std::size_t end = 0;
  double bonus = 0;
  std::size_t label = 0;
  [[nodiscard]] double score() const { return starts[next].score + bonus; }
};

bool behind(const Candidates& a, const Candidates& b) {
  return a.score() != b.score() ? a.score() < b.score() : a.label > b.label;
}

Candidates candidates_of(const Starts& starts, std::size_t group, double bonus, std::size_t label) {
  return {starts.all.data(), starts.begins[group], starts.begins[group + 1], bonus, label};
}

// Calls take(label, place, score) for the n best of all candidates, best first, then by label.
template <class Take>
void take_best(std::vector<Candidates>& heap, std::size_t n, const Take& take) {
  std::erase_if(heap, [](const Candidates& candidates) { return candidates.next == candidates.end; });
  std::make_heap(heap.begin(), heap.end(), behind);
  for (std::size_t taken = 0; taken < n && !heap.empty(); ++taken) {
    std::pop_heap(heap.begin(), heap.end(), behind);
    Candidates& best = heap.back();
    take(best.label, best.next, best.score());
    if (++best.next == best.end) {
      heap.pop_back();
    } else {
      std::push_heap(heap.begin(), heap.end(), behind);
    }
  }
}

// The n labels with the highest scores.
std::vector<std::size_t> highest_labels(const std::vector<double>& scores, std::size_t n) {
  std::vector<std::size_t> labels(scores.size());
  std::iota(labels.begin(), labels.end(), std::size_t{0});
  const auto end = labels.begin() + static_cast<std::ptrdiff_t>(std::min(n, labels.size()));
  std::partial_sort(labels.begin(), end, labels.end(), [&](std::size_t a, std::size_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  labels.erase(end, labels.end());
  return labels;
}

// The labels of a start of the last token.
std::vector<std::int32_t> trace(const std::vector<Starts>& starts, std::size_t place) {
  std::vector<std::int32_t> labels(starts.size());
  for (std::size_t token = starts.size(); token-- > 0;) {
    const Start& start = starts[token].all[place];
    labels[token] = start.label;
    place = start.before;
  }
  return labels;
}

}  // namespace

template <class Scalar>
std::vector<LabelPath> Viterbi<Scalar>::n_best(std::span<const Scalar* const> columns, std::size_t n) const {
  if (n == 0) return {};
  if (columns.empty()) return {LabelPath{}};
  const Starts nothing{{Start{}}, {0, 1}};
  std::vector<Starts> starts(columns.size());
  std::vector<double> scores(labels_);
  std::vector<Candidates> heap;
  for (std::size_t token = 0; token < columns.size(); ++token) {
    const bool first = token == 0;
    const bool last = token + 1 == columns.size();
    for (std::size_t label = 0; label < labels_; ++label) {
      const bool here = (!first || allowed_.may_begin(label)) && (!last || allowed_.may_end(label));
      scores[label] = here ? static_cast<double>(token_score(columns[token][label], label, first, last))
                           : log_zero<double>;
    }
    const Starts& before = first ? nothing : starts[token - 1];
    Starts& now = starts[token];
    if (!chained_) {
      heap.clear();
      for (const std::size_t label : highest_labels(scores, n)) {
        if (scores[label] > log_zero<double>) heap.push_back(candidates_of(before, 0, scores[label], label));
      }
      take_best(heap, n, [&](std::size_t label, std::size_t place, double score) {
        now.all.push_back({score, static_cast<std::int32_t>(label), place});
      });
      now.end_group();
      continue;
    }
    for (std::size_t to = 0; to < labels_; ++to) {
      heap.clear();
      if (first && scores[to] > log_zero<double>) heap.push_back(candidates_of(before, 0, scores[to], to));
      for (std::size_t from = 0; !first && scores[to] > log_zero<double> && from < labels_; ++from) {
        if (!allowed_.may_follow(from, to, labels_)) continue;
        const double bonus = scores[to] + static_cast<double>(transposed_[to * labels_ + from]);
        heap.push_back(candidates_of(before, from, bonus, from));
      }
      take_best(heap, n, [&](std::size_t, std::size_t place, double score) {
        now.all.push_back({score, static_cast<std::int32_t>(to), place});
      });
      now.end_group();
    }
  }
  heap.clear();
  const Starts& whole = starts.back();
  for (std::size_t group = 0; group + 1 < whole.begins.size(); ++group) {
    heap.push_back(candidates_of(whole, group, 0, group));
  }
  std::vector<LabelPath> found;
  const auto add = [&](std::vector<std::int32_t> labels) {
    const double sum = score(columns, labels);
    found.push_back({std::move(labels), sum});
  };
  take_best(heap, n, [&](std::size_t, std::size_t place, double) { add(trace(starts, place)); });
  if (found.empty()) {
    std::vector<std::int32_t> labels(columns.size());
    best(columns, labels);
    add(std::move(labels));
  }
  return found;
}

template std::vector<LabelPath> Viterbi<Number>::n_best(std::span<const Number* const>, std::size_t) const;

}  // namespace seqlab::nn
