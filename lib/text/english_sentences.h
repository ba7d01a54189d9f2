// The English rules for sentences; README.md beside this file lists them.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "text/tokeniser.h"

namespace seqlab::text {

// Cuts the tokens of a text into sentences. `icu_starts`: where ICU begins a sentence, in ascending order;
// most texts do without, and then it is not called.
std::vector<TextSentence> english_sentences(std::string_view text, const TextSentence& tokens,
                                            const std::function<std::vector<std::size_t>()>& icu_starts);

}  // namespace seqlab::text
