// From one sequence to another: an encoder, and a decoder that attends to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "nn/heads/softmax.h"
#include "nn/recurrent/encoder.h"
#include "nn/transduction/attention.h"
#include "nn/transduction/bridge.h"
#include "nn/transduction/token_batch.h"
#include "nn/transduction/token_vectors.h"

namespace seqlab::nn {

struct TransducerShape {
  TokenVectorsShape source;
  TokenVectorsShape target;  // symbols, of which the last is the boundary (token_batch.h)
  std::size_t layers = 1;    // of the encoder and of the decoder
  RecurrentShape encoder;
  std::size_t decoder_hidden = 0;
  CellShape decoder_cell;
  LayerOutputShape layer_output;  // of both
};

// Rates of dropout: of the vectors of source and target tokens, between layers, and of what the head reads.
struct TransducerDropout {
  double input = 0;
  double layers = 0;
  double output = 0;
  DropoutKind kind = DropoutKind::plain;
};

// What a training step computes a loss from, and where the gradient goes.
template <class Scalar>
struct TransducerStep {
  const TokenBatch<Scalar>& sources;
  const TargetBatch<Scalar>& targets;          // one per source, in the same order
  std::span<const std::uint64_t> identities;   // index in the corpus, per source in the caller's order
  const Scalar* weights = nullptr;             // of the transducer's layout
  base::Noise noise;                           // of this step
  const TransducerDropout* dropout = nullptr;  // null: no dropout
  BatchLoss batch_loss = {};
  Scalar* gradient = nullptr;  // of the weights; is added to
};

// A network for transduction (Sutskever et al. 2014; Bahdanau et al. 2015; Luong et al. 2015):
//
//   source tokens ── vectors ─> encoder ──┬─ columns ───────────────────┐
//                                         └─ final states ─> bridge ─┐  │
//   boundary, target tokens ── vectors ─> decoder, one direction <───┘  │
//                                            └─> attention <────────────┘
//                                                    └─> softmax over target symbols: the next token
//
// In training, the decoder reads the gold target (teacher forcing). Immutable, and holds no weights; results
// depend neither on the number of threads nor, but for the gradient, on the other sequences of a batch.
template <class Scalar>
class Transducer {
 public:
  // Throws std::invalid_argument for an encoder or a decoder without a cell, and as their parts do.
  explicit Transducer(const TransducerShape& shape);

  // The weights in the form that the products read. Any number of threads may share it. Valid for the weights
  // and the instruction set it was made with.
  struct Prepared {
    typename TokenVectors<Scalar>::Prepared source, target;
    typename Encoder<Scalar>::Prepared encoder, decoder;
    typename Bridge<Scalar>::Prepared bridge;
    typename Attention<Scalar>::Prepared attention;
    std::unique_ptr<PreparedHead> head;
    // By prepare(): what the decoder's first layer gains from each target symbol.
    Activations<Scalar> projected;
    std::vector<const Scalar*> projected_columns;
  };
  // Memory of a training step, reused by the next.
  struct Workspace {
    Prepared prepared;
    typename TokenVectors<Scalar>::Tape source, target;
    typename Encoder<Scalar>::Tape encoder, decoder;
    typename Bridge<Scalar>::Tape bridge;
    typename Attention<Scalar>::Tape attention;
    Activations<Scalar> memory, y, o;  // outputs of encoder, decoder and attention
    Activations<Scalar> dropped, doutput, dmemory, dsource, dtarget;
    // States of each layer: the encoder's final and the decoder's initial and final ones.
    std::vector<States<Scalar>> encoded, initial, final, dencoded, dinitial;
  };

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] std::size_t target_symbols() const { return target_.values(); }
  // The symbol that begins and ends a target.
  [[nodiscard]] std::uint32_t boundary() const { return static_cast<std::uint32_t>(target_symbols() - 1); }
  [[nodiscard]] std::vector<Scalar> initial_weights(const base::Noise& noise) const;

  // The loss over all target tokens. Adds the gradient of the batch loss to the step's gradient. Throws
  // std::invalid_argument unless there are as many targets and identities as sources.
  LossSum loss(const TransducerStep<Scalar>& step, Workspace& workspace, base::Pool& pool) const;

  // For inference. int8: all matrices but those of token vectors and the head.
  [[nodiscard]] Prepared prepare(const Scalar* weights, Precision precision, base::Pool& pool) const;

  // Encoded sources, to which any number of hypotheses attend.
  struct Encoded {
    Packing packing;
    std::vector<std::size_t> places;      // of each source in packed order
    Activations<Scalar> memory;           // the encoder's output, [memory x columns]
    std::vector<States<Scalar>> initial;  // the decoder's states, per source in the caller's order
  };
  void encode(const Scalar* weights, const Prepared& prepared, const TokenBatch<Scalar>& sources,
              Encoded& encoded, base::Pool& pool) const;

  // log_probabilities := ln p(gold) of each column of the targets, which are one per source, in the same
  // order.
  void score(const Scalar* weights, const Prepared& prepared, const Encoded& encoded,
             const TargetBatch<Scalar>& targets, std::vector<double>& log_probabilities,
             base::Pool& pool) const;

  // What n hypotheses read in a step: each the last symbol of its own (the boundary at first), of a source.
  struct Hypotheses {
    std::span<const std::size_t> sources;
    std::span<const std::uint32_t> symbols;
  };
  // What a step writes, and memory reused by the next.
  struct Step {
    Prediction<Scalar> next;             // probabilities [K x n] of each symbol to come next
    std::vector<States<Scalar>> states;  // of each layer after the step, [h x n]
    typename Attention<Scalar>::Tape attention;
    std::vector<std::size_t> places;  // per hypothesis, of its source in packed order
    Activations<Scalar> y, o;

    // The attention of a hypothesis: one weight per token of its source.
    [[nodiscard]] const Scalar* attention_of(std::size_t hypothesis) const {
      return attention.weights.data() + attention.offsets[hypothesis];
    }
  };
  // states: of each layer before the step, [h x n].
  void step(const Scalar* weights, const Prepared& prepared, const Encoded& encoded,
            const Hypotheses& hypotheses, const std::vector<States<Scalar>>& states, Step& result,
            base::Pool& pool) const;

 private:
  class TrainingPass;

  Layout layout_;
  TokenVectors<Scalar> source_;
  TokenVectors<Scalar> target_;
  Encoder<Scalar> encoder_;
  Encoder<Scalar> decoder_;
  Bridge<Scalar> bridge_;
  Attention<Scalar> attention_;
  SoftmaxHead<Scalar> head_;
};

}  // namespace seqlab::nn
