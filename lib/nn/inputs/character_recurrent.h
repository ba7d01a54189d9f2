// Words from their characters by a bidirectional recurrent layer (Lample et al. 2016).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/noise.h"
#include "base/pool.h"
#include "nn/choices.h"
#include "nn/inputs/spellings.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"
#include "nn/numbers/packing.h"
#include "nn/recurrent/recurrent.h"

namespace seqlab::nn {

// y = the state of *ahead* after a word's last character above that of *back* after its first, [2h] with h
// units per direction; a word without characters gives zeros. Each distinct character is projected once.
template <class Scalar>
class CharacterRecurrent {
 public:
  // Throws std::invalid_argument if a number is 0.
  CharacterRecurrent(Layout& layout, const std::string& name, std::size_t dimension, std::size_t hidden);

  using Prepared = typename RecurrentLayer<Scalar>::Prepared;
  // What backward() needs, and consumes.
  struct Tape {
    Packing packing;
    std::vector<std::uint32_t> columns;  // of `vectors`, one per column of the packing
    typename RecurrentLayer<Scalar>::Tape layer;
    Activations<Scalar> outputs;  // at each character; in backward() their gradients, all zero
    States<Scalar> states;        // after each word; in backward() their gradients
  };

  [[nodiscard]] std::size_t outputs() const { return layer_.outputs(); }
  void initialise(Scalar* weights, const base::Noise& noise) const { layer_.initialise(weights, noise); }
  void prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const {
    layer_.prepare_training(weights, prepared, pool);
  }
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared, base::Pool& pool) const {
    layer_.prepare(weights, precision, prepared, pool);
  }

  // The input projection of the layer, a column per character. vectors: [dimension x characters].
  void project(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> vectors,
               Activations<Scalar>& projected, base::Pool& pool) const;
  // output: [2h x words]. columns: the column of `projected` for each character of the words, in order.
  // Memory other than the output grows neither with the words nor with the longest of them.
  void forward(const Scalar* weights, const Prepared& prepared, const Activations<Scalar>& projected,
               const Spellings& words, std::span<const std::uint32_t> columns, Columns<Scalar> output,
               base::Pool& pool) const;

  // The same with a tape, where `columns` are those of `vectors`.
  void forward(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> vectors,
               const Spellings& words, std::span<const std::uint32_t> columns, Columns<Scalar> output,
               Tape& tape, base::Pool& pool) const;
  // Writes dvectors and adds to the gradient of the weights.
  void backward(const Prepared& prepared, ConstColumns<Scalar> vectors, Tape& tape,
                ConstColumns<Scalar> doutput, Scalar* gradient, Activations<Scalar>& dvectors,
                base::Pool& pool) const;

 private:
  void run_words(const Scalar* weights, const Prepared& prepared, std::span<const Scalar* const> projected,
                 const Spellings& words, std::span<const std::uint32_t> columns, std::size_t first,
                 std::size_t end, Columns<Scalar> output) const;
  void run_long_word(const Scalar* weights, const Prepared& prepared,
                     std::span<const Scalar* const> projected, std::span<const std::uint32_t> columns,
                     Columns<Scalar> output) const;

  RecurrentLayer<Scalar> layer_;
};

}  // namespace seqlab::nn
