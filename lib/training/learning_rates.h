// How fast groups of weights learn.
#pragma once

#include "model/labelling/sequence_model.h"
#include "nn/learning/optimizer.h"
#include "nn/numbers/layout.h"
#include "options/named_numbers.h"
#include "options/training_options.h"

namespace seqlab::training {

// Learning rate factors from a list such as "words=0.1,crf=10": of the word vectors (group `words`) and of
// the layout's slots by their groups. frozen: no word vectors are trained. Throws UsageError for a group
// without trainable weights, with the known groups.
nn::RateFactors rate_factors(const options::NamedNumbers& factors, const nn::Layout& layout, bool frozen);

// Adam's beta1 for word vectors. Unless it is given, 0 for labels of single tokens, and that of other weights
// for spans and texts: vectors that follow rare words closely help with parts of speech, but not with names
// and sentiment (docs/networks.md).
double word_beta1(const options::TrainingOptions& options, const model::SequenceModel& model);

}  // namespace seqlab::training
