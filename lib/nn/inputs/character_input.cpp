#include "nn/inputs/character_input.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace seqlab::nn {

template <class Scalar>
CharacterInput<Scalar>::CharacterInput(Layout& layout, const std::string& name, const CharacterShape& shape)
    : table_(layout, name, shape.alphabet, shape.dimension, "characters") {
  if (shape.kind == CharacterKind::cnn) {
    convolution_.emplace(layout, name, shape.dimension, shape.filters, shape.window);
  } else {
    recurrent_.emplace(layout, name, shape.dimension, shape.hidden);
  }
}

template <class Scalar>
std::size_t CharacterInput<Scalar>::outputs() const {
  return convolution_ ? convolution_->outputs() : recurrent_->outputs();
}

template <class Scalar>
void CharacterInput<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  table_.initialise(weights, noise.at(0));
  if (convolution_) {
    convolution_->initialise(weights, noise.at(1));
  } else {
    recurrent_->initialise(weights, noise.at(1));
  }
}

template <class Scalar>
void CharacterInput<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared,
                                              base::Pool& pool) const {
  if (convolution_) {
    convolution_->prepare(weights, true, prepared.convolution);
  } else {
    recurrent_->prepare_training(weights, prepared.recurrent, pool);
  }
}

template <class Scalar>
void CharacterInput<Scalar>::prepare(const Scalar* weights, Precision precision, Prepared& prepared,
                                     base::Pool& pool) const {
  if (convolution_) {
    convolution_->prepare(weights, false, prepared.convolution);
    convolution_->project(prepared.convolution, table_.vectors(weights), prepared.projected, pool);
  } else {
    recurrent_->prepare(weights, precision, prepared.recurrent, pool);
    recurrent_->project(weights, prepared.recurrent, table_.vectors(weights), prepared.projected, pool);
  }
}

template <class Scalar>
void CharacterInput<Scalar>::forward(const Scalar* weights, const Prepared& prepared, const Spellings& words,
                                     Columns<Scalar> output, Tape* tape, base::Pool& pool) const {
  assert(std::ranges::all_of(words.characters(), [&](std::uint32_t row) { return row < table_.values(); }));
  if (tape == nullptr) {
    const Activations<Scalar>& projected = prepared.projected;
    if (convolution_) {
      convolution_->forward(weights, projected, words, words.characters(), output, nullptr, pool);
    } else {
      recurrent_->forward(weights, prepared.recurrent, projected, words, words.characters(), output, pool);
    }
    return;
  }
  const DistinctRows& used = tape->used.emplace(words.characters());
  tape->vectors.resize(table_.outputs(), used.rows.size());
  table_.forward(weights, used.rows, tape->vectors.matrix());
  if (convolution_) {
    Activations<Scalar>& projected = tape->convolution.projected;
    convolution_->project(prepared.convolution, tape->vectors.matrix(), projected, pool);
    convolution_->forward(weights, projected, words, used.columns, output, &tape->convolution.positions,
                          pool);
  } else {
    recurrent_->forward(weights, prepared.recurrent, tape->vectors.matrix(), words, used.columns, output,
                        tape->recurrent, pool);
  }
}

template <class Scalar>
void CharacterInput<Scalar>::backward(const Prepared& prepared, const Spellings& words, Tape& tape,
                                      ConstColumns<Scalar> doutput, Scalar* gradient,
                                      base::Pool& pool) const {
  if (convolution_) {
    convolution_->backward(prepared.convolution, tape.vectors.matrix(), words, tape.used->columns,
                           tape.convolution, doutput, gradient, tape.dvectors, pool);
  } else {
    recurrent_->backward(prepared.recurrent, tape.vectors.matrix(), tape.recurrent, doutput, gradient,
                         tape.dvectors, pool);
  }
  table_.backward(tape.used->rows, tape.dvectors.matrix(), gradient);
}

template class CharacterInput<Number>;

}  // namespace seqlab::nn
