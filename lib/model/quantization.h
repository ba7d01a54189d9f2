// Quantises models: weights of fewer bits.
#pragma once

#include "model/sequence_model.h"
#include "nn/choices.h"

namespace seqlab::model {

// A copy of a model whose matrices are rounded to the precision. bf16: all matrices and the word vectors.
// int8: the matrices of the recurrent layers and the vectors of words and features, with a scale per row. The
// rest stays as it is, such as biases and initial states. Throws ModelError unless the model is in single
// precision.
SequenceModel quantize(const SequenceModel& model, nn::Precision precision);

// The model that a file of one in eight bits gives: its rows are rounded again when it is written, which may
// change a scale in its last bit.
SequenceModel rounded_again(const SequenceModel& model);

// Whether a file of this precision stores the slot in it; other slots stay in single precision.
bool reduced(const nn::Slot& slot, nn::Precision precision);

}  // namespace seqlab::model
