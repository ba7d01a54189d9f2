// Tables of word vectors used directly from a mapped file; models/VECTORS.md has the grammar.
#pragma once

#include <string>
#include <string_view>

#include "embeddings/table.h"

namespace seqlab::embeddings {

// The metadata "format", which distinguishes it from a model in the same container.
constexpr std::string_view mapped_format_name = "seqlab-vectors";

// Whether a file that starts like this can be such a table, rather than a text or word2vec binary.
bool looks_mapped(std::string_view start);

// Checks lengths, names, types, shapes and the offsets of words; reads neither words nor vectors. Throws
// DataError for a damaged or foreign file.
LoadedVectors open_mapped_table(const std::string& path);

// Reads the whole file. Throws DataError if the checksum does not match, a word cannot be found at its own
// place, or a value is not a finite number.
void verify_mapped_table(const std::string& path);

// Writes all words, completely or not at all. Throws Error if the file cannot be written or a word occurs
// twice.
void write_mapped_table(const WordVectors& vectors, const std::string& path);

}  // namespace seqlab::embeddings
