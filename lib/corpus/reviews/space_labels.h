// Whether the first words of lines can be their labels, as in lines of label, space, text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seqlab::corpus {

// What shows that the first words of lines, which are not blank, are no labels; empty if nothing does: lines
// of XML; first words with signs as of other formats; labels at the ends of lines; many words that occur only
// once, unless they are spelt as names of classes are (DESC:manner, book_flight, HUM).
std::string why_no_labels(const std::vector<std::string_view>& texts);

}  // namespace seqlab::corpus
