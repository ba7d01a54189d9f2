// Models with weights of fewer bits.
#pragma once

#include "model/sequence_model.h"
#include "nn/choices.h"

namespace seqlab::model {

// A copy of a model whose matrices are rounded to what the precision holds: for bf16 all matrices and the
// word vectors, for int8 those of the recurrent layers and the vectors of words and features, a scale a row.
// Biases and initial states stay as they are, in eight bits the head, too. Throws ModelError for a model that
// is not in single precision.
SequenceModel quantize(const SequenceModel& model, nn::Precision precision);

// Whether a slot's numbers are kept in so many bits in a file of this precision.
bool reduced(const nn::Slot& slot, nn::Precision precision);

}  // namespace seqlab::model
