// Learning rates by group of weights.
#pragma once

#include "nn/learning/optimizer.h"
#include "nn/numbers/layout.h"
#include "options/named_numbers.h"

namespace seqlab::training {

// Learning rate factors from a list such as "words=0.1,crf=10": of the word vectors (group `words`) and of
// the layout's slots by their groups. frozen: no word vectors are trained. Throws UsageError for a group
// without trainable weights, with the known groups.
nn::RateFactors rate_factors(const options::NamedNumbers& factors, const nn::Layout& layout, bool frozen);

}  // namespace seqlab::training
