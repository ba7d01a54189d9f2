#include "nn/inputs/character_input.h"

#include <algorithm>
#include <cassert>

namespace seqlab::nn {

template <class Scalar>
CharacterInput<Scalar>::CharacterInput(Layout& layout, const std::string& name, const CharacterShape& shape)
    : table_(layout, name, shape.alphabet, shape.dimension, "characters"),
      encoder_(make_character_encoder<Scalar>(layout, name, shape)) {}

template <class Scalar>
void CharacterInput<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  table_.initialise(weights, noise.at(0));
  encoder_->initialise(weights, noise.at(1));
}

template <class Scalar>
void CharacterInput<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared,
                                              base::Pool& pool) const {
  encoder_->prepare_training(weights, prepared.encoder, pool);
}

template <class Scalar>
void CharacterInput<Scalar>::prepare(const Scalar* weights, Precision precision, Prepared& prepared,
                                     base::Pool& pool) const {
  encoder_->prepare(weights, precision, prepared.encoder, pool);
  encoder_->project(weights, *prepared.encoder, table_.vectors(weights), prepared.projected, pool);
}

template <class Scalar>
void CharacterInput<Scalar>::forward(const Scalar* weights, const Prepared& prepared, const Spellings& words,
                                     Columns<Scalar> output, Tape* tape, base::Pool& pool) const {
  assert(std::ranges::all_of(words.characters(), [&](std::uint32_t row) { return row < table_.values(); }));
  if (tape == nullptr) {
    encoder_->forward(weights, *prepared.encoder, prepared.projected, words, words.characters(), output,
                      pool);
    return;
  }
  const DistinctRows& used = tape->used.emplace(words.characters());
  tape->vectors.resize(table_.outputs(), used.rows.size());
  table_.forward(weights, used.rows, tape->vectors.matrix());
  encoder_->forward_taped(weights, *prepared.encoder, tape->vectors.matrix(), words, used.columns, output,
                          tape->encoder, pool);
}

template <class Scalar>
void CharacterInput<Scalar>::backward(const Prepared& prepared, const Spellings& words, Tape& tape,
                                      ConstColumns<Scalar> doutput, Scalar* gradient,
                                      base::Pool& pool) const {
  encoder_->backward(*prepared.encoder, tape.vectors.matrix(), words, tape.used->columns, *tape.encoder,
                     doutput, gradient, tape.dvectors, pool);
  table_.backward(tape.used->rows, tape.dvectors.matrix(), gradient);
}

template class CharacterInput<Number>;

}  // namespace seqlab::nn
