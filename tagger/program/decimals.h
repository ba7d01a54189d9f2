// Numbers as people read them.
#pragma once

#include <string>

namespace seqlab::programs {

// With so many digits behind the point: decimals(0.5, 2) is "0.50".
std::string decimals(double value, int digits);

}  // namespace seqlab::programs
