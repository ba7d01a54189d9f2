// Text of others, made safe to show to people.
#pragma once

#include <string>
#include <string_view>

namespace seqlab::corpus {

// The text without anything that a terminal would obey or HTML forbids: a control character below U+0020 or
// U+007F becomes the picture of it (U+241B for escape); others, noncharacters and invalid bytes become
// U+FFFD. Tabs and line ends stay, and a carriage return before a line end is left out.
std::string harmless(std::string_view text);

// The same on one line: line ends become spaces.
std::string harmless_line(std::string_view text);

}  // namespace seqlab::corpus
