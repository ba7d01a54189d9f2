// The layout of a file of CoNLL columns, found from its first sentence.
#pragma once

#include <cstddef>

#include "corpus/lines.h"

namespace seqlab::corpus {

struct ConllLayout {
  char separator = '\t';    // '\t' if the first line with fields has a tab or a single field
  std::size_t columns = 0;  // of that line; 0 if there is none
  bool ids = false;         // the first column counts the tokens: 1, 2, 3 (UNER)
};

// Reads ahead up to the end of the first sentence. A first column that counts 1, 2, 3 is a column of ids if
// there are at least `least_columns_with_ids` columns and either a comment comes first or the sentence has
// two tokens.
ConllLayout find_conll_layout(Lines& lines, std::size_t least_columns_with_ids);

// Whether the file is almost certainly in columns: the first lines (at most a hundred) all have the same
// number of fields, at least two, and either tabs in them or blank lines between them.
bool looks_like_conll(Lines& lines);

}  // namespace seqlab::corpus
