// How a file of CoNLL columns is laid out: found out from its first sentence.
#pragma once

#include <cstddef>

#include "corpus/lines.h"

namespace seqlab::corpus {

struct ConllLayout {
  char separator = '\t';    // '\t' when the first line with fields holds a tab, or has one field only
  std::size_t columns = 0;  // of that line; 0 in a file without one
  bool ids = false;         // the first column counts the tokens: 1, 2, 3 (UNER)
};

// Reads ahead up to the end of the first sentence. A first column that counts is one of ids when there are
// `least_columns_with_ids` columns, and either comments stand before it or the sentence has two tokens.
ConllLayout find_conll_layout(Lines& lines, std::size_t least_columns_with_ids);

// Whether the file can hardly be anything else than columns: all of the first lines (a hundred at most) have
// the same number of fields, two or more, and blank lines between them or tabs inside them.
bool looks_like_conll(Lines& lines);

}  // namespace seqlab::corpus
