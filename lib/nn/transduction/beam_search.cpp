#include "nn/transduction/beam_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// Sources that one thread searches for together: enough to fill the tiles of products.
constexpr std::size_t piece_sources = 16;

// The n most probable symbols, ties going to the lower one.
template <class Scalar>
void most_probable(std::span<const Scalar> probabilities, std::size_t n, std::vector<std::uint32_t>& best) {
  best.clear();
  for (std::uint32_t symbol = 0; symbol < probabilities.size(); ++symbol) {
    const Scalar p = probabilities[symbol];
    if (best.size() == n && !(p > probabilities[best.back()])) continue;
    if (best.size() == n) best.pop_back();
    const auto place =
        std::find_if(best.begin(), best.end(), [&](std::uint32_t other) { return p > probabilities[other]; });
    best.insert(place, symbol);
  }
}

// The hypotheses for one source.
template <class Scalar>
class Beam {
 public:
  struct Hypothesis {
    double log_probability = 0;
    std::size_t parent = 0;  // its place among the hypotheses before the step
    std::uint32_t symbol = 0;
    std::size_t choice = 0;  // its last one
  };

  Beam(std::size_t source, std::size_t tokens, std::uint32_t boundary, const SearchOptions& options)
      : options_(options),
        source_(source),
        tokens_(tokens),
        boundary_(boundary),
        limit_(tokens * options.symbols_per_token + options.symbols_more),
        room_(options.width) {
    choices_.push_back({});
    if (limit_ > 0) live_.push_back({.symbol = boundary});
  }

  [[nodiscard]] std::size_t source() const { return source_; }
  // Those that can still change the result, the most probable first.
  [[nodiscard]] const std::vector<Hypothesis>& live() const { return live_; }

  // Extends the hypotheses, whose results are the columns from `first`.
  void advance(const typename Transducer<Scalar>::Step& step, std::size_t first) {
    ++symbols_;
    std::vector<Hypothesis> next;
    std::vector<std::uint32_t> best;
    for (std::size_t place = 0; place < live_.size(); ++place) {
      const Scalar* const column = step.next.probabilities.column(first + place);
      const std::span<const Scalar> probabilities(column, step.next.probabilities.rows());
      // The softmax of a column with a NaN is all NaN.
      if (std::isnan(probabilities.front())) return fail();
      most_probable(probabilities, room_, best);
      for (const std::uint32_t symbol : best) {
        const double log_p = std::log(static_cast<double>(probabilities[symbol]));
        next.push_back({live_[place].log_probability + log_p, place, symbol});
      }
      if (options_.attention) {
        attention_.insert(attention_.end(), step.attention_of(first + place),
                          step.attention_of(first + place) + tokens_);
      }
    }
    std::sort(next.begin(), next.end(), [](const Hypothesis& a, const Hypothesis& b) {
      return std::tuple(-a.log_probability, a.parent, a.symbol) <
             std::tuple(-b.log_probability, b.parent, b.symbol);
    });
    next.resize(std::min(next.size(), room_));
    for (Hypothesis& hypothesis : next) {
      choices_.push_back({live_[hypothesis.parent].choice, hypothesis.symbol, attended_ + hypothesis.parent});
      hypothesis.choice = choices_.size() - 1;
    }
    attended_ += live_.size();
    std::swap(live_, next);
    leave();
  }

  [[nodiscard]] Transduction<Scalar> result() const {
    Transduction<Scalar> result;
    result.finite = finite_;
    result.ended = ended_;
    result.log_probability = best_.log_probability;
    std::vector<Choice> path;
    for (std::size_t at = best_.choice; at != 0; at = choices_[at].parent) path.push_back(choices_[at]);
    std::reverse(path.begin(), path.end());
    for (const Choice& choice : path) result.symbols.push_back(choice.symbol);
    if (ended_) result.symbols.pop_back();
    if (!options_.attention) return result;
    result.attention.resize(index(tokens_), index(path.size()));
    for (std::size_t i = 0; i < path.size(); ++i) {
      std::copy_n(attention_.data() + path[i].attention * tokens_, tokens_,
                  result.attention.col(index(i)).data());
    }
    return result;
  }

 private:
  // A symbol after another; the first stands for the beginning.
  struct Choice {
    std::size_t parent = 0;
    std::uint32_t symbol = 0;
    std::size_t attention = 0;  // its place among those kept
  };

  // Hypotheses that end leave the beam; so do all at the limit, or when none can become better than the best
  // ended one: the probability of a live one never rises, but its divisor may until the limit.
  void leave() {
    std::vector<Hypothesis> rest;
    for (const Hypothesis& hypothesis : live_) {
      if (hypothesis.symbol != boundary_) {
        rest.push_back(hypothesis);
        continue;
      }
      --room_;
      const double score = length_normalised(hypothesis.log_probability, symbols_);
      if (ended_ && !(score > best_score_)) continue;
      ended_ = true;
      best_ = hypothesis;
      best_score_ = score;
    }
    std::swap(live_, rest);
    if (live_.empty()) return;
    if (symbols_ == limit_ && !ended_) best_ = live_.front();
    if (symbols_ == limit_ ||
        (ended_ && best_score_ >= length_normalised(live_.front().log_probability, limit_))) {
      live_.clear();
    }
  }
  void fail() {
    finite_ = false;
    ended_ = false;
    best_ = {};
    live_.clear();
  }

  const SearchOptions& options_;
  std::size_t source_;
  std::size_t tokens_;
  std::uint32_t boundary_;
  std::size_t limit_;
  std::size_t room_;
  std::size_t symbols_ = 0;  // of each live hypothesis
  std::vector<Hypothesis> live_;
  std::vector<Choice> choices_;
  std::vector<Scalar> attention_;
  std::size_t attended_ = 0;  // columns of attention that are kept
  bool finite_ = true;
  bool ended_ = false;
  Hypothesis best_;
  double best_score_ = 0;
};

// to := columns of `from`.
template <class Scalar>
void gather_states(const std::vector<States<Scalar>>& from, std::span<const std::size_t> columns,
                   std::vector<States<Scalar>>& to) {
  to.resize(from.size());
  for (std::size_t layer = 0; layer < from.size(); ++layer) {
    to[layer].resize(from[layer].size());
    for (std::size_t state = 0; state < from[layer].size(); ++state) {
      const Matrix<Scalar>& source = from[layer][state];
      Matrix<Scalar>& target = to[layer][state];
      target.resize(source.rows(), index(columns.size()));
      for (std::size_t i = 0; i < columns.size(); ++i) {
        target.col(index(i)) = source.col(index(columns[i]));
      }
    }
  }
}

}  // namespace

template <class Scalar>
std::vector<Transduction<Scalar>> search_beam(const Transducer<Scalar>& transducer, const Scalar* weights,
                                              const typename Transducer<Scalar>::Prepared& prepared,
                                              const typename Transducer<Scalar>::Encoded& encoded,
                                              const SearchOptions& options, base::Pool& pool) {
  if (options.width == 0) throw std::invalid_argument("a beam needs a width of at least 1");
  const Packing& packing = encoded.packing;
  std::vector<Transduction<Scalar>> results(packing.sequences());
  // Whole searches, so that threads need not wait for each other in each step.
  each_piece(packing.sequences(), piece_sources, pool, [&](std::size_t begin, std::size_t end) {
    base::Pool alone(1);
    std::vector<Beam<Scalar>> beams;
    std::vector<std::size_t> sources;
    for (std::size_t packed = begin; packed < end; ++packed) {
      sources.push_back(packing.order()[packed]);
      beams.emplace_back(sources.back(), packing.length(packed), transducer.boundary(), options);
    }
    std::vector<States<Scalar>> states;
    gather_states(encoded.initial, std::span<const std::size_t>(sources), states);
    typename Transducer<Scalar>::Step step;
    std::vector<std::uint32_t> symbols;
    std::vector<std::size_t> parents;
    for (;;) {
      sources.clear();
      symbols.clear();
      for (const Beam<Scalar>& beam : beams) {
        for (const auto& hypothesis : beam.live()) {
          sources.push_back(beam.source());
          symbols.push_back(hypothesis.symbol);
        }
      }
      if (symbols.empty()) break;
      transducer.step(weights, prepared, encoded, {sources, symbols}, states, step, alone);
      parents.clear();
      std::size_t first = 0;
      for (Beam<Scalar>& beam : beams) {
        const std::size_t before = beam.live().size();
        if (before == 0) continue;
        beam.advance(step, first);
        for (const auto& hypothesis : beam.live()) parents.push_back(first + hypothesis.parent);
        first += before;
      }
      gather_states(step.states, std::span<const std::size_t>(parents), states);
    }
    for (const Beam<Scalar>& beam : beams) results[beam.source()] = beam.result();
  });
  return results;
}

template std::vector<Transduction<Number>> search_beam<Number>(const Transducer<Number>&, const Number*,
                                                               const Transducer<Number>::Prepared&,
                                                               const Transducer<Number>::Encoded&,
                                                               const SearchOptions&, base::Pool&);

}  // namespace seqlab::nn
