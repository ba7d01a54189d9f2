// Columns for words from their characters.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "nn/inputs/character_encoder.h"
#include "nn/inputs/feature_input.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/distinct_rows.h"

namespace seqlab::nn {

// A table of character vectors, and the encoder that computes a word's column from them. All weights are in
// the flat vector.
//
// Immutable, and holds no weights. A word gives the same bits alone and among any others, and for any number
// of threads; its cost depends on its own length only.
template <class Scalar>
class CharacterInput {
 public:
  // Throws std::invalid_argument if a number that the kind uses is 0.
  CharacterInput(Layout& layout, const std::string& name, const CharacterShape& shape);

  // The weights in the form that the passes read: by prepare_training() for forward() with a tape and
  // backward(), by prepare() for forward() without one. Any number of threads may share it. Valid for the
  // weights and the instruction set it was made with.
  struct Prepared {
    std::unique_ptr<PreparedCharacters> encoder;
    Activations<Scalar> projected;  // by prepare(): of the whole alphabet
  };
  // What forward() leaves for backward(), which consumes it. Reused from batch to batch, it saves
  // allocations.
  struct Tape {
    std::optional<DistinctRows> used;  // characters
    Activations<Scalar> vectors;       // of the used characters
    std::unique_ptr<CharacterTape> encoder;
    Activations<Scalar> dvectors;
  };

  // Rows of a column.
  [[nodiscard]] std::size_t outputs() const { return encoder_->outputs(); }
  void initialise(Scalar* weights, const base::Noise& noise) const;

  void prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const;
  // Takes time and memory proportional to the alphabet.
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared, base::Pool& pool) const;

  // Characters are rows of the alphabet. output: [outputs x words], written. Without a tape (null), memory
  // other than the output grows neither with the words nor with the longest of them.
  void forward(const Scalar* weights, const Prepared& prepared, const Spellings& words,
               Columns<Scalar> output, Tape* tape, base::Pool& pool) const;
  // doutput: [outputs x words]. Adds to the gradient of the weights.
  void backward(const Prepared& prepared, const Spellings& words, Tape& tape, ConstColumns<Scalar> doutput,
                Scalar* gradient, base::Pool& pool) const;

 private:
  FeatureInput<Scalar> table_;
  std::unique_ptr<const CharacterEncoder<Scalar>> encoder_;
};

}  // namespace seqlab::nn
