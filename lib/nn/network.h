// Inputs, encoder and heads: all the way from words to labels.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nn/batch.h"
#include "nn/choices.h"
#include "nn/heads/head.h"
#include "nn/inputs/token_input.h"
#include "nn/numbers/sparse_gradient.h"
#include "nn/pooling/text_pooling.h"
#include "nn/recurrent/encoder.h"

namespace seqlab::nn {

struct NetworkShape {
  TokenInputShape input;
  std::size_t layers = 1;
  RecurrentShape recurrent;
  LayerOutputShape layer_output;
  std::vector<HeadShape> heads;
  std::optional<Pooling> pooling;  // for a classifier, which labels whole sequences
};

struct DropoutRates {
  double input = 0;
  double layers = 0;
  double output = 0;
  DropoutKind kind = DropoutKind::plain;
};

// A table of word vectors in training, [dimension x rows]. Its gradient is null if it is frozen.
template <class Scalar>
struct TrainingTable {
  const Matrix<Scalar>* vectors = nullptr;
  SparseGradient<Scalar>* gradient = nullptr;
};

// What a training step computes a loss from, and where the gradient goes.
template <class Scalar>
struct TrainingStep {
  const Batch& batch;                             // its types' words are rows of the tables
  const Scalar* weights = nullptr;                // of the network's layout
  std::span<const TrainingTable<Scalar>> tables;  // as many as in the shape
  const Matrix<Scalar>* sides = nullptr;          // [side x n], which batch.sides refers to; null: none
  bool drop_sides = false;  // whether input dropout applies to them; there is one for each column then
  base::Noise noise;        // of this step
  const DropoutRates* dropout = nullptr;  // null: no dropout
  // The states of each layer that sequences start from, taken as given; null: the network's own.
  const std::vector<States<Scalar>>* initial = nullptr;
  ThroughTime through_time = {};
  std::span<const BatchLoss> batch_losses = {};  // per head; empty: means
  Scalar* gradient = nullptr;                    // of the weights; is added to
};

template <class Scalar>
class Stepper;

// Immutable, and holds no weights. The tables of word vectors are kept apart from the flat vector of the
// other weights, because a batch touches few of their rows.
template <class Scalar>
class Network {
 public:
  explicit Network(const NetworkShape& shape);

  // The weights in the form that the products read: made once for inference, anew for each training step. Any
  // number of threads may share it. Valid for the weights and the instruction set it was made with.
  struct Prepared {
    typename TokenInput<Scalar>::Prepared input;
    typename Encoder<Scalar>::Prepared encoder;
    typename TextPooling<Scalar>::Prepared pooling;
    std::vector<std::unique_ptr<PreparedHead>> heads;
  };
  // Memory of a training step, reused by the next.
  struct Workspace {
    Prepared prepared;
    typename TokenInput<Scalar>::Tape input_tape;
    typename Encoder<Scalar>::Tape tape;
    typename TextPooling<Scalar>::Tape pooling_tape;
    Activations<Scalar> types, dtypes;  // the input column of each token type
    Activations<Scalar> input, output, doutput, dhead, dinput, sides;
    std::vector<States<Scalar>> final;  // of each layer, after the last token of each sequence
  };

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] std::size_t heads() const { return heads_.size(); }
  // Rows of the columns that project() writes.
  [[nodiscard]] std::size_t projected_rows() const { return encoder_->projected_rows(); }
  [[nodiscard]] std::vector<Scalar> initial_weights(const base::Noise& noise) const;
  // The states of each layer for so many sequences, zero.
  [[nodiscard]] std::vector<States<Scalar>> zero_states(std::size_t sequences) const {
    return encoder_->zero_states(sequences);
  }
  // For inference. The heads always compute in single precision.
  [[nodiscard]] Prepared prepare(const Scalar* weights, Precision precision, base::Pool& pool) const;

  // The input projection of the first layer, a column per token type, independent of any context. vectors:
  // the types' word vectors, all tables stacked, [word_rows x types]; without tables not read.
  void project(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> vectors,
               const TokenTypes& types, Activations<Scalar>& projected, base::Pool& pool) const;

  // What the first layer gains from side inputs, a column for each column of sides [side x n].
  void project_side(const Prepared& prepared, ConstColumns<Scalar> sides, Activations<Scalar>& projected,
                    base::Pool& pool) const;

  // Writes the prediction of each requested head; other heads are not computed. projected: the column of each
  // token type, as written by project(); batch.types is not read. sides: the columns that batch.sides refers
  // to, as written by project_side(). Predictions are per column or, for a classifier, per sequence in the
  // caller's order.
  void predict(const Scalar* weights, const Prepared& prepared, std::span<const Scalar* const> projected,
               const Batch& batch, std::span<const HeadRequest> requests,
               std::vector<Prediction<Scalar>>& predictions, base::Pool& pool,
               std::span<const Scalar* const> sides = {}) const;

  // ln p(gold) under a head of each label of batch.gold, laid out as that; 0 for missing ones. projected,
  // sides: as for predict(). initial: the states of each layer that sequences start from; null: the network's
  // own. final: those after the last token of each sequence, so that long texts can be read in pieces. Throws
  // std::logic_error for a head whose labels depend on each other.
  void score(const Scalar* weights, const Prepared& prepared, std::span<const Scalar* const> projected,
             const Batch& batch, std::size_t head, const std::vector<States<Scalar>>* initial,
             std::vector<double>& log_probabilities, std::vector<States<Scalar>>& final, base::Pool& pool,
             std::span<const Scalar* const> sides = {}) const;

  // The output of the encoder, which the heads read, [outputs x columns], and the states after the last token
  // of each sequence; otherwise as score().
  void encode(const Scalar* weights, const Prepared& prepared, std::span<const Scalar* const> projected,
              const Batch& batch, const std::vector<States<Scalar>>* initial, Activations<Scalar>& output,
              std::vector<States<Scalar>>& final, base::Pool& pool) const;

  // The loss of each head over its gold labels. Adds the gradient of the weighted sum of the heads' batch
  // losses to the step's gradient, and writes that of the tables that learn. Throws std::invalid_argument for
  // another number of tables than the shape has.
  std::vector<LossSum> loss(const TrainingStep<Scalar>& step, Workspace& workspace, base::Pool& pool) const;

 private:
  class TrainingPass;
  friend class Stepper<Scalar>;

  NetworkShape shape_;
  Layout layout_;
  std::optional<TokenInput<Scalar>> input_;
  std::optional<Encoder<Scalar>> encoder_;
  std::optional<TextPooling<Scalar>> pooling_;
  std::vector<std::unique_ptr<const Head<Scalar>>> heads_;
};

}  // namespace seqlab::nn
