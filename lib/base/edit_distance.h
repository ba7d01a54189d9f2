// How far two names are apart.
#pragma once

#include <cstddef>
#include <string_view>

namespace seqlab::base {

// The fewest edits that turn one into the other: to insert, delete or replace a byte, or to swap two
// neighbours (Damerau 1964, each byte edited at most once). Time is the product of the lengths.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace seqlab::base
