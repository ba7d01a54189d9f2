// Tables of word vectors that a verb reads.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "embeddings/pretrained_tables.h"
#include "embeddings/table.h"
#include "program/console.h"

namespace seqlab::programs {

// embeddings::read_word_vectors() on so many threads.
embeddings::LoadedVectors read_table(const std::string& path, std::size_t threads);

// The tables of word vectors that are asked for.
std::vector<embeddings::LoadedVectors> read_vectors(std::span<const std::string> paths, std::size_t threads,
                                                    Console& console);
// For training; valid as long as these.
embeddings::PretrainedTables tables_of(std::span<const embeddings::LoadedVectors> loaded);

}  // namespace seqlab::programs
