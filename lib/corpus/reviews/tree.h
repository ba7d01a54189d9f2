// Parse trees in brackets with a label at every node, as in the Stanford Sentiment Treebank: (3 (2 It) (4 (4
// works) (2 .))).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/errors.h"

namespace seqlab::corpus {

// The views point into the parsed line.
struct Tree {
  // A node over the tokens [begin, end), at least one. A leaf is a node over one token.
  struct Node {
    std::string_view label;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  std::vector<std::string_view> tokens;
  std::vector<Node> nodes;  // in preorder: the root first
};

// Parses a line that holds one tree: (LABEL NODE...) or (LABEL WORD), with ASCII spaces and tabs between the
// parts. Labels and words may have any characters except these and brackets. Time and memory are linear in
// the length of the line, however deep the tree. Throws DataError with the column if the line is anything
// else; `line_place` is the place of the line.
Tree parse_tree(std::string_view line, const Place& line_place);

// Whether a line starts like a tree and ends with a bracket, so that parse_tree() should judge it.
bool looks_like_tree(std::string_view line);

}  // namespace seqlab::corpus
