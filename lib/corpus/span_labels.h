// Labels of spans of running text, as labels of its tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "corpus/sentence.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace seqlab::corpus {

struct TextLabel {
  std::size_t begin = 0;  // in bytes of the text, half-open
  std::size_t end = 0;
  std::string label;
  std::string name;  // in error messages: "span 3-7 (PER)"
  Place place;       // where it is written
};

// The labels of all tokens of a text, in IOB2. `cuts` has the tokens; sentences that a span crosses become
// one. White space at a span's ends is left out. `map` gives the offsets in messages. Throws DataError if a
// span is empty, overlaps another, or does not start and end with tokens.
Labels label_tokens(std::vector<TextLabel> spans, std::string_view text, const text::OffsetMap& map,
                    std::vector<text::TextSentence>& cuts);

// Distributes a list of labels of all tokens to the sentences, as a further list of gold labels.
void add_gold(const Labels& labels, std::vector<Sentence>& sentences);

}  // namespace seqlab::corpus
