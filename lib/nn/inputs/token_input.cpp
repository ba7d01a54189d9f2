#include "nn/inputs/token_input.h"

#include <cstdint>

namespace seqlab::nn {

namespace {

// Branches of the noise of initial weights: that of characters, and from 1 on those of features.
constexpr std::uint64_t initial_characters = 0;
constexpr std::uint64_t initial_symbols = std::uint64_t{1} << 32U;

}  // namespace

template <class Scalar>
TokenInput<Scalar>::TokenInput(Layout& layout, const TokenInputShape& shape)
    : word_rows_(shape.word_rows()), outputs_(word_rows_) {
  if (shape.characters) {
    characters_.emplace(layout, "characters", *shape.characters);
    outputs_ += characters_->outputs();
  }
  for (const FeatureShape& feature : shape.features) {
    features_.emplace_back(layout, "features." + feature.name, feature.values, feature.dimension);
    outputs_ += features_.back().outputs();
  }
  if (shape.symbols) {
    symbols_.emplace(layout, *shape.symbols);
    outputs_ += symbols_->outputs();
  }
}

template <class Scalar>
void TokenInput<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  if (characters_) characters_->initialise(weights, noise.at(initial_characters));
  for (std::size_t i = 0; i < features_.size(); ++i) features_[i].initialise(weights, noise.at(1 + i));
  if (symbols_) symbols_->initialise(weights, noise.at(initial_symbols));
}

template <class Scalar>
void TokenInput<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const {
  if (characters_) characters_->prepare_training(weights, prepared.characters, pool);
  if (symbols_) symbols_->prepare(weights, true, prepared.symbols);
}

template <class Scalar>
void TokenInput<Scalar>::prepare(const Scalar* weights, Precision precision, Prepared& prepared,
                                 base::Pool& pool) const {
  if (characters_) characters_->prepare(weights, precision, prepared.characters, pool);
  if (symbols_) symbols_->prepare(weights, false, prepared.symbols);
}

template <class Scalar>
void TokenInput<Scalar>::forward(const Scalar* weights, const Prepared& prepared, const TokenTypes& types,
                                 Columns<Scalar> x, Tape* tape, base::Pool& pool) const {
  Eigen::Index row = index(word_rows_);
  if (characters_) {
    const Eigen::Index rows = index(characters_->outputs());
    characters_->forward(weights, prepared.characters, types.spellings, x.middleRows(row, rows),
                         tape == nullptr ? nullptr : &tape->characters, pool);
    row += rows;
  }
  for (std::size_t i = 0; i < features_.size(); ++i) {
    const Eigen::Index rows = index(features_[i].outputs());
    features_[i].forward(weights, types.features[i], x.middleRows(row, rows));
    row += rows;
  }
  if (!symbols_) return;
  symbols_->forward(weights, prepared.symbols, types.symbols, x.bottomRows(index(symbols_->outputs())),
                    tape == nullptr ? nullptr : &tape->symbols, pool);
}

template <class Scalar>
void TokenInput<Scalar>::backward(const Prepared& prepared, const TokenTypes& types, Tape& tape,
                                  ConstColumns<Scalar> dx, Scalar* gradient, base::Pool& pool) const {
  Eigen::Index row = index(word_rows_);
  if (characters_) {
    const Eigen::Index rows = index(characters_->outputs());
    characters_->backward(prepared.characters, types.spellings, tape.characters, dx.middleRows(row, rows),
                          gradient, pool);
    row += rows;
  }
  for (std::size_t i = 0; i < features_.size(); ++i) {
    const Eigen::Index rows = index(features_[i].outputs());
    features_[i].backward(types.features[i], dx.middleRows(row, rows), gradient);
    row += rows;
  }
  if (!symbols_) return;
  symbols_->backward(prepared.symbols, types.symbols, tape.symbols, dx.bottomRows(index(symbols_->outputs())),
                     gradient, pool);
}

template class TokenInput<Number>;

}  // namespace seqlab::nn
