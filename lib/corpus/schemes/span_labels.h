// Labels of spans of running text, as labels of its tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "corpus/misaligned.h"
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

struct TokenLabels {
  Labels labels;               // of all tokens, in IOB2
  std::size_t trimmed = 0;     // spans that began or ended outside tokens
  std::size_t misaligned = 0;  // spans that began or ended inside tokens, and were passed over
};

// Places spans on the tokens of a text, which `cuts` has; sentences that a span crosses become one. A span
// stands for the tokens that lie in it; signs without width at the ends of a token need not. `map` is that of
// the text, for offsets in messages. Throws DataError if a span is empty, overlaps another, or (unless these
// are skipped) begins or ends inside a token or has none.
TokenLabels label_tokens(std::vector<TextLabel> spans, std::string_view text, const text::OffsetMap& map,
                         Misaligned misaligned, std::vector<text::TextSentence>& cuts);

// Distributes a list of labels of all tokens to the sentences, as a further list of gold labels.
void add_gold(const Labels& labels, std::vector<Sentence>& sentences);

}  // namespace seqlab::corpus
