// Words from their characters by convolution and maximum (Ma and Hovy 2016).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/noise.h"
#include "base/pool.h"
#include "kernels/packed_matrix.h"
#include "nn/inputs/spellings.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// For a word with character vectors e_0 ... e_{n-1}, and zeros around them,
//
//   y = b + max over 0 <= p < n of sum over 0 <= k < window of W_k e_{p + k - before},
//   before = (window - 1) / 2
//
// per filter; a word without characters gives b. An even window reaches one character further right than
// left. The weights are W [window*filters x dimension], W_0 first, and b [filters x 1].
//
// Alphabets are small, so W_k e is computed once per character that occurs. A position is then a sum of
// `window` such columns, and gradients are summed per character before they go through W.
template <class Scalar>
class CharacterConvolution {
 public:
  // Throws std::invalid_argument if a number is 0.
  CharacterConvolution(Layout& layout, const std::string& name, std::size_t dimension, std::size_t filters,
                       std::size_t window);

  // W in the form that products read: each W_k is padded with zero rows to a multiple of
  // kernels::window_part_multiple.
  struct Prepared {
    kernels::PackedMatrix<Scalar> parts, transposed;
  };
  // What backward() needs.
  struct Tape {
    Activations<Scalar> projected;         // of the characters that occur
    std::vector<std::uint32_t> positions;  // of the maxima, [filters x words]
    Activations<Scalar> dprojected;
  };

  [[nodiscard]] std::size_t outputs() const { return filters_; }
  // Uniform within +-sqrt(6 / (filters + window*dimension)); zero b.
  void initialise(Scalar* weights, const base::Noise& noise) const;
  // `gradient`: also what backward() needs.
  void prepare(const Scalar* weights, bool gradient, Prepared& prepared) const;

  // projected := W_k e for all k, a column per character. vectors: [dimension x characters].
  void project(const Prepared& prepared, ConstColumns<Scalar> vectors, Activations<Scalar>& projected,
               base::Pool& pool) const;
  // output: [filters x words]. columns: the column of `projected` for each character of the words, in order.
  // positions: null, or written.
  void forward(const Scalar* weights, const Activations<Scalar>& projected, const Spellings& words,
               std::span<const std::uint32_t> columns, Columns<Scalar> output,
               std::vector<std::uint32_t>* positions, base::Pool& pool) const;
  // vectors: as passed to project(). Adds to the gradient of the weights and writes dvectors.
  void backward(const Prepared& prepared, ConstColumns<Scalar> vectors, const Spellings& words,
                std::span<const std::uint32_t> columns, Tape& tape, ConstColumns<Scalar> doutput,
                Scalar* gradient, Activations<Scalar>& dvectors, base::Pool& pool) const;

 private:
  void sum_by_character(const Spellings& words, std::span<const std::uint32_t> columns, Tape& tape,
                        ConstColumns<Scalar> doutput, Scalar* gradient, std::size_t first,
                        std::size_t end) const;

  std::size_t dimension_;
  std::size_t filters_;
  std::size_t window_;
  std::size_t before_;
  std::size_t part_rows_;
  Slot weight_;
  Slot bias_;
};

}  // namespace seqlab::nn
