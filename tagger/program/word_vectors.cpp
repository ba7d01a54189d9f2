#include "program/word_vectors.h"

#include <utility>

#include "base/pool.h"

namespace seqlab::programs {

embeddings::LoadedVectors read_table(const std::string& path, std::size_t threads, Console& console) {
  base::Pool pool(threads);
  embeddings::LoadedVectors loaded = embeddings::read_word_vectors(path, pool);
  if (!loaded.remark.empty()) console.note(path + ": " + loaded.remark);
  return loaded;
}

std::vector<embeddings::LoadedVectors> read_vectors(std::span<const std::string> paths, std::size_t threads,
                                                    Console& console) {
  std::vector<embeddings::LoadedVectors> tables;
  for (const std::string& path : paths) {
    const embeddings::LoadedVectors& loaded = tables.emplace_back(read_table(path, threads, console));
    console.note(path + ": " + std::to_string(loaded.vectors.size()) + " word vectors of " +
                 std::to_string(loaded.vectors.dimension()) + " numbers, read as " +
                 std::string(base::name_of(loaded.format)) +
                 (loaded.duplicates ? "; skipped " + std::to_string(loaded.duplicates) + " duplicates" : ""));
  }
  return tables;
}

}  // namespace seqlab::programs
