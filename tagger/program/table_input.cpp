#include "program/table_input.h"

#include "base/pool.h"

namespace seqlab::programs {

embeddings::LoadedVectors read_table(const std::string& path, std::size_t threads) {
  base::Pool pool(threads);
  return embeddings::read_word_vectors(path, pool);
}

}  // namespace seqlab::programs
