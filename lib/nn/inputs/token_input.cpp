#include "nn/inputs/token_input.h"

namespace seqlab::nn {

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
}

template <class Scalar>
void TokenInput<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  if (characters_) characters_->initialise(weights, noise.at(0));
  for (std::size_t i = 0; i < features_.size(); ++i) features_[i].initialise(weights, noise.at(1 + i));
}

template <class Scalar>
void TokenInput<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const {
  if (!characters_) return;
  if (!prepared) prepared.emplace();
  characters_->prepare_training(weights, *prepared, pool);
}

template <class Scalar>
void TokenInput<Scalar>::prepare(const Scalar* weights, Precision precision, Prepared& prepared,
                                 base::Pool& pool) const {
  if (!characters_) return;
  if (!prepared) prepared.emplace();
  characters_->prepare(weights, precision, *prepared, pool);
}

template <class Scalar>
void TokenInput<Scalar>::forward(const Scalar* weights, const Prepared& prepared, const TokenTypes& types,
                                 Columns<Scalar> x, Tape* tape, base::Pool& pool) const {
  Eigen::Index row = index(word_rows_);
  if (characters_) {
    const Eigen::Index rows = index(characters_->outputs());
    characters_->forward(weights, *prepared, types.spellings, x.middleRows(row, rows), tape, pool);
    row += rows;
  }
  for (std::size_t i = 0; i < features_.size(); ++i) {
    const Eigen::Index rows = index(features_[i].outputs());
    features_[i].forward(weights, types.features[i], x.middleRows(row, rows));
    row += rows;
  }
}

template <class Scalar>
void TokenInput<Scalar>::backward(const Prepared& prepared, const TokenTypes& types, Tape& tape,
                                  ConstColumns<Scalar> dx, Scalar* gradient, base::Pool& pool) const {
  Eigen::Index row = index(word_rows_);
  if (characters_) {
    const Eigen::Index rows = index(characters_->outputs());
    characters_->backward(*prepared, types.spellings, tape, dx.middleRows(row, rows), gradient, pool);
    row += rows;
  }
  for (std::size_t i = 0; i < features_.size(); ++i) {
    const Eigen::Index rows = index(features_[i].outputs());
    features_[i].backward(types.features[i], dx.middleRows(row, rows), gradient);
    row += rows;
  }
}

template class TokenInput<Number>;

}  // namespace seqlab::nn
