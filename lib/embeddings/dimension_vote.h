// The dimension of a text table, by a vote of its first lines.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace seqlab::embeddings {

// At most so many lines vote, so that no single one decides; none after so many bytes.
constexpr std::size_t most_voters = 100;
constexpr std::size_t voters_bytes = 1'000'000;

// Removes the next line from a text and returns it without its end, "\n" or "\r\n"; an unterminated last line
// counts.
std::optional<std::string_view> cut_line(std::string_view& text);

// The number of values of most of the first rows; `rows` come after the header, if there is one. The
// dimension that the header announces has a vote, too, and decides in a tie; without one, the first row
// decides. 0 if there are no rows, or most have no value.
std::size_t dimension_by_vote(std::string_view rows, std::optional<std::size_t> header);

}  // namespace seqlab::embeddings
