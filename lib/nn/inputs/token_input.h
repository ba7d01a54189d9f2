// The input column of a token: its word vector in each table, then its characters, then its features, then
// its symbol.
#pragma once

#include <cstddef>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "nn/choices.h"
#include "nn/inputs/character_input.h"
#include "nn/inputs/feature_input.h"
#include "nn/inputs/symbol_input.h"
#include "nn/inputs/token_types.h"

namespace seqlab::nn {

// A categorical feature of tokens.
struct FeatureShape {
  std::string name;
  std::size_t values = 0;  // including the unknown value, 0
  std::size_t dimension = 0;
};

struct TokenInputShape {
  std::vector<std::size_t> tables;  // the dimension of each table of word vectors
  std::optional<CharacterShape> characters;
  std::vector<FeatureShape> features;
  std::optional<SymbolShape> symbols = {};

  // Rows of an input column that are word vectors.
  [[nodiscard]] std::size_t word_rows() const {
    return std::accumulate(tables.begin(), tables.end(), std::size_t{0});
  }
};

// Computes the part of the input columns below the word vectors. Immutable, and holds no weights.
template <class Scalar>
class TokenInput {
 public:
  TokenInput(Layout& layout, const TokenInputShape& shape);

  struct Prepared {
    typename CharacterInput<Scalar>::Prepared characters;
    typename SymbolInput<Scalar>::Prepared symbols;
  };
  struct Tape {
    typename CharacterInput<Scalar>::Tape characters;
    typename SymbolInput<Scalar>::Tape symbols;
  };

  // Rows of an input column, including the word vectors.
  [[nodiscard]] std::size_t outputs() const { return outputs_; }
  [[nodiscard]] bool words_alone() const { return outputs_ == word_rows_; }
  // Null without symbols.
  [[nodiscard]] const SymbolSlots* symbols() const { return symbols_ ? &symbols_->slots() : nullptr; }
  void initialise(Scalar* weights, const base::Noise& noise) const;
  void prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const;
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared, base::Pool& pool) const;

  // Fills the rows of x [outputs x types] below the word vectors. tape: null in inference.
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
  std::optional<SymbolInput<Scalar>> symbols_;
};

}  // namespace seqlab::nn
