// Quantises models: weights of fewer bits.
#pragma once

#include "model/model.h"
#include "nn/choices.h"

namespace seqlab::model {

// Rounds the matrices of a model to the precision. bf16: all matrices and the word vectors. int8: the
// matrices of the recurrent layers and of attention, and the vectors of words and features, with a scale per
// row. The rest stays as it is, such as biases and initial states. Models within the model are rounded, too.
void round_matrices(Model& model, nn::Precision precision);

// Throws ModelError unless the model is in single precision.
void check_quantizable(const Model& model);

// A copy of a model whose matrices are rounded to the precision. Throws as check_quantizable() does.
template <class Kind>
Kind quantize(const Kind& model, nn::Precision precision) {
  check_quantizable(model);
  Kind result = model;
  if (precision != nn::Precision::f32) round_matrices(result, precision);
  return result;
}

// The model that a file of one in eight bits gives: its rows are rounded again when it is written, which may
// change a scale in its last bit.
template <class Kind>
Kind rounded_again(const Kind& model) {
  Kind result = model;
  round_matrices(result, nn::Precision::int8);
  return result;
}

// Whether a file of this precision stores the slot in it; other slots stay in single precision.
bool reduced(const nn::Slot& slot, nn::Precision precision);

}  // namespace seqlab::model
