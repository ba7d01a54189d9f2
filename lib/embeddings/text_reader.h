// Reads tables of word vectors in text formats.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "embeddings/table.h"

namespace seqlab::embeddings {

// Returns the text, some lines at a time; only the last block may end inside a line. Empty at the end; a view
// is valid until the next call.
using TextBlocks = std::function<std::string_view()>;

// Reads glove, word2vec_text and fasttext. Errors as in read_word_vectors(), with the file's `name`.
LoadedVectors read_text_vectors(const TextBlocks& blocks, const std::string& name, TableFormat format,
                                base::Pool& pool);

}  // namespace seqlab::embeddings
