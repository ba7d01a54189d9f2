// Columns for words from their characters.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "nn/choices.h"
#include "nn/inputs/character_convolution.h"
#include "nn/inputs/character_recurrent.h"
#include "nn/inputs/feature_input.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/distinct_rows.h"

namespace seqlab::nn {

struct CharacterShape {
  CharacterKind kind = CharacterKind::cnn;
  std::size_t alphabet = 0;    // rows of the table, with that of the unknown character, row 0
  std::size_t dimension = 30;  // of a character's vector
  std::size_t filters = 30;    // cnn
  std::size_t window = 3;      // cnn: characters
  std::size_t hidden = 25;     // lstm: units a direction
};

// A table of characters and what makes one column of a word's. All its weights stand in the flat vector.
//
// Const and without memory. A word gives the same to the last bit alone and beside any others, and for any
// number of threads; it costs its own length.
template <class Scalar>
class CharacterInput {
 public:
  // Throws std::invalid_argument when a number of the shape that its kind uses is 0.
  CharacterInput(Layout& layout, const std::string& name, const CharacterShape& shape);

  // The weights as the passes read them: after prepare_training() for a forward pass with a tape and its
  // gradient, after prepare() for one without. Const use by any number of threads. Valid for the weights and
  // the instruction set it was made with.
  struct Prepared {
    typename CharacterConvolution<Scalar>::Prepared convolution;
    typename CharacterRecurrent<Scalar>::Prepared recurrent;
    Activations<Scalar> projected;  // by prepare(): of every character of the alphabet
  };
  // What one forward pass leaves for its gradient pass, which uses it up. Kept from batch to batch, it saves
  // allocating it anew.
  struct Tape {
    std::optional<DistinctRows> used;  // characters
    Activations<Scalar> vectors;       // theirs
    typename CharacterConvolution<Scalar>::Tape convolution;
    typename CharacterRecurrent<Scalar>::Tape recurrent;
    Activations<Scalar> dvectors;
  };

  // Rows of a column.
  [[nodiscard]] std::size_t outputs() const;
  void initialise(Scalar* weights, const base::Noise& noise) const;

  void prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const;
  // Takes time and memory in the size of the alphabet. A convolution computes in the precision of Scalar,
  // whatever `precision` says.
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared, base::Pool& pool) const;

  // Each character of the words is below the alphabet's size. output: [outputs x words], written. Without a
  // tape (null) memory beside the output does not grow with the words or the longest of them.
  void forward(const Scalar* weights, const Prepared& prepared, const Spellings& words,
               Columns<Scalar> output, Tape* tape, base::Pool& pool) const;
  // doutput: [outputs x words]. Adds to the gradient of the weights.
  void backward(const Prepared& prepared, const Spellings& words, Tape& tape, ConstColumns<Scalar> doutput,
                Scalar* gradient, base::Pool& pool) const;

 private:
  FeatureInput<Scalar> table_;
  std::optional<CharacterConvolution<Scalar>> convolution_;  // one of both
  std::optional<CharacterRecurrent<Scalar>> recurrent_;
};

}  // namespace seqlab::nn
