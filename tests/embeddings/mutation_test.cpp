// Mutants of good tables: each must load into a table that is whole, or fail with a DataError.
#include <array>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

#include "base/errors.h"
#include "catch.h"
#include "embeddings/table.h"

using seqlab::embeddings::LoadedVectors;
using seqlab::embeddings::read_word_vectors;

namespace {

std::string binary_table(const char* newline) {
  std::string bytes = "4 3\n";
  float value = 0.1F;
  for (const char* word : {"the", "of", "and", "\xF0\x9F\x98\x80"}) {
    bytes += std::string(word) + " ";
    for (int i = 0; i < 3; ++i) {
      std::array<char, sizeof(float)> raw{};
      std::memcpy(raw.data(), &value, raw.size());
      bytes.append(raw.data(), raw.size());
      value *= -1.3F;
    }
    bytes += newline;
  }
  return bytes;
}

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutate(std::string bytes) {
    static constexpr std::array<std::string_view, 16> pieces = {
        " ",     "\n",       "\r\n", "0",    "-",  "999999999999", "nan",          "inf",
        "1e400", "\xC2\xA0", "4 3",  "\xFF", "1 ", "\x1F\x8B",     "\xEF\xBB\xBF", "\n\n"};
    const std::size_t changes = 1 + below(4);
    for (std::size_t change = 0; change < changes && !bytes.empty(); ++change) {
      const std::size_t at = below(below(3) == 0 ? std::min<std::size_t>(bytes.size(), 8) : bytes.size());
      switch (below(5)) {
        case 0:
          bytes[at] = static_cast<char>(below(256));
          break;
        case 1:
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
          break;
        case 2:
          bytes.insert(at, pieces[below(pieces.size())]);
          break;
        case 3:
          bytes.erase(at, 1 + below(12));
          break;
        default:
          bytes.insert(at, bytes.substr(below(bytes.size()), below(40)));
      }
    }
    return bytes;
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_()) % n; }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("mutated tables load whole or fail cleanly") {
  const std::array<std::string, 5> tables = {
      "the 0.1 -0.2 3\nof 4 5e-3 6\n. . . 7 8 9\n\xC2\xA0 1 2 3\n",
      "3 3\nthe 0.1 -0.2 3\nof 4 5e-3 6\nnew york 7 8 9\n",
      "3 3\nthe 0.1 -0.2 3 \nof 4 5e-3 6 \nand 7 8 9 \n",
      binary_table(""),
      binary_table("\n"),
  };
  Mutator mutator(1);
  std::size_t loaded_tables = 0;
  for (const std::string& table : tables) {
    for (int round = 0; round < 1000; ++round) {
      const std::string bytes = mutator.mutate(table);
      try {
        const LoadedVectors loaded = read_word_vectors(seqlab::io::memory_input(bytes, "table"));
        ++loaded_tables;
        for (std::size_t row = 0; row < loaded.vectors.size(); ++row) {
          REQUIRE(loaded.vectors.find(loaded.vectors.word(row)) == row);
          REQUIRE(!loaded.vectors.word(row).empty());
          for (const float value : loaded.vectors.vector(row)) REQUIRE(std::isfinite(value));
        }
      } catch (const seqlab::DataError& error) {
        REQUIRE(error.place().file == "table");
      }
    }
  }
  CHECK(loaded_tables > 0);
}
