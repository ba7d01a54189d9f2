// Sources and targets of callers as pairs.
#pragma once

#include <span>
#include <vector>

#include "corpus/pairs/pairs.h"
#include "seqlab/transducer.h"

namespace seqlab {

// Without targets. Throws BadInput for text that is not UTF-8, an empty tag, a source with text and vectors,
// and vectors of unequal length or with numbers that are not finite.
std::vector<corpus::Pair> pairs_of(std::span<const Source> sources, bool vectors);
// The same with targets; sources are vectors if the first one has some.
std::vector<corpus::Pair> pairs_of(std::span<const SourceTarget> examples);

}  // namespace seqlab
