// The interface of what turns the characters of a word into one column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/noise.h"
#include "base/pool.h"
#include "nn/choices.h"
#include "nn/inputs/spellings.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

struct CharacterShape {
  CharacterKind kind = CharacterKind::cnn;
  std::size_t alphabet = 0;    // rows of the table; row 0 is the unknown character
  std::size_t dimension = 30;  // of a character's vector
  std::size_t filters = 30;    // cnn
  std::size_t window = 3;      // cnn: characters
  std::size_t hidden = 25;     // a cell: units per direction
};

// The weights in the form that the passes read; each kind derives its own. Valid for the weights and the
// instruction set it was made with.
struct PreparedCharacters {
  virtual ~PreparedCharacters() = default;
};

// What the forward pass leaves for backward(), which consumes it; each kind derives its own. Reused from
// batch to batch, it saves allocations.
struct CharacterTape {
  virtual ~CharacterTape() = default;
};

// Immutable, and holds no weights. Alphabets are small, so each character that occurs is projected once;
// words are then computed from the projected characters.
//
// To add a kind: a file pair that implements this interface, its name in CharacterKind, a row in
// make_character_encoder() and a naive reference in tests/nn.
template <class Scalar>
class CharacterEncoder {
 public:
  virtual ~CharacterEncoder() = default;

  // Rows of a word's column.
  [[nodiscard]] virtual std::size_t outputs() const = 0;
  virtual void initialise(Scalar* weights, const base::Noise& noise) const = 0;

  // Make what the passes read: for forward_taped() and backward(), and for inference. `prepared` is null or
  // comes from an earlier call for this encoder, and then keeps its memory.
  virtual void prepare_training(const Scalar* weights, std::unique_ptr<PreparedCharacters>& prepared,
                                base::Pool& pool) const = 0;
  virtual void prepare(const Scalar* weights, Precision precision,
                       std::unique_ptr<PreparedCharacters>& prepared, base::Pool& pool) const = 0;

  // Projects characters, a column each. vectors: [dimension x characters].
  virtual void project(const Scalar* weights, const PreparedCharacters& prepared,
                       ConstColumns<Scalar> vectors, Activations<Scalar>& projected,
                       base::Pool& pool) const = 0;
  // For inference. output: [outputs x words]. columns: the column of `projected` for each character of the
  // words, in order. Memory other than the output grows neither with the words nor with the longest of them.
  virtual void forward(const Scalar* weights, const PreparedCharacters& prepared,
                       const Activations<Scalar>& projected, const Spellings& words,
                       std::span<const std::uint32_t> columns, Columns<Scalar> output,
                       base::Pool& pool) const = 0;

  // For training, where `columns` are those of vectors [dimension x characters]. `tape` may be null or used.
  virtual void forward_taped(const Scalar* weights, const PreparedCharacters& prepared,
                             ConstColumns<Scalar> vectors, const Spellings& words,
                             std::span<const std::uint32_t> columns, Columns<Scalar> output,
                             std::unique_ptr<CharacterTape>& tape, base::Pool& pool) const = 0;
  // Takes what forward_taped() took, and doutput [outputs x words]. Adds to the gradient of the weights and
  // writes dvectors.
  virtual void backward(const PreparedCharacters& prepared, ConstColumns<Scalar> vectors,
                        const Spellings& words, std::span<const std::uint32_t> columns, CharacterTape& tape,
                        ConstColumns<Scalar> doutput, Scalar* gradient, Activations<Scalar>& dvectors,
                        base::Pool& pool) const = 0;
};

// The registry of kinds. Throws std::invalid_argument if a number that the kind uses is 0.
template <class Scalar>
std::unique_ptr<const CharacterEncoder<Scalar>> make_character_encoder(Layout& layout,
                                                                       const std::string& name,
                                                                       const CharacterShape& shape);

}  // namespace seqlab::nn
