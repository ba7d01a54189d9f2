// Inputs, encoder and heads: the whole way from words to labels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nn/choices.h"
#include "nn/heads/head.h"
#include "nn/inputs/token_input.h"
#include "nn/numbers/sparse_gradient.h"
#include "nn/pooling/text_pooling.h"
#include "nn/recurrent/encoder.h"

namespace seqlab::nn {

struct NetworkShape {
  CellKind cell = CellKind::lstm;
  TokenInputShape input;
  std::size_t layers = 1;
  RecurrentShape recurrent;
  LayerOutputShape layer_output;
  std::vector<HeadShape> heads;
  std::optional<Pooling> pooling;  // none: a label a token; else a label a sequence
};

// Sequences of tokens.
struct Batch {
  Packing packing;
  TokenTypes types;
  std::vector<std::uint32_t> tokens;  // one a column: its type
  // Of each head, one a column or, pooled, one a sequence in the caller's order; -1: none.
  std::vector<std::vector<std::int32_t>> gold;
  std::vector<std::uint64_t> identities;  // one a sequence in the caller's order: its index in the corpus
};

// Packs sequences of tokens; `gold` has, for each of the first heads, a label a token or, pooled, one label;
// empty: none. The types stay the caller's to fill in.
struct BatchSequence {
  std::span<const std::uint32_t> tokens;
  std::vector<std::span<const std::int32_t>> gold;
  std::uint64_t identity = 0;
};
Batch make_batch(std::span<const BatchSequence> sequences, std::size_t heads, bool pooled);

// A table of word vectors beside the first one: [dimension x rows], and where its gradient goes; null where
// it does not learn.
template <class Scalar>
struct FurtherTable {
  const Matrix<Scalar>* vectors = nullptr;
  SparseGradient<Scalar>* gradient = nullptr;
};

struct DropoutRates {
  double input = 0;
  double layers = 0;
  double output = 0;
  DropoutKind kind = DropoutKind::plain;
};

// Const and without memory. The tables of word vectors, [dimension x words], stand beside the flat vector of
// the other weights, because a batch touches few of their rows.
template <class Scalar>
class Network {
 public:
  explicit Network(const NetworkShape& shape);

  // The weights as the products read them: made once for inference, again after each training step. Const use
  // by any number of threads. Valid for the weights and the instruction set it was made with.
  struct Prepared {
    typename TokenInput<Scalar>::Prepared input;
    typename Encoder<Scalar>::Prepared encoder;
    typename TextPooling<Scalar>::Prepared pooling;
    std::vector<typename Head<Scalar>::Prepared> heads;
  };
  // Memory of a training step, kept from step to step.
  struct Workspace {
    Prepared prepared;
    typename TokenInput<Scalar>::Tape input_tape;
    typename Encoder<Scalar>::Tape tape;
    typename TextPooling<Scalar>::Tape pooling_tape;
    Activations<Scalar> types, dtypes;  // what the first layer reads of each type
    Activations<Scalar> input, output, doutput, dhead, dinput;
    std::vector<States<Scalar>> final;
  };

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] std::size_t heads() const { return heads_.size(); }
  // Numbers of a column that project() gives.
  [[nodiscard]] std::size_t projected_rows() const { return encoder_->projected_rows(); }
  [[nodiscard]] std::vector<Scalar> initial_weights(const base::Noise& noise) const;
  // To run the network alone; the heads stay in single precision.
  [[nodiscard]] Prepared prepare(const Scalar* weights, Precision precision, base::Pool& pool) const;

  // What the first layer makes of types of tokens, a column each, whatever stands beside them. vectors: those
  // of their words, of all tables one below the other, [word_rows x types].
  void project(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> vectors,
               const TokenTypes& types, Activations<Scalar>& projected, base::Pool& pool) const;

  // projected: where the column of each type stands that project() gave; the batch needs no types. Writes
  // what the head of each request says of the columns or, pooled, of the sequences in the caller's order; the
  // other heads are not computed.
  void predict(const Scalar* weights, const Prepared& prepared, std::span<const Scalar* const> projected,
               const Batch& batch, std::span<const HeadRequest> requests,
               std::vector<Prediction<Scalar>>& predictions, base::Pool& pool) const;

  // The loss of each head: the sum over what has a gold label, and their count. batch.types.words are rows of
  // the table. Adds the gradient of the heads' losses, each times its weight, to `gradient` (the size of the
  // layout) and writes that of the table's rows where not null. dropout: noise of this step; null: none.
  // batch_losses: of each head; empty: the mean for each. further: of each of the shape's further tables.
  std::vector<LossSum> loss(const Scalar* weights, ConstColumns<Scalar> table, const Batch& batch,
                            const DropoutRates* dropout, const base::Noise& noise, Scalar* gradient,
                            SparseGradient<Scalar>* table_gradient, Workspace& workspace, base::Pool& pool,
                            std::span<const BatchLoss> batch_losses = {},
                            std::span<const FurtherTable<Scalar>> further = {}) const;

 private:
  // The columns that the heads read, for each head its part of the loss and of doutput.
  std::vector<LossSum> run_heads(const Scalar* weights, ConstColumns<Scalar> x, const Batch& batch,
                                 std::span<const BatchLoss> batch_losses, Scalar* gradient,
                                 Activations<Scalar>& dx, Workspace& workspace, base::Pool& pool) const;
  // The gradient of a table whose vectors are the rows of dtypes from `first` on, and its rows `words`.
  // dtypes is used up where it is nothing else.
  void collect_table_gradient(std::span<const std::uint32_t> words, std::size_t first, std::size_t dimension,
                              SparseGradient<Scalar>& gradient, Activations<Scalar>& dtypes) const;

  NetworkShape shape_;
  Layout layout_;
  std::optional<TokenInput<Scalar>> input_;
  std::optional<Encoder<Scalar>> encoder_;
  std::optional<TextPooling<Scalar>> pooling_;
  std::vector<Head<Scalar>> heads_;
};

}  // namespace seqlab::nn
