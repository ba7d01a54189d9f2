// A word's characters through a convolution and a maximum (Ma and Hovy 2016).
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

// For a word with the vectors e_0 ... e_{n-1}, zero outside,
//
//   y = b + max over 0 <= p < n of sum over 0 <= k < window of W_k e_{p + k - before},   before = (window -
//   1) / 2
//
// of each of the filters; a word without characters gives b. An even window reaches one character further to
// the end than to the beginning. The weights are W [window*filters x dimension], W_0 first, and b [filters x
// 1].
//
// Since an alphabet is small, W_k e is computed once for each character that occurs; a position is then a sum
// of `window` columns of such products, and a gradient is summed for each character before it goes through W.
template <class Scalar>
class CharacterConvolution {
 public:
  // Throws std::invalid_argument when a number is 0.
  CharacterConvolution(Layout& layout, const std::string& name, std::size_t dimension, std::size_t filters,
                       std::size_t window);

  // W as the products read it: the rows of each W_k filled up with zero rows to a multiple of
  // kernels::window_part_multiple.
  struct Prepared {
    kernels::PackedMatrix<Scalar> parts, transposed;
  };
  // What the gradient pass needs.
  struct Tape {
    Activations<Scalar> projected;         // of the characters that occur
    std::vector<std::uint32_t> positions;  // of the maxima, [filters x words]
    Activations<Scalar> dprojected;
  };

  [[nodiscard]] std::size_t outputs() const { return filters_; }
  // Evenly from +-sqrt(6 / (filters + window*dimension)), zero b.
  void initialise(Scalar* weights, const base::Noise& noise) const;
  // `gradient`: also what backward() needs.
  void prepare(const Scalar* weights, bool gradient, Prepared& prepared) const;

  // W_k e for all k, a column a character: vectors [dimension x characters].
  void project(const Prepared& prepared, ConstColumns<Scalar> vectors, Activations<Scalar>& projected,
               base::Pool& pool) const;
  // output: [filters x words]; character i of the words, one after the other, has column columns[i] of
  // `projected`. positions: null, or resized and written.
  void forward(const Scalar* weights, const Activations<Scalar>& projected, const Spellings& words,
               std::span<const std::uint32_t> columns, Columns<Scalar> output,
               std::vector<std::uint32_t>* positions, base::Pool& pool) const;
  // vectors: those given to project(), of which dvectors is the gradient. Adds to the gradient of the
  // weights.
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
