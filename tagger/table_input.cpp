#include "table_input.h"

#include "nn/pool.h"

namespace seqlab::programs {

embeddings::LoadedVectors read_table(const std::string& path, std::size_t threads) {
  nn::Pool pool(threads);
  return embeddings::read_word_vectors(
      path, [&pool](std::size_t pieces, const auto& work) { pool.run(pieces, work); });
}

}  // namespace seqlab::programs
