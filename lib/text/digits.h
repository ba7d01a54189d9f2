// Digits of any script.
#pragma once

#include <string>
#include <string_view>

namespace seqlab::text {

// Replaces every decimal digit (Unicode's general category Nd) by "0". Bytes that are not valid UTF-8 are
// kept.
std::string digits_to_zero(std::string_view text);

}  // namespace seqlab::text
