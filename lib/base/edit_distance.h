// How different two names are.
#pragma once

#include <cstddef>
#include <string_view>

namespace seqlab::base {

// The smallest number of edits that turn one name into the other: inserting, deleting or replacing a byte, or
// swapping two neighbours (Damerau 1964, each byte edited at most once). Takes time in the product of
// lengths.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace seqlab::base
