// What formats for people show of a sentence: the spans and the labels of its heads.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/prediction.h"
#include "corpus/schemes/tag_scheme.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

// A span of tokens [begin, end).
struct ShownSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string type;                   // may be empty
  std::optional<double> probability;  // if asked for
};

// The labels of a head without a tag scheme, of n tokens. Views of a sentence or its prediction.
struct ShownLabels {
  std::span<const std::string> labels;    // n; empty for a token without one
  std::span<const double> probabilities;  // n; empty unless asked for
};

struct ShownSentence {
  bool marks_spans = false;         // a head has a tag scheme
  std::vector<ShownSpan> spans;     // of all heads: by their begin, longer ones first
  std::vector<ShownLabels> labels;  // of the heads without a scheme, in order
};

// What is predicted; if nothing is, the gold labels in these schemes (none where they are fewer). Throws
// std::invalid_argument if a list does not have one label per token, or spans not one probability each.
ShownSentence shown_sentence(const Sentence& sentence, const Predicted& predicted,
                             std::span<const SchemeStyle> gold_schemes);

// A number from 0 to 359 that depends on the type alone, for its colour: 0 is red, 120 green, 240 blue. Those
// of PER, ORG, LOC and MISC are far apart.
unsigned hue_of(std::string_view type);

// A probability with two digits after the point, for people.
std::string short_probability(double probability);

}  // namespace seqlab::corpus
