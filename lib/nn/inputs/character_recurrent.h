// Words from their characters by a bidirectional recurrent layer (Lample et al. 2016).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nn/inputs/character_encoder.h"
#include "nn/numbers/packing.h"
#include "nn/recurrent/recurrent.h"

namespace seqlab::nn {

// y = the state of *ahead* after a word's last character above that of *back* after its first, [2h] with h
// units per direction; a word without characters gives zeros.
template <class Scalar>
class CharacterRecurrent final : public CharacterEncoder<Scalar> {
 public:
  // Throws std::invalid_argument if a number is 0.
  CharacterRecurrent(Layout& layout, const std::string& name, const CharacterShape& shape);

  [[nodiscard]] std::size_t outputs() const override { return layer_.outputs(); }
  void initialise(Scalar* weights, const base::Noise& noise) const override {
    layer_.initialise(weights, noise);
  }

  struct Prepared final : PreparedCharacters {
    typename RecurrentLayer<Scalar>::Prepared layer;
  };
  void prepare_training(const Scalar* weights, std::unique_ptr<PreparedCharacters>& prepared,
                        base::Pool& pool) const override;
  void prepare(const Scalar* weights, Precision precision, std::unique_ptr<PreparedCharacters>& prepared,
               base::Pool& pool) const override;

  struct Tape final : CharacterTape {
    Packing packing;
    std::vector<std::uint32_t> columns;  // of `vectors`, one per column of the packing
    typename RecurrentLayer<Scalar>::Tape layer;
    Activations<Scalar> outputs;  // at each character; in backward() their gradients, all zero
    States<Scalar> states;        // after each word; in backward() their gradients
  };
  // The input projection of the layer.
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
  using LayerPrepared = typename RecurrentLayer<Scalar>::Prepared;
  // Words [first, end).
  void run_words(const Scalar* weights, const LayerPrepared& prepared,
                 std::span<const Scalar* const> projected, const Spellings& words,
                 std::span<const std::uint32_t> columns, std::size_t first, std::size_t end,
                 Columns<Scalar> output) const;
  // A word too long to be run at once, given by the columns of its characters.
  void run_long_word(const Scalar* weights, const LayerPrepared& prepared,
                     std::span<const Scalar* const> projected, std::span<const std::uint32_t> columns,
                     Columns<Scalar> output) const;

  RecurrentLayer<Scalar> layer_;
};

}  // namespace seqlab::nn
