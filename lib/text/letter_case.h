// Words in other letter case.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace seqlab::text {

enum class LetterCase { lower, upper, title };
constexpr std::array<LetterCase, 3> letter_cases = {LetterCase::lower, LetterCase::upper, LetterCase::title};

// Title: the first letter in title case ("ǆ" gives "ǅ"), the others in lower case. Unicode's full,
// language-independent mappings. Requires valid UTF-8.
std::string in_case(std::string_view word, LetterCase letter_case);

}  // namespace seqlab::text
