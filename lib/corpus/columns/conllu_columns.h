// The columns of CoNLL-U and CoNLL-U Plus by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "corpus/columns/columns.h"

namespace seqlab::corpus {

// ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC.
const std::vector<std::string>& conllu_columns();

// Finds a column by its name in any case, by MISC:Key, or by its number from 1. Throws UsageError if there is
// none.
ColumnField find_conllu_field(const std::string& text, const std::vector<std::string>& columns);

// The value of a key in a field such as "A=1|B=2"; "_" if it is absent.
std::string_view value_of_key(std::string_view field, std::string_view key);

// The field with the value of a key replaced, or with the key appended.
std::string with_value_of_key(std::string_view field, std::string_view key, std::string_view value);

}  // namespace seqlab::corpus
