// Tables of word vectors that a verb reads.
#pragma once

#include <cstddef>
#include <string>

#include "embeddings/table.h"

namespace seqlab::programs {

// embeddings::read_word_vectors() on so many threads.
embeddings::LoadedVectors read_table(const std::string& path, std::size_t threads);

}  // namespace seqlab::programs
