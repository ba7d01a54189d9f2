// Reads tables of word vectors that are text.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "embeddings/table.h"

namespace seqlab::embeddings {

// The text, some lines at a time: only the last block of all may end inside a line. An empty view at the end;
// a view is good until the next call.
using TextBlocks = std::function<std::string_view()>;

// glove, word2vec_text and fasttext; errors as read_word_vectors, with `name` for the file's.
LoadedVectors read_text_vectors(const TextBlocks& blocks, const std::string& name, TableFormat format,
                                base::Pool& pool);

}  // namespace seqlab::embeddings
