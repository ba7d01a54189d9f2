// One line of a text table: a word and its values.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace seqlab::embeddings {

// The header of word2vec and fastText: the number of vectors and their dimension.
struct TableHeader {
  std::size_t vectors = 0;
  std::size_t dimension = 0;
};

// An error in a line, and the byte where it is (from 1; 0: the whole line).
struct RowProblem {
  std::string message;
  std::size_t column = 0;
};

// A line of exactly two whole numbers is a header. Numbers that do not fit become the largest size.
std::optional<TableHeader> parse_header(std::string_view line);

// True also for NaN and infinities.
bool is_number(std::string_view field);

// The number of numbers (also NaN and infinities) at the end of the line; the first field is the word and
// never counts.
std::size_t count_values(std::string_view line);

// Fills `values` from the right and returns the word before them, or an error. Ignores ASCII spaces at both
// ends of the line.
std::optional<RowProblem> parse_row(std::string_view line, std::span<float> values, std::string_view& word);

// A part of a damaged file for an error message: shortened, without control characters.
std::string excerpt(std::string_view bytes);

}  // namespace seqlab::embeddings
