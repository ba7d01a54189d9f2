// Word vectors, encoder and head: the whole way from words to label probabilities.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nn/distinct_rows.h"
#include "nn/encoder.h"
#include "nn/pooling.h"
#include "nn/softmax.h"

namespace seqlab::nn {

struct NetworkShape {
  std::string cell = "lstm";
  std::size_t inputs = 0;  // dimension of the word vectors
  std::size_t layers = 1;
  RecurrentShape recurrent;
  std::size_t labels = 0;
  std::optional<Pooling> pooling;  // none: a label a token; else a label a sequence
};

// Sequences of rows of the table of word vectors.
struct Batch {
  Packing packing;
  std::vector<std::uint32_t> words;  // one a column
  std::vector<std::int32_t> gold;  // one a column or, pooled, one a sequence in the caller's order; -1: none
  std::vector<std::uint64_t> identities;  // one a sequence in the caller's order: its index in the corpus
};

// Packs sequences of words; `gold` of each is a label a token or, pooled, one label; empty: none.
struct BatchSequence {
  std::span<const std::uint32_t> words;
  std::span<const std::int32_t> gold;
  std::uint64_t identity = 0;
};
Batch make_batch(std::span<const BatchSequence> sequences, bool pooled);

// The gradient of the rows of the table that a batch touched.
template <class Scalar>
struct SparseGradient {
  std::vector<std::uint32_t> rows;  // each once
  Activations<Scalar> values;       // [dimension x rows]
};

struct DropoutRates {
  double input = 0;
  double layers = 0;
  double output = 0;
  DropoutKind kind = DropoutKind::plain;
};

// Const and without memory. The table of word vectors, [inputs x words], stands beside the flat vector of the
// other weights, because a batch touches few of its rows.
template <class Scalar>
class Network {
 public:
  explicit Network(const NetworkShape& shape);

  // The weights as the products read them: made once for inference, again after each training step. Const use
  // by any number of threads. Valid for the weights and the instruction set it was made with.
  struct Prepared {
    typename Encoder<Scalar>::Prepared encoder;
    typename SoftmaxHead<Scalar>::Prepared head;
  };
  // Memory of a training step, kept from step to step.
  struct Workspace {
    Prepared prepared;
    typename Encoder<Scalar>::Tape tape;
    Activations<Scalar> input, output, doutput, dinput;
    std::vector<States<Scalar>> final;
  };

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] std::size_t labels() const { return head_->labels(); }
  // Numbers of a column that project() gives.
  [[nodiscard]] std::size_t projected_rows() const { return encoder_->projected_rows(); }
  [[nodiscard]] std::vector<Scalar> initial_weights(const Noise& noise) const;
  // To run the network alone; the head stays in single precision.
  [[nodiscard]] Prepared prepare(const Scalar* weights, Precision precision, Pool& pool) const;

  // What the first layer makes of word vectors, a column each, whatever stands beside them.
  void project(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> vectors,
               Activations<Scalar>& projected, Pool& pool) const;

  // projected: where the column of each word stands that project() gave; batch.words are indices of them.
  // Writes [K x columns] or, pooled, [K x sequences in the caller's order].
  void probabilities(const Scalar* weights, const Prepared& prepared,
                     std::span<const Scalar* const> projected, const Batch& batch,
                     Activations<Scalar>& probabilities, Pool& pool) const;

  // The loss over what has a gold label, as sum and count; batch.words are rows of the table. Adds the
  // gradient of their mean to `gradient` (the size of the layout) and writes that of the table's rows where
  // not null. dropout: noise of this step; null: none.
  LossSum loss(const Scalar* weights, ConstColumns<Scalar> table, const Batch& batch,
               const DropoutRates* dropout, const Noise& noise, Scalar* gradient,
               SparseGradient<Scalar>* table_gradient, Workspace& workspace, Pool& pool) const;

 private:
  NetworkShape shape_;
  Layout layout_;
  std::optional<Encoder<Scalar>> encoder_;
  std::optional<SoftmaxHead<Scalar>> head_;
};

}  // namespace seqlab::nn
