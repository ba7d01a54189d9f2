// The English rules for sentences; README.md in this folder lists them.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "text/tokeniser.h"

namespace seqlab::text {

// Cuts the tokens of a text into sentences. `icu_starts` returns where ICU starts a sentence, in ascending
// order; it is called only if needed, which it is not for most texts.
std::vector<TextSentence> english_sentences(std::string_view text, const TextSentence& tokens,
                                            const std::function<std::vector<std::size_t>()>& icu_starts);

}  // namespace seqlab::text
