// Reads tables of word vectors that are text.
#pragma once

#include <memory>

#include "embeddings/table.h"
#include "io/input.h"

namespace seqlab::embeddings {

// glove, word2vec_text and fasttext; errors as read_word_vectors.
LoadedVectors read_text_vectors(std::unique_ptr<io::Input> input, TableFormat format);

}  // namespace seqlab::embeddings
