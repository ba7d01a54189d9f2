// Digits of any script.
#pragma once

#include <string>
#include <string_view>

namespace seqlab::text {

// Every decimal digit (Unicode's general category Nd) becomes "0". Bytes that are no valid UTF-8 come back as
// they are.
std::string digits_to_zero(std::string_view text);

}  // namespace seqlab::text
