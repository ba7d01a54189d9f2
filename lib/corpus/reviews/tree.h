// A parse tree in brackets with a label at every node, as the Stanford Sentiment Treebank writes it:
// (3 (2 It) (4 (4 works) (2 .))).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/errors.h"

namespace seqlab::corpus {

// The views point into the line that was parsed.
struct Tree {
  // A node over the tokens [begin, end), at least one. A leaf is a node over one.
  struct Node {
    std::string_view label;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  std::vector<std::string_view> tokens;
  std::vector<Node> nodes;  // each before those inside it: the first is the root
};

// Reads the one tree of a line: (LABEL NODE...) or (LABEL WORD), with ASCII spaces and tabs between the
// parts. Labels and words are any characters but those and brackets. Time and memory grow with the line's
// length alone, however deep the brackets nest. Throws DataError with the column for whatever is no such
// tree; `line_place` is the line's.
Tree parse_tree(std::string_view line, const Place& line_place);

// Whether a line begins as a tree does and ends in a bracket: one that parse_tree() should judge.
bool looks_like_tree(std::string_view line);

}  // namespace seqlab::corpus
