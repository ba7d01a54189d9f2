// Vectors of the symbols of a large vocabulary, the rarer the narrower.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/noise.h"
#include "base/pool.h"
#include "nn/choices.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/affine.h"
#include "nn/numbers/clusters.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"
#include "nn/numbers/symbol_slots.h"

namespace seqlab::nn {

// Symbols in the order of descending frequency, and the length of the vectors that a network reads.
struct SymbolShape {
  std::vector<std::size_t> clusters;  // their sizes
  std::size_t dimension = 0;          // d
};

// Adaptive input representations (Baevski and Auli 2019): the symbols of cluster i have vectors e of d_i =
// max(1, d / 4^i) numbers, the rows of E_i [n_i x d_i], and
//
//   x = e in cluster 0, else P_i e, with P_i [d x d_i]
//
// These weights are part of the flat vector, so that heads can share them (Press and Wolf 2017), which is why
// a training step costs time in the number of symbols; word vectors that no head shares are better off in a
// table. Immutable, and holds no weights. Group "symbols".
template <class Scalar>
class SymbolInput {
 public:
  // Slots symbols.i.vectors, and for i > 0 symbols.i.projection. Throws std::invalid_argument for clusters
  // without symbols or a dimension of 0.
  SymbolInput(Layout& layout, const SymbolShape& shape);

  [[nodiscard]] std::size_t outputs() const { return slots_.dimension; }
  [[nodiscard]] const SymbolSlots& slots() const { return slots_; }
  // E_i uniform within +-sqrt(3 / d_i), so that the expected squared norm of a vector is 1; Glorot-uniform
  // P_i.
  void initialise(Scalar* weights, const base::Noise& noise) const;

  using Prepared = std::vector<typename Affine<Scalar>::Prepared>;  // of P_i
  // gradient: for backward().
  void prepare(const Scalar* weights, bool gradient, Prepared& prepared) const;

  // The types whose symbol is in each cluster i > 0, and their e.
  struct Tape {
    struct Members {
      std::vector<std::uint32_t> types;
      Activations<Scalar> vectors;
    };
    std::vector<Members> clusters;
  };
  // x [d x types] := those of the types' symbols, each below the number of symbols. tape: null in inference.
  void forward(const Scalar* weights, const Prepared& prepared, std::span<const std::uint32_t> symbols,
               Columns<Scalar> x, Tape* tape, base::Pool& pool) const;
  // dx: [d x types]. Adds to the gradient of the weights.
  void backward(const Prepared& prepared, std::span<const std::uint32_t> symbols, const Tape& tape,
                ConstColumns<Scalar> dx, Scalar* gradient, base::Pool& pool) const;

 private:
  Clusters clusters_;
  SymbolSlots slots_;
  std::vector<Affine<Scalar>> projections_;  // P_1, P_2, ...
};

}  // namespace seqlab::nn
