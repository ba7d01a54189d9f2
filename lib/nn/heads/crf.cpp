#include "nn/heads/crf.h"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "nn/numbers/derived.h"

namespace seqlab::nn {

namespace {

// A sequence of the batch whose ln Z is needed: over all label sequences or, `restricted`, over those that
// agree with its gold labels.
struct Member {
  std::size_t packed = 0;  // in the packed order of the batch
  bool restricted = false;
};

// The sign of a member's ln Z in the loss.
double sign_of(const Member& member) {
  return member.restricted ? -1 : 1;
}

// The members of a batch, with their tokens' scores packed anew.
template <class Scalar>
struct Members {
  std::vector<Member> list;  // in the order of `packing`
  Packing packing;
  Activations<Scalar> scores;
  std::vector<std::size_t> complete;  // the sequences whose gold labels are all given, in packed order
};

// The gold labels of a batch's columns.
class Gold {
 public:
  Gold(std::span<const std::int32_t> labels, std::size_t end) : labels_(labels), end_(end) {}
  [[nodiscard]] bool has(std::size_t column) const {
    return labels_[column] >= 0 && static_cast<std::size_t>(labels_[column]) < end_;
  }
  [[nodiscard]] std::size_t label(std::size_t column) const {
    return static_cast<std::size_t>(labels_[column]);
  }
  // Of a sequence that has them all.
  [[nodiscard]] std::vector<std::size_t> sequence(const Packing& packing, std::size_t packed) const {
    std::vector<std::size_t> labels(packing.length(packed));
    for (std::size_t step = 0; step < labels.size(); ++step)
      labels[step] = label(packing.column(packed, step));
    return labels;
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
        std::fill_n(own, scores.rows(), log_zero<Scalar>);
        own[gold.label(source)] = scores.column(source)[gold.label(source)];
      }
    }
  }
  return members;
}

// Adds the members' signed ln Z to the loss and their marginals, its gradient with regard to the scores, to
// d.
template <class Scalar>
void add_partitions(const Members<Scalar>& members, const Packing& packing,
                    const typename Chain<Scalar>::Tape& tape, double& loss, Activations<Scalar>& d) {
  for (std::size_t place = 0; place < members.list.size(); ++place) {
    const Member& member = members.list[place];
    loss += sign_of(member) * tape.log_partition[place];
    for (std::size_t step = 0; step < members.packing.length(place); ++step) {
      d.matrix().col(index(packing.column(member.packed, step))) +=
          static_cast<Scalar>(sign_of(member)) *
          tape.marginals.matrix().col(index(members.packing.column(place, step)));
    }
  }
}

}  // namespace

template <class Scalar>
CrfHead<Scalar>::CrfHead(Layout& layout, const HeadShape& shape, std::size_t inputs)
    : shape_(shape),
      affine_(layout, shape.name, inputs, shape.labels),
      transitions_(layout.add(shape.name + ".transitions", shape.labels, shape.labels, "crf")),
      start_(layout.add(shape.name + ".start", shape.labels, 1, "crf")),
      end_(layout.add(shape.name + ".end", shape.labels, 1, "crf")) {
  shape.allowed.check(shape.labels);
}

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
void CrfHead<Scalar>::prepare_training(const Scalar* weights, std::unique_ptr<PreparedHead>& prepared) const {
  auto& own = derived<Prepared>(prepared);
  affine_.prepare(weights, true, own.affine);
  own.chain.prepare(shape_.labels, transition_scores(weights), {});
}

template <class Scalar>
void CrfHead<Scalar>::prepare(const Scalar* weights, std::unique_ptr<PreparedHead>& prepared) const {
  auto& own = derived<Prepared>(prepared);
  affine_.prepare(weights, false, own.affine);
  own.chain.prepare(shape_.labels, transition_scores(weights), shape_.allowed);
  own.viterbi = Viterbi<Scalar>(shape_.labels, transition_scores(weights), shape_.allowed);
}

template <class Scalar>
Chain<Scalar> CrfHead<Scalar>::chain_at(double temperature, const Scalar* weights) const {
  std::array<std::vector<Scalar>, 3> divided;
  const std::array slots = {&transitions_, &start_, &end_};
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const Scalar* const scores = weights + slots[i]->offset;
    for (std::size_t place = 0; place < slots[i]->size(); ++place) {
      divided[i].push_back(scores[place] / static_cast<Scalar>(temperature));
    }
  }
  Chain<Scalar> chain;
  chain.prepare(shape_.labels, {divided[0].data(), divided[1].data(), divided[2].data()}, shape_.allowed);
  return chain;
}

template <class Scalar>
double CrfHead<Scalar>::path_score(const Scalar* weights, const Activations<Scalar>& scores,
                                   const Packing& packing, std::size_t packed,
                                   std::span<const std::size_t> labels) const {
  const TransitionScores<Scalar> between = transition_scores(weights);
  double sum =
      static_cast<double>(between.start[labels.front()]) + static_cast<double>(between.end[labels.back()]);
  for (std::size_t step = 0; step < labels.size(); ++step) {
    sum += static_cast<double>(scores.column(packing.column(packed, step))[labels[step]]);
    if (step == 0) continue;
    sum += static_cast<double>(between.between[labels[step - 1] * shape_.labels + labels[step]]);
  }
  return sum;
}

// -ln p(gold) of a sequence is ln Z minus ln Z restricted to the gold labels. The restricted ln Z of a
// sequence whose gold labels are all given is its score.
template <class Scalar>
LossSum CrfHead<Scalar>::loss(const Scalar* weights, const PreparedHead& prepared, const Packing& packing,
                              ConstColumns<Scalar> x, std::span<const std::int32_t> gold_labels,
                              const BatchLoss& batch_loss, Scalar* gradient, Activations<Scalar>& dx,
                              base::Pool& pool) const {
  if (!batch_loss.label_weights.empty()) throw std::invalid_argument("a CRF takes no label weights");
  const double scale = shape_.weight * batch_loss.scale(gold_labels, shape_.labels);
  const auto& own = dynamic_cast<const Prepared&>(prepared);
  Activations<Scalar> scores;
  affine_.forward(weights, own.affine, x, scores, pool);
  const Gold gold(gold_labels, shape_.labels);
  const Members<Scalar> members = members_of(packing, gold, scores);
  typename Chain<Scalar>::Tape tape;
  own.chain.forward(members.scores, members.packing, tape, pool);
  own.chain.backward(members.packing, tape, pool);

  LossSum loss;
  Activations<Scalar> d(shape_.labels, packing.columns());
  d.matrix().setZero();
  add_partitions(members, packing, tape, loss.sum, d);
  std::vector<Scalar> factors;
  for (const Member& member : members.list) factors.push_back(static_cast<Scalar>(sign_of(member) * scale));
  own.chain.add_expected_transitions(members.packing, tape, factors, gradient + transitions_.offset, pool);
  for (const std::size_t packed : members.complete) {
    const std::vector<std::size_t> labels = gold.sequence(packing, packed);
    loss.sum -= path_score(weights, scores, packing, packed, labels);
    for (std::size_t step = 0; step < labels.size(); ++step) {
      d.column(packing.column(packed, step))[labels[step]] -= Scalar{1};
      if (step == 0) continue;
      const std::size_t pair = labels[step - 1] * shape_.labels + labels[step];
      gradient[transitions_.offset + pair] -= static_cast<Scalar>(scale);
    }
  }
  for (std::size_t column = 0; column < packing.columns(); ++column) loss.count += gold.has(column) ? 1 : 0;
  d.matrix() *= static_cast<Scalar>(scale);
  for (std::size_t packed = 0; packed < packing.sequences() && packing.length(packed) > 0; ++packed) {
    const std::size_t last = packing.column(packed, packing.length(packed) - 1);
    window(gradient, start_) += d.matrix().col(index(packing.column(packed, 0)));
    window(gradient, end_) += d.matrix().col(index(last));
  }
  affine_.backward(own.affine, x, d, gradient, dx, pool);
  return loss;
}

template <class Scalar>
void CrfHead<Scalar>::predict(const Scalar* weights, const PreparedHead& prepared, const Packing& packing,
                              ConstColumns<Scalar> x, const HeadRequest& request,
                              Prediction<Scalar>& prediction, base::Pool& pool) const {
  const auto& own = dynamic_cast<const Prepared&>(prepared);
  Activations<Scalar> scores;
  affine_.forward(weights, own.affine, x, scores, pool);
  prediction.finite = all_finite(scores);
  best_labels(own.viterbi, scores, packing, prediction.labels, pool);
  if (!request.probabilities && !request.of_sequences()) return;
  std::optional<Chain<Scalar>> tempered;
  if (request.temperature != 1) tempered = chain_at(request.temperature, weights);
  const Chain<Scalar>& chain = tempered ? *tempered : own.chain;
  Activations<Scalar> divided;
  typename Chain<Scalar>::Tape tape;
  chain.forward(scores_at(request.temperature, scores, divided), packing, tape, pool);
  const bool backward = request.probabilities || request.spans != nullptr;
  if (backward) chain.backward(packing, tape, pool);
  prediction.finite = prediction.finite && all_finite<Scalar>(tape, backward);
  if (request.of_sequences()) {
    predict_sequences(own.viterbi, chain, tape, scores, packing, request, prediction);
  }
  if (request.probabilities) prediction.probabilities = std::move(tape.marginals);
}

template class CrfHead<Number>;

}  // namespace seqlab::nn
