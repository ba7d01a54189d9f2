// Series that callers give.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "corpus/series/series.h"

namespace seqlab {

// Row by row. Throws BadInput for numbers that are not whole rows or not finite.
corpus::Series series_of(std::span<const double> values, const std::vector<std::string>& columns);

}  // namespace seqlab
