// The mapped table of word vectors, with a checksum that is right.
#include <cmath>

#include "base/errors.h"
#include "embeddings/mapped_table.h"
#include "fuzz/fuzz.h"
#include "fuzz/tensor_bytes.h"
#include "io/temporary_folder.h"

using namespace seqlab;

namespace {

// A table that is whole has the same words and vectors when it is written again.
void check_again(const embeddings::WordVectors& vectors, const std::string& path) {
  embeddings::write_mapped_table(vectors, path);
  embeddings::verify_mapped_table(path);
  const embeddings::LoadedVectors again = embeddings::open_mapped_table(path);
  fuzz::require(again.vectors.size() == vectors.size(), "a table that is written again has as many words");
  for (std::size_t row = 0; row < vectors.size(); ++row) {
    fuzz::require(again.vectors.word(row) == vectors.word(row),
                  "a table that is written again has its words");
    fuzz::require(std::ranges::equal(again.vectors.vector(row), vectors.vector(row)),
                  "a table that is written again has its vectors");
  }
}

bool is_whole(const std::string& path) {
  try {
    embeddings::verify_mapped_table(path);
    return true;
  } catch (const DataError&) {
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const tests::TemporaryFolder folder;
  const std::string path = folder.file(
      "table", fuzz::put_together({reinterpret_cast<const char*>(data), data == nullptr ? 0 : size}));
  try {
    const embeddings::LoadedVectors loaded = embeddings::open_mapped_table(path);
    const embeddings::WordVectors& vectors = loaded.vectors;
    for (const std::string_view word : {"the", "a", "", "unheard"}) {
      const auto row = vectors.find(word);
      fuzz::require(!row || vectors.word(*row) == word, "a word is found only where it is");
    }
    if (is_whole(path)) check_again(vectors, folder.path("again"));
    for (std::size_t row = 0; row < vectors.size(); ++row) {
      for (const float value : vectors.vector(row)) fuzz::require(std::isfinite(value), "values are finite");
    }
  } catch (const DataError&) {
  }
  return 0;
}
