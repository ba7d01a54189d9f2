// Numbers and columns of printed scores.
#pragma once

#include <cstddef>
#include <string>

namespace seqlab::evaluation {

// A percentage with two decimals, at least six characters wide.
std::string percent_text(double value);

// Columns are as wide as their code points.
std::size_t width_of(const std::string& text);
// The text with spaces before or after it, `width` wide if it is not wider itself.
std::string align_right(const std::string& text, std::size_t width);
std::string align_left(const std::string& text, std::size_t width);

}  // namespace seqlab::evaluation
