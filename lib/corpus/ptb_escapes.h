// What the Penn Treebank writes in place of brackets, slashes, asterisks and quotation marks.
#pragma once

#include <string>
#include <string_view>

namespace seqlab::corpus {

// The word that a token of a treebank stands for: -LRB- -RRB- -LSB- -RSB- -LCB- -RCB- (also in lower case)
// are ( ) [ ] { }, `` and '' are ", ` is ', and inside a token \/ is / and \* is *. Any other token is its
// own word. The view shows `token`, `buffer` or a constant. (Marcus, Santorini and Marcinkiewicz 1993,
// Building a large annotated corpus of English.)
std::string_view without_ptb_escapes(std::string_view token, std::string& buffer);

}  // namespace seqlab::corpus
