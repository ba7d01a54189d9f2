// One line of a text table: a word and its values.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace seqlab::embeddings {

// The header of word2vec and fastText: how many vectors of which dimension.
struct TableHeader {
  std::size_t vectors = 0;
  std::size_t dimension = 0;
};

// What is wrong with a line, and at which byte of it (from 1; 0: the line as a whole).
struct RowProblem {
  std::string message;
  std::size_t column = 0;
};

// A line of exactly two whole numbers is a header; other lines are none. A number too large for a size counts
// as the largest size.
std::optional<TableHeader> parse_header(std::string_view line);

// Also for NaN and infinities.
bool is_number(std::string_view field);

// How many numbers (also NaN and infinities) stand at the end of the line; its first field is the word's and
// never counted.
std::size_t count_values(std::string_view line);

// Fills `values`, as many as there are, from the right, and gives the word before them; else says what is
// wrong. ASCII spaces at both ends of the line are ignored.
std::optional<RowProblem> parse_row(std::string_view line, std::span<float> values, std::string_view& word);

// A part of a damaged file as an error may show it: short, and nothing in it that a terminal obeys.
std::string excerpt(std::string_view bytes);

}  // namespace seqlab::embeddings
