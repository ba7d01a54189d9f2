// Reads the word vectors that a verb is given.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "embeddings/table.h"
#include "program/console.h"

namespace seqlab::programs {

// embeddings::read_word_vectors() on `threads` threads. Notes the remark on the file, if there is one.
embeddings::LoadedVectors read_table(const std::string& path, std::size_t threads, Console& console);

// Reads each table and notes its size and format.
std::vector<embeddings::LoadedVectors> read_vectors(std::span<const std::string> paths, std::size_t threads,
                                                    Console& console);

}  // namespace seqlab::programs
