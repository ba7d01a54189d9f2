// Writes tables of word vectors.
#pragma once

#include <string>

#include "embeddings/table.h"

namespace seqlab::embeddings {

// Floats are written with as many digits as it takes to read the same float again. The file is written whole
// or not at all. Throws Error when it cannot be written, and when the format cannot hold a word: an empty one
// or one with a line break (text and binary), one with a space (binary), one with a space at an end or a
// number after a space (text).
void write_word_vectors(const WordVectors& vectors, TableFormat format, const std::string& path);

}  // namespace seqlab::embeddings
