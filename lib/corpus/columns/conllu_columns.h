// The columns of CoNLL-U and CoNLL-U Plus by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "corpus/columns/columns.h"

namespace seqlab::corpus {

// ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC.
const std::vector<std::string>& conllu_columns();

// What a user calls a column: a name in any case, MISC:Key, or a number from 1. Throws UsageError when the
// columns have no such name.
ColumnField find_conllu_field(const std::string& text, const std::vector<std::string>& columns);

// The value of a key in a field such as "A=1|B=2"; "_" when it is not there.
std::string_view value_of_key(std::string_view field, std::string_view key);

// The field with the value of a key changed, or the key added at its end.
std::string with_value_of_key(std::string_view field, std::string_view key, std::string_view value);

}  // namespace seqlab::corpus
