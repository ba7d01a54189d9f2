// Reads binary tables of word vectors.
#pragma once

#include <memory>

#include "embeddings/table.h"
#include "io/input.h"

namespace seqlab::embeddings {

// Reads word2vec_binary, with or without a newline after each vector. A file that ends after a whole vector
// before the header's number has a remark. Errors as in read_word_vectors().
LoadedVectors read_binary_vectors(std::unique_ptr<io::Input> input);

}  // namespace seqlab::embeddings
