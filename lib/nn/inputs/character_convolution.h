// Words from their characters by convolution and maximum (Ma and Hovy 2016).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernels/packed_matrix.h"
#include "nn/inputs/character_encoder.h"

namespace seqlab::nn {

// For a word with character vectors e_0 ... e_{n-1}, and zeros around them,
//
//   y = b + max over 0 <= p < n of sum over 0 <= k < window of W_k e_{p + k - before},
//   before = (window - 1) / 2
//
// per filter; a word without characters gives b. An even window reaches one character further right than
// left. The weights are W [window*filters x dimension], W_0 first, and b [filters x 1].
//
// A position is a sum of `window` projected columns, and gradients are summed per character before they go
// through W.
template <class Scalar>
class CharacterConvolution final : public CharacterEncoder<Scalar> {
 public:
  // Throws std::invalid_argument if a number is 0.
  CharacterConvolution(Layout& layout, const std::string& name, const CharacterShape& shape);

  [[nodiscard]] std::size_t outputs() const override { return filters_; }
  // Uniform within +-sqrt(6 / (filters + window*dimension)); zero b.
  void initialise(Scalar* weights, const base::Noise& noise) const override;

  // W in the form that products read: each W_k is padded with zero rows to a multiple of
  // kernels::window_part_multiple.
  struct Prepared final : PreparedCharacters {
    kernels::PackedMatrix<Scalar> parts, transposed;
  };
  void prepare_training(const Scalar* weights, std::unique_ptr<PreparedCharacters>& prepared,
                        base::Pool& pool) const override;
  // Computes in the precision of Scalar, whatever `precision` is.
  void prepare(const Scalar* weights, Precision precision, std::unique_ptr<PreparedCharacters>& prepared,
               base::Pool& pool) const override;

  struct Tape final : CharacterTape {
    Activations<Scalar> projected;
    std::vector<std::uint32_t> positions;  // of the maxima, [filters x words]
    Activations<Scalar> dprojected;
  };
  // projected := W_k e for all k.
  void project(const Scalar* weights, const PreparedCharacters& prepared, ConstColumns<Scalar> vectors,
               Activations<Scalar>& projected, base::Pool& pool) const override;
  void forward(const Scalar* weights, const PreparedCharacters& prepared,
               const Activations<Scalar>& projected, const Spellings& words,
               std::span<const std::uint32_t> columns, Columns<Scalar> output,
               base::Pool& pool) const override;
  void forward_taped(const Scalar* weights, const PreparedCharacters& prepared, ConstColumns<Scalar> vectors,
                     const Spellings& words, std::span<const std::uint32_t> columns, Columns<Scalar> output,
                     std::unique_ptr<CharacterTape>& tape, base::Pool& pool) const override;
  void backward(const PreparedCharacters& prepared, ConstColumns<Scalar> vectors, const Spellings& words,
                std::span<const std::uint32_t> columns, CharacterTape& tape, ConstColumns<Scalar> doutput,
                Scalar* gradient, Activations<Scalar>& dvectors, base::Pool& pool) const override;

 private:
  [[nodiscard]] std::size_t padded_rows() const { return window_ * part_rows_; }
  // W with its parts padded, [padded_rows x dimension].
  [[nodiscard]] std::vector<Scalar> padded(const Scalar* weights) const;
  // positions: null, or written.
  void find_maxima(const Scalar* weights, const Activations<Scalar>& projected, const Spellings& words,
                   std::span<const std::uint32_t> columns, Columns<Scalar> output,
                   std::vector<std::uint32_t>* positions, base::Pool& pool) const;
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
