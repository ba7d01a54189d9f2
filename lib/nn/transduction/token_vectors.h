// Input columns of the tokens of sources and targets.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/noise.h"
#include "base/pool.h"
#include "kernels/packed_matrix.h"
#include "nn/inputs/feature_input.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/distinct_rows.h"
#include "nn/recurrent/layer_input.h"
#include "nn/transduction/token_batch.h"

namespace seqlab::nn {

struct TokenVectorsShape {
  std::size_t values = 0;     // v: symbols, or numbers of a token
  std::size_t dimension = 0;  // d
  bool numbers = false;       // tokens are columns of numbers, not symbols
};

// A vector [d] per symbol s, or per column n of numbers [v]; T [v x d] is in the flat weights.
//
//   x = T^T e_s   (the vector of s)        x = T^T n
//
// So a column with one 1 and zeros gives exactly the vector of a symbol. Immutable, and holds no weights.
template <class Scalar>
class TokenVectors {
 public:
  // Slot name.table. Throws std::invalid_argument if there are no values or the dimension is 0.
  TokenVectors(Layout& layout, const std::string& name, const TokenVectorsShape& shape);

  [[nodiscard]] std::size_t values() const { return table_.values(); }
  [[nodiscard]] std::size_t outputs() const { return table_.outputs(); }
  void initialise(Scalar* weights, const base::Noise& noise) const { table_.initialise(weights, noise); }
  // All vectors, [d x v].
  [[nodiscard]] Eigen::Map<const Matrix<Scalar>> vectors(const Scalar* weights) const {
    return table_.vectors(weights);
  }

  struct Prepared {
    kernels::PackedMatrix<Scalar> table;  // T^T, for numbers
  };
  void prepare(const Scalar* weights, Prepared& prepared) const;

  struct Tape {
    Activations<Scalar> x;
    std::optional<DistinctRows> distinct;  // if equal symbols share a column
  };
  // What an encoder reads, whose columns x are on the tape. share: compute those of equal symbols once.
  [[nodiscard]] LayerInput<Scalar> forward(const Scalar* weights, const Prepared& prepared,
                                           const TokenBatch<Scalar>& tokens, bool share, Tape& tape,
                                           base::Pool& pool) const;
  // dx: of the tape's x. Adds to the gradient of the weights.
  void backward(const TokenBatch<Scalar>& tokens, const Tape& tape, const Activations<Scalar>& dx,
                Scalar* gradient, base::Pool& pool) const;

 private:
  TokenVectorsShape shape_;
  FeatureInput<Scalar> table_;
};

}  // namespace seqlab::nn
