// Learning rates by group of weights.
#pragma once

#include "nn/learning/optimizer.h"
#include "nn/numbers/layout.h"
#include "options/named_numbers.h"

namespace seqlab::training {

// "words=0.1,crf=10": factors of the groups of the layout's slots and, under the name of `words`, of the word
// vectors. frozen: these do not learn. Throws UsageError for a group that nothing which learns is in, naming
// those that there are.
nn::RateFactors rate_factors(const options::NamedNumbers& factors, const nn::Layout& layout, bool frozen);

}  // namespace seqlab::training
