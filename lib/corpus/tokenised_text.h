// Running text, split into sentences of tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/reader.h"
#include "corpus/sentence.h"
#include "text/tokeniser.h"

namespace seqlab::corpus {

// The sentences that the tokeniser finds. Throws std::invalid_argument if the options have no tokeniser.
std::vector<text::TextSentence> tokenised(std::string_view text, const ReaderOptions& options);

// A sentence with these tokens of a text, without labels and lines.
Sentence sentence_of(std::string_view text, text::TextSentence tokens, const ReaderOptions& options);

}  // namespace seqlab::corpus
