// The n best sequences: each label of a token keeps the n best starts that end in it, each of which extends a
// start of the previous token.
//
// Only the scores of the last token's starts are needed to go on, and the links between starts only to go
// back at the end. So the tokens are cut into blocks: the scores at the end of each block are kept, and the
// links of one block at a time are computed from those, the last block's first. A sequence of T tokens takes
// the memory of O(sqrt T) tokens, besides its n label sequences.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "nn/heads/viterbi.h"

namespace seqlab::nn {

namespace {

// The links of a block may take so much, even if blocks of the square root of all tokens are shorter: then
// sequences of ordinary length are one block, and nothing is computed twice.
constexpr std::size_t block_bytes = std::size_t{8} << 20U;

// The end of a start of a label sequence.
struct Link {
  std::int32_t label = 0;    // the last one
  std::uint32_t before = 0;  // the index of the start that it extends, among those of the previous token
};
constexpr std::size_t most_starts = std::numeric_limits<std::uint32_t>::max();

// The scores of the starts that end at one token. Group g has those from begins[g] to begins[g + 1], best
// first. Each label is a group or, if labels do not depend on each other, all labels together are.
struct Starts {
  std::vector<double> scores;
  std::vector<std::size_t> begins{0};

  void clear() {
    scores.clear();
    begins.assign(1, 0);
  }
  void end_group() { begins.push_back(scores.size()); }
};

// The starts of a group that are not taken yet. Each gains `bonus` when extended.
struct Candidates {
  const double* scores = nullptr;
  std::size_t next = 0;
  std::size_t end = 0;
  double bonus = 0;
  std::size_t label = 0;
  [[nodiscard]] double score() const { return scores[next] + bonus; }
};

bool behind(const Candidates& a, const Candidates& b) {
  return a.score() != b.score() ? a.score() < b.score() : a.label > b.label;
}

Candidates candidates_of(const Starts& starts, std::size_t group, double bonus, std::size_t label) {
  return {starts.scores.data(), starts.begins[group], starts.begins[group + 1], bonus, label};
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

// Tokens per block; starts: the most that a token has.
std::size_t block_length(std::size_t tokens, std::size_t starts) {
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(tokens)));
  return std::clamp(block_bytes / (starts * sizeof(Link)), root + 1, std::max(root + 1, tokens));
}

}  // namespace

template <class Scalar>
std::vector<LabelPath> Viterbi<Scalar>::n_best(std::span<const Scalar* const> columns, std::size_t n) const {
  if (n == 0) return {};
  if (columns.empty()) return {LabelPath{}};
  const std::size_t tokens = columns.size();
  n = std::min(n, most_starts / std::max<std::size_t>(labels_, 1));
  std::vector<double> scores(labels_);
  std::vector<Candidates> heap;
  // Writes the starts that end at a token, which extend those of the token before.
  const auto extend = [&](std::size_t token, const Starts& before, Starts& now, std::vector<Link>& links) {
    const bool first = token == 0;
    const bool last = token + 1 == tokens;
    now.clear();
    links.clear();
    const auto take = [&](std::size_t label, std::size_t place, double score) {
      now.scores.push_back(score);
      links.push_back({static_cast<std::int32_t>(label), static_cast<std::uint32_t>(place)});
    };
    for (std::size_t label = 0; label < labels_; ++label) {
      const bool here = (!first || allowed_.may_begin(label)) && (!last || allowed_.may_end(label));
      scores[label] = here ? static_cast<double>(token_score(columns[token][label], label, first, last))
                           : log_zero<double>;
    }
    if (!chained_) {
      heap.clear();
      for (const std::size_t label : highest_labels(scores, n)) {
        if (scores[label] > log_zero<double>) heap.push_back(candidates_of(before, 0, scores[label], label));
      }
      take_best(heap, n, take);
      now.end_group();
      return;
    }
    for (std::size_t to = 0; to < labels_; ++to) {
      heap.clear();
      if (first && scores[to] > log_zero<double>) heap.push_back(candidates_of(before, 0, scores[to], to));
      for (std::size_t from = 0; !first && scores[to] > log_zero<double> && from < labels_; ++from) {
        if (!allowed_.may_follow(from, to, labels_)) continue;
        const double bonus = scores[to] + static_cast<double>(transposed_[to * labels_ + from]);
        heap.push_back(candidates_of(before, from, bonus, from));
      }
      take_best(heap, n, [&](std::size_t, std::size_t place, double score) { take(to, place, score); });
      now.end_group();
    }
  };

  const std::size_t block = block_length(tokens, chained_ ? labels_ * n : n);
  std::vector<Starts> kept = {Starts{{0.0}, {0, 1}}};             // before each block
  std::vector<std::vector<Link>> links(std::min(block, tokens));  // of the block last computed
  Starts now;
  const auto compute_block = [&](std::size_t number) {
    now = kept[number];
    Starts before;
    for (std::size_t token = number * block; token < std::min((number + 1) * block, tokens); ++token) {
      std::swap(before, now);
      extend(token, before, now, links[token - number * block]);
    }
  };
  const std::size_t last_block = (tokens - 1) / block;
  for (std::size_t number = 0; number <= last_block; ++number) {
    compute_block(number);
    if (number < last_block) kept.push_back(now);
  }

  heap.clear();
  for (std::size_t group = 0; group + 1 < now.begins.size(); ++group) {
    heap.push_back(candidates_of(now, group, 0, group));
  }
  std::vector<LabelPath> found;
  std::vector<std::size_t> places;  // of each path's start at the token where its labels are not known yet
  take_best(heap, n, [&](std::size_t, std::size_t place, double) {
    found.push_back({std::vector<std::int32_t>(tokens), 0});
    places.push_back(place);
  });
  for (std::size_t number = last_block + 1; number-- > 0;) {
    if (number < last_block) compute_block(number);
    for (std::size_t path = 0; path < found.size(); ++path) {
      for (std::size_t token = std::min((number + 1) * block, tokens); token-- > number * block;) {
        const Link& link = links[token - number * block][places[path]];
        found[path].labels[token] = link.label;
        places[path] = link.before;
      }
    }
  }
  if (found.empty()) {
    std::vector<std::int32_t> labels(tokens);
    best(columns, labels);
    found.push_back({std::move(labels), 0});
  }
  for (LabelPath& path : found) path.score = score(columns, path.labels);
  return found;
}

template std::vector<LabelPath> Viterbi<Number>::n_best(std::span<const Number* const>, std::size_t) const;

}  // namespace seqlab::nn
