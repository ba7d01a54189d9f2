// A head: turns the encoder's output into labels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/noise.h"
#include "base/pool.h"
#include "nn/choices.h"
#include "nn/heads/batch_loss.h"
#include "nn/heads/prediction.h"
#include "nn/heads/transitions.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"
#include "nn/numbers/packing.h"
#include "nn/numbers/strided.h"
#include "nn/numbers/symbol_slots.h"

namespace seqlab::nn {

struct HeadShape {
  std::string name = "head";
  std::size_t labels = 0;  // K
  HeadKind kind = HeadKind::softmax;
  AllowedTransitions allowed = {};         // predicted sequences obey these
  double weight = 1;                       // of the head's loss in the sum over all heads
  std::vector<std::size_t> clusters = {};  // adaptive: their sizes, the most frequent labels first
  // Labels are the symbols of the input, and share its vectors. A softmax that is tied is an adaptive one of
  // one cluster.
  bool tied = false;
};

// The weights of a head in the form that its passes read; each kind of head derives its own. Valid for the
// weights and the instruction set it was made with.
struct PreparedHead {
  virtual ~PreparedHead() = default;
};

// The interface of all kinds of heads. A head is immutable and holds no weights: any number of threads may
// share one.
//
// x is [inputs x columns of the packing], one column per token; a classifier packs each text's one column as
// a sequence of length 1.
//
// To add a kind: a file pair that implements this interface, its name in HeadKind, a row in make_head() and a
// naive reference in tests/nn.
template <class Scalar>
class Head {
 public:
  virtual ~Head() = default;

  virtual void initialise(Scalar* weights, const base::Noise& noise) const = 0;

  // Make what loss() and the other functions read. `prepared` is null or comes from an earlier call for this
  // head, and then keeps its memory.
  virtual void prepare_training(const Scalar* weights, std::unique_ptr<PreparedHead>& prepared) const = 0;
  virtual void prepare(const Scalar* weights, std::unique_ptr<PreparedHead>& prepared) const = 0;

  // Returns the loss of the gold labels, one per column; labels outside [0, K) are missing. Adds the gradient
  // of the batch loss, times the head's weight, to `gradient` and writes dx [inputs x columns]. Throws
  // std::invalid_argument for label weights that the kind does not take or that are not K.
  virtual LossSum loss(const Scalar* weights, const PreparedHead& prepared, const Packing& packing,
                       ConstColumns<Scalar> x, std::span<const std::int32_t> gold,
                       const BatchLoss& batch_loss, Scalar* gradient, Activations<Scalar>& dx,
                       base::Pool& pool) const = 0;

  // The best allowed labels of each sequence, and what else the request asks for. All probabilities of spans
  // and sequences are under the head's distribution over allowed sequences.
  virtual void predict(const Scalar* weights, const PreparedHead& prepared, const Packing& packing,
                       ConstColumns<Scalar> x, const HeadRequest& request, Prediction<Scalar>& prediction,
                       base::Pool& pool) const = 0;

  // The following two are for labels that do not depend on each other; by default they throw
  // std::logic_error.

  // log_probabilities := ln p(gold) of each column, 0 without a gold label. Memory does not grow with the
  // columns.
  virtual void score(const Scalar* weights, const PreparedHead& prepared, ConstColumns<Scalar> x,
                     std::span<const std::int32_t> gold, std::span<double> log_probabilities,
                     base::Pool& pool) const;

  // scores := [K x columns], the softmax of which is p, in the calling thread. scratch: reused from call to
  // call, it saves allocations.
  virtual void write_scores(const Scalar* weights, const PreparedHead& prepared,
                            const Strided<const Scalar>& x, std::size_t columns,
                            const Strided<Scalar>& scores, Activations<Scalar>& scratch) const;
};

// The registry of kinds. `inputs`: rows of x. symbols: what a tied head shares. Throws std::invalid_argument
// for one without symbols, or that has other clusters.
template <class Scalar>
std::unique_ptr<const Head<Scalar>> make_head(Layout& layout, const HeadShape& shape, std::size_t inputs,
                                              const SymbolSlots* symbols = nullptr);

}  // namespace seqlab::nn
