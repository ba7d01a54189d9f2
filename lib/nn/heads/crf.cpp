#include "nn/heads/crf.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace seqlab::nn {

namespace {

// Sequences of a batch over which ln Z is taken: over all labels or, `restricted`, over those that agree with
// the gold labels.
struct Member {
  std::size_t packed = 0;  // its place in the batch
  bool restricted = false;
};

// The members of a batch, and the scores of their tokens as columns of their own.
template <class Scalar>
struct Members {
  std::vector<Member> list;  // in the packed order of `packing`
  Packing packing;
  Activations<Scalar> scores;
  std::vector<std::size_t> complete;  // places in the batch of the sequences with all gold labels
};

// Which columns have a gold label.
class Gold {
 public:
  Gold(std::span<const std::int32_t> labels, std::size_t end) : labels_(labels), end_(end) {}
  [[nodiscard]] bool has(std::size_t column) const {
    return labels_[column] >= 0 && static_cast<std::size_t>(labels_[column]) < end_;
  }
  [[nodiscard]] std::size_t label(std::size_t column) const {
    return static_cast<std::size_t>(labels_[column]);
  }

 private:
  std::span<const std::int32_t> labels_;
  std::size_t end_;
};

template <class Scalar>
Members<Scalar> members_of(const Packing& packing, const Gold& gold, const Activations<Scalar>& scores) {
  Members<Scalar> members;
  std::vector<Member> unordered;
  std::vector<std::size_t> lengths;
  for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
    std::size_t labelled = 0;
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      if (gold.has(packing.column(packed, step))) ++labelled;
    }
    if (labelled == 0) continue;
    unordered.push_back({packed, false});
    lengths.push_back(packing.length(packed));
    if (labelled == packing.length(packed)) {
      members.complete.push_back(packed);
    } else {
      unordered.push_back({packed, true});
      lengths.push_back(packing.length(packed));
    }
  }
  members.packing = Packing(lengths);
  for (const std::size_t place : members.packing.order()) members.list.push_back(unordered[place]);

  members.scores.resize(scores.rows(), members.packing.columns());
  for (std::size_t place = 0; place < members.list.size(); ++place) {
    const Member& member = members.list[place];
    for (std::size_t step = 0; step < members.packing.length(place); ++step) {
      const std::size_t source = packing.column(member.packed, step);
      Scalar* const own = members.scores.column(members.packing.column(place, step));
      if (!member.restricted || !gold.has(source)) {
        std::copy_n(scores.column(source), scores.rows(), own);
      } else {
        std::fill_n(own, scores.rows(), -std::numeric_limits<Scalar>::infinity());
        own[gold.label(source)] = scores.column(source)[gold.label(source)];
      }
    }
  }
  return members;
}

}  // namespace

template <class Scalar>
CrfHead<Scalar>::CrfHead(Layout& layout, const std::string& name, std::size_t inputs, std::size_t labels)
    : affine_(layout, name, inputs, labels),
      transitions_(layout.add(name + ".transitions", labels, labels, "crf")),
      start_(layout.add(name + ".start", labels, 1, "crf")),
      end_(layout.add(name + ".end", labels, 1, "crf")) {}

template <class Scalar>
void CrfHead<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  affine_.initialise(weights, noise);
  for (const Slot* slot : {&transitions_, &start_, &end_}) window(weights, *slot).setZero();
}

template <class Scalar>
TransitionScores<Scalar> CrfHead<Scalar>::transition_scores(const Scalar* weights) const {
  return {weights + transitions_.offset, weights + start_.offset, weights + end_.offset};
}

template <class Scalar>
void CrfHead<Scalar>::prepare(const Scalar* weights, const AllowedTransitions& allowed,
                              Prepared& prepared) const {
  affine_.prepare(weights, false, prepared.affine);
  prepared.chain.prepare(labels(), transition_scores(weights), allowed);
  prepared.viterbi = Viterbi<Scalar>(labels(), transition_scores(weights), allowed);
}

template <class Scalar>
void CrfHead<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared) const {
  affine_.prepare(weights, true, prepared.affine);
  prepared.chain.prepare(labels(), transition_scores(weights), {});
}

template <class Scalar>
void CrfHead<Scalar>::forward(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                              Activations<Scalar>& scores, base::Pool& pool) const {
  affine_.forward(weights, prepared.affine, x, scores, pool);
}

template <class Scalar>
LossSum CrfHead<Scalar>::loss(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                              const Packing& packing, std::span<const std::int32_t> gold_labels, double scale,
                              Scalar* gradient, Activations<Scalar>& dx, base::Pool& pool) const {
  Activations<Scalar> scores;
  forward(weights, prepared, x, scores, pool);
  const Gold gold(gold_labels, labels());
  const Members<Scalar> members = members_of(packing, gold, scores);
  typename Chain<Scalar>::Tape tape;
  prepared.chain.forward(members.scores, members.packing, tape, pool);
  prepared.chain.backward(members.packing, tape, pool);

  // The sum of -ln p(gold) = ln Z - ln Z restricted to gold, and its gradient with regard to the scores; the
  // latter ln Z is the score of a sequence where all labels are given.
  LossSum loss;
  Activations<Scalar> d(labels(), packing.columns());
  d.matrix().setZero();
  std::vector<Scalar> factors;
  for (std::size_t place = 0; place < members.list.size(); ++place) {
    const Member& member = members.list[place];
    const double sign = member.restricted ? -1 : 1;
    loss.sum += sign * tape.log_partition[place];
    factors.push_back(static_cast<Scalar>(sign * scale));
    for (std::size_t step = 0; step < members.packing.length(place); ++step) {
      d.matrix().col(index(packing.column(member.packed, step))) +=
          static_cast<Scalar>(sign) * tape.marginals.matrix().col(index(members.packing.column(place, step)));
    }
  }
  prepared.chain.add_expected_transitions(members.packing, tape, factors, gradient + transitions_.offset,
                                          pool);
  const TransitionScores<Scalar> between = transition_scores(weights);
  for (const std::size_t packed : members.complete) {
    const auto label_at = [&](std::size_t step) { return gold.label(packing.column(packed, step)); };
    const std::size_t last = packing.length(packed) - 1;
    double score =
        static_cast<double>(between.start[label_at(0)]) + static_cast<double>(between.end[label_at(last)]);
    for (std::size_t step = 0; step <= last; ++step) {
      const std::size_t column = packing.column(packed, step);
      score += static_cast<double>(scores.column(column)[label_at(step)]);
      d.column(column)[label_at(step)] -= Scalar{1};
      if (step == 0) continue;
      const std::size_t pair = label_at(step - 1) * labels() + label_at(step);
      score += static_cast<double>(between.between[pair]);
      gradient[transitions_.offset + pair] -= static_cast<Scalar>(scale);
    }
    loss.sum -= score;
  }
  for (std::size_t column = 0; column < packing.columns(); ++column) loss.count += gold.has(column) ? 1 : 0;
  d.matrix() *= static_cast<Scalar>(scale);
  for (std::size_t packed = 0; packed < packing.sequences() && packing.length(packed) > 0; ++packed) {
    const std::size_t last = packing.column(packed, packing.length(packed) - 1);
    window(gradient, start_) += d.matrix().col(index(packing.column(packed, 0)));
    window(gradient, end_) += d.matrix().col(index(last));
  }
  affine_.backward(prepared.affine, x, d, gradient, dx, pool);
  return loss;
}

template class CrfHead<float>;
template class CrfHead<double>;

}  // namespace seqlab::nn
