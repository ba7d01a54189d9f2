// Transducer::loss(): both passes of a training step.
#include <optional>
#include <stdexcept>

#include "nn/recurrent/dropout.h"
#include "nn/transduction/transducer.h"

namespace seqlab::nn {

namespace {

// Branches of a step's noise; below them are the places of dropout (recurrent/encoder.h).
constexpr std::uint64_t noise_of_sources = 0;
constexpr std::uint64_t noise_of_targets = 1;

// The dropout of sources or of targets.
class SideDropout {
 public:
  SideDropout(const TransducerDropout* rates, const base::Noise& noise, const Packing& packing,
              std::span<const std::uint64_t> identities)
      : rates_(rates), noise_(noise), packing_(packing) {
    if (rates == nullptr) return;
    for (const std::size_t sequence : packing.order()) identities_.push_back(identities[sequence]);
    layers_ = {noise, identities_, rates->layers, rates->kind};
  }
  SideDropout(const SideDropout&) = delete;
  SideDropout& operator=(const SideDropout&) = delete;

  [[nodiscard]] const DropoutPlan* layers() const { return layers_ ? &*layers_ : nullptr; }
  [[nodiscard]] bool drops_input() const { return rates_ != nullptr && rates_->input > 0; }
  [[nodiscard]] bool drops_output() const { return rates_ != nullptr && rates_->output > 0; }
  // Of vectors or, with the same mask, of their gradients.
  template <class Scalar>
  void drop_input(Activations<Scalar>& x, base::Pool& pool) const {
    if (drops_input()) drop(x, place_input, rates_->input, pool);
  }
  template <class Scalar>
  void drop_output(Activations<Scalar>& x, base::Pool& pool) const {
    if (drops_output()) drop(x, place_output, rates_->output, pool);
  }

 private:
  template <class Scalar>
  void drop(Activations<Scalar>& x, std::uint64_t place, double rate, base::Pool& pool) const {
    apply_dropout<Scalar>(x.matrix(), packing_, identities_, noise_.at(place), rate, rates_->kind, pool);
  }

  const TransducerDropout* rates_;
  base::Noise noise_;
  const Packing& packing_;
  std::vector<std::uint64_t> identities_;  // in packed order
  std::optional<DropoutPlan> layers_;
};

}  // namespace

template <class Scalar>
class Transducer<Scalar>::TrainingPass {
 public:
  TrainingPass(const Transducer& transducer, const TransducerStep<Scalar>& step, Workspace& workspace,
               base::Pool& pool)
      : transducer_(transducer),
        step_(step),
        workspace_(workspace),
        pool_(pool),
        sources_(step.sources.packing),
        targets_(step.targets.tokens.packing),
        source_dropout_(step.dropout, step.noise.at(noise_of_sources), sources_, step.identities),
        target_dropout_(step.dropout, step.noise.at(noise_of_targets), targets_, step.identities) {
    const std::vector<std::size_t> places = sources_.places();
    for (const std::size_t sequence : targets_.order()) attended_.push_back(places[sequence]);
  }

  LossSum run() {
    prepare();
    Workspace& w = workspace_;
    const LayerInput<Scalar> source =
        read(transducer_.source_, w.prepared.source, step_.sources, source_dropout_, w.source);
    transducer_.encoder_.forward(step_.weights, w.prepared.encoder, sources_, source, nullptr,
                                 source_dropout_.layers(), w.memory, w.encoded, &w.encoder, pool_);
    transducer_.bridge_.forward(step_.weights, w.prepared.bridge, w.encoded, w.bridge, w.initial, pool_);
    const LayerInput<Scalar> target =
        read(transducer_.target_, w.prepared.target, step_.targets.tokens, target_dropout_, w.target);
    transducer_.decoder_.forward(step_.weights, w.prepared.decoder, targets_, target, &w.initial,
                                 target_dropout_.layers(), w.y, w.final, &w.decoder, pool_);
    transducer_.attention_.forward(step_.weights, w.prepared.attention, plan(), w.memory.matrix(),
                                   w.y.matrix(), w.attention, w.o, pool_);
    const LossSum loss = head_loss();
    const ConstColumns<Scalar> dy =
        transducer_.attention_.backward(w.prepared.attention, plan(), w.memory.matrix(), w.y.matrix(), w.o,
                                        w.doutput, w.attention, step_.gradient, w.dmemory, pool_);
    transducer_.decoder_.backward(w.prepared.decoder, targets_, w.decoder, target, target_dropout_.layers(),
                                  dy, nullptr, step_.gradient, &w.dtarget, &w.dinitial, pool_);
    learn(transducer_.target_, step_.targets.tokens, target_dropout_, w.target, w.dtarget);
    transducer_.bridge_.backward(w.prepared.bridge, w.bridge, w.dinitial, step_.gradient, w.dencoded, pool_);
    transducer_.encoder_.backward(w.prepared.encoder, sources_, w.encoder, source, source_dropout_.layers(),
                                  w.dmemory.matrix(), &w.dencoded, step_.gradient, &w.dsource, nullptr,
                                  pool_);
    learn(transducer_.source_, step_.sources, source_dropout_, w.source, w.dsource);
    return loss;
  }

 private:
  void prepare() {
    const Scalar* const weights = step_.weights;
    Prepared& prepared = workspace_.prepared;
    transducer_.encoder_.prepare_training(weights, prepared.encoder, pool_);
    transducer_.decoder_.prepare_training(weights, prepared.decoder, pool_);
    // The other parts, the largest first.
    pool_.run(2, [&](std::size_t piece) {
      if (piece == 0) return transducer_.attention_.prepare(weights, true, prepared.attention);
      transducer_.bridge_.prepare(weights, true, prepared.bridge);
      transducer_.head_.prepare_training(weights, prepared.head);
      transducer_.source_.prepare(weights, prepared.source);
    });
  }

  // Equal symbols share a column unless input dropout differs.
  LayerInput<Scalar> read(const TokenVectors<Scalar>& vectors,
                          const typename TokenVectors<Scalar>::Prepared& prepared,
                          const TokenBatch<Scalar>& tokens, const SideDropout& dropout,
                          typename TokenVectors<Scalar>::Tape& tape) {
    const LayerInput<Scalar> input =
        vectors.forward(step_.weights, prepared, tokens, !dropout.drops_input(), tape, pool_);
    dropout.drop_input(tape.x, pool_);
    return input;
  }
  void learn(const TokenVectors<Scalar>& vectors, const TokenBatch<Scalar>& tokens,
             const SideDropout& dropout, const typename TokenVectors<Scalar>::Tape& tape,
             Activations<Scalar>& dx) {
    dropout.drop_input(dx, pool_);
    vectors.backward(tokens, tape, dx, step_.gradient, pool_);
  }

  [[nodiscard]] AttentionPlan plan() const { return {sources_, targets_, attended_}; }

  // Writes the gradient of what attention gave.
  LossSum head_loss() {
    Workspace& w = workspace_;
    const bool drops = target_dropout_.drops_output();
    if (drops) {
      w.dropped.resize(w.o.rows(), w.o.columns());
      w.dropped.matrix() = w.o.matrix();
      target_dropout_.drop_output(w.dropped, pool_);
    }
    const Activations<Scalar>& x = drops ? w.dropped : w.o;
    const LossSum loss =
        transducer_.head_.loss(step_.weights, *w.prepared.head, targets_, x.matrix(), step_.targets.gold,
                               step_.batch_loss, step_.gradient, w.doutput, pool_);
    target_dropout_.drop_output(w.doutput, pool_);
    return loss;
  }

  const Transducer& transducer_;
  const TransducerStep<Scalar>& step_;
  Workspace& workspace_;
  base::Pool& pool_;
  const Packing& sources_;
  const Packing& targets_;
  SideDropout source_dropout_;
  SideDropout target_dropout_;
  std::vector<std::size_t> attended_;  // the place of the source of each target, both in packed order
};

template <class Scalar>
LossSum Transducer<Scalar>::loss(const TransducerStep<Scalar>& step, Workspace& workspace,
                                 base::Pool& pool) const {
  const std::size_t sequences = step.sources.packing.sequences();
  if (step.targets.tokens.packing.sequences() != sequences ||
      (step.dropout != nullptr && step.identities.size() != sequences)) {
    throw std::invalid_argument("each source of a training step needs a target and an identity");
  }
  return TrainingPass(*this, step, workspace, pool).run();
}

template LossSum Transducer<Number>::loss(const TransducerStep<Number>&, Workspace&, base::Pool&) const;

}  // namespace seqlab::nn
