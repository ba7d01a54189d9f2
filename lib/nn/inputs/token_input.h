// Columns for tokens: word vectors, of one table or of several one below the other, above characters above
// features.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "nn/choices.h"
#include "nn/inputs/character_input.h"
#include "nn/inputs/feature_input.h"
#include "nn/inputs/token_types.h"

namespace seqlab::nn {

// A category that tokens have a value of, and the length of a value's vector.
struct FeatureShape {
  std::string name;
  std::size_t values = 0;  // with the unknown value, 0
  std::size_t dimension = 0;
};

struct TokenInputShape {
  std::size_t dimension = 0;  // of the word vectors of the first table
  std::optional<CharacterShape> characters;
  std::vector<FeatureShape> features;
  std::vector<std::size_t> further_dimensions;  // of the word vectors of each further table

  // Numbers of a column that are word vectors.
  [[nodiscard]] std::size_t word_rows() const;
};

// What stands below the word vectors in the columns that the first layer reads. Const and without memory.
template <class Scalar>
class TokenInput {
 public:
  TokenInput(Layout& layout, const TokenInputShape& shape);

  using Prepared = std::optional<typename CharacterInput<Scalar>::Prepared>;
  using Tape = typename CharacterInput<Scalar>::Tape;

  // Rows of a column, those of the word vectors among them.
  [[nodiscard]] std::size_t outputs() const { return outputs_; }
  [[nodiscard]] bool words_alone() const { return outputs_ == word_rows_; }
  void initialise(Scalar* weights, const base::Noise& noise) const;
  void prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const;
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared, base::Pool& pool) const;

  // Fills the rows of x [outputs x types] below the word vectors. tape: null for inference.
  void forward(const Scalar* weights, const Prepared& prepared, const TokenTypes& types, Columns<Scalar> x,
               Tape* tape, base::Pool& pool) const;
  // dx: [outputs x types]. Adds to the gradient of the weights.
  void backward(const Prepared& prepared, const TokenTypes& types, Tape& tape, ConstColumns<Scalar> dx,
                Scalar* gradient, base::Pool& pool) const;

 private:
  std::size_t word_rows_;
  std::size_t outputs_;
  std::optional<CharacterInput<Scalar>> characters_;
  std::vector<FeatureInput<Scalar>> features_;
};

}  // namespace seqlab::nn
