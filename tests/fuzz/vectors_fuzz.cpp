// Tables of word vectors in text, in word2vec's binary format, and in fastText's models.
#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "base/errors.h"
#include "base/pool.h"
#include "embeddings/binary_reader.h"
#include "embeddings/mapped_table.h"
#include "embeddings/table.h"
#include "embeddings/text_reader.h"
#include "embeddings/writer.h"
#include "fuzz/fuzz.h"
#include "io/temporary_folder.h"

using namespace seqlab;
using embeddings::TableFormat;
using embeddings::WordVectors;

namespace {

bool same_bits(std::span<const float> one, std::span<const float> other) {
  return std::ranges::equal(one, other, [](float a, float b) {
    return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
  });
}

void check(const WordVectors& vectors) {
  for (std::size_t row = 0; row < vectors.size(); ++row) {
    fuzz::require(vectors.find(vectors.word(row)) == row, "a word is found in its row");
    fuzz::require(std::ranges::all_of(vectors.vector(row), [](float value) { return std::isfinite(value); }),
                  "values are finite");
  }
}

// Without recognising the format: bytes of floats can look like text, and words like a header.
embeddings::LoadedVectors read_as(TableFormat format, const std::string& path) {
  if (format == TableFormat::mapped) return embeddings::open_mapped_table(path);
  if (format == TableFormat::word2vec_binary) return embeddings::read_binary_vectors(io::open_input(path));
  base::Pool pool(1);
  std::string text = tests::read_bytes(path);
  bool given = false;
  const auto blocks = [&] {
    return std::exchange(given, true) ? std::string_view() : std::string_view(text);
  };
  return embeddings::read_text_vectors(blocks, path, format, pool);
}

// A table that is written and read again is the same.
void check_again(const WordVectors& vectors, TableFormat format) {
  static const tests::TemporaryFolder folder;
  const std::string path = folder.path("table");
  try {
    embeddings::write_word_vectors(vectors, format, path);
  } catch (const Error&) {  // a word that the format cannot hold
    return;
  }
  const embeddings::LoadedVectors again = read_as(format, path);
  fuzz::require(again.vectors.size() == vectors.size() && again.vectors.dimension() == vectors.dimension(),
                "a table that was written is as large when it is read");
  for (std::size_t row = 0; row < vectors.size(); ++row) {
    fuzz::require(again.vectors.word(row) == vectors.word(row), "words are read as they were written");
    fuzz::require(same_bits(again.vectors.vector(row), vectors.vector(row)),
                  "vectors are read as they were written");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const TableFormat format =
      input.choose_from({TableFormat::word2vec_binary, TableFormat::mapped, TableFormat::word2vec_text,
                         TableFormat::fasttext, TableFormat::glove});
  std::optional<embeddings::LoadedVectors> loaded;
  try {
    loaded = embeddings::read_word_vectors(io::memory_input(input.text(), "table"));
  } catch (const DataError&) {
    return 0;
  }
  check(loaded->vectors);
  if (loaded->vectors.size() > 0) check_again(loaded->vectors, format);
  return 0;
}
