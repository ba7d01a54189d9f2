// Tables of word vectors that are used where their file is mapped; the grammar is models/VECTORS.md.
#pragma once

#include <string>
#include <string_view>

#include "embeddings/table.h"

namespace seqlab::embeddings {

// Its metadata "format", which tells it from a model in the same container.
constexpr std::string_view mapped_format_name = "seqlab-vectors";

// Whether a file with this start can be such a table, rather than a text or a word2vec binary.
bool looks_mapped(std::string_view start);

// Checks lengths, names, types and shapes, and where the words begin; reads neither words nor vectors.
// Throws DataError for a damaged or foreign file.
LoadedVectors open_mapped_table(const std::string& path);

// Reads the whole file: throws DataError when the checksum does not match, a word is not found where it
// stands, or a value is no finite number.
void verify_mapped_table(const std::string& path);

// Holds every word. Whole or not at all. Throws Error when it cannot be written or a word comes twice.
void write_mapped_table(const WordVectors& vectors, const std::string& path);

}  // namespace seqlab::embeddings
