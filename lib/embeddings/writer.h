// Writes tables of word vectors.
#pragma once

#include <string>

#include "embeddings/table.h"

namespace seqlab::embeddings {

// Writes floats with as many digits as reading the same float again requires. The file is written completely
// or not at all. Throws Error if it cannot be written, or if the format cannot hold a word: an empty one or
// one with a line break (text and binary), one with a space (binary), one with a space at an end (text), a
// number after a space or a tab at its start (glove) or two numbers at the start of the table (glove), or if
// so many of the first words end in a number that these would be read as values (text). Throws
// std::invalid_argument for fasttext_model, which is only read.
void write_word_vectors(const WordVectors& vectors, TableFormat format, const std::string& path);

}  // namespace seqlab::embeddings
