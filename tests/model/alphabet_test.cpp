#include "model/labelling/alphabet.h"

#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"

namespace {

using namespace seqlab;
using model::Alphabet;
using text::CharacterUnit;

using Rows = std::vector<std::uint32_t>;
using Offsets = std::vector<std::uint64_t>;

std::vector<std::string> characters_of(const Alphabet& alphabet) {
  std::vector<std::string> characters;
  for (std::size_t row = 1; row < alphabet.rows(); ++row) characters.emplace_back(alphabet.character(row));
  return characters;
}

TEST_CASE("a word is spelt in rows, with 0 for characters outside the alphabet") {
  const std::vector<std::string_view> characters{"a", "\u00E9", "b", "e\u0301", "\U0001F600", "e"};
  const Alphabet points(characters, CharacterUnit::codepoint);
  CHECK(points.rows() == 7);
  CHECK(points.character(0).empty());
  CHECK(points.character(2) == "\u00E9");
  CHECK(points.spell("").empty());
  CHECK(points.spell("bab") == Rows{3, 1, 3});
  CHECK(points.spell("abc\u00E9\U0001F600") == Rows{1, 3, 0, 2, 5});
  CHECK(points.spell("ae\u0301") == Rows{1, 6, 0});
  const Alphabet clusters(characters, CharacterUnit::cluster);
  CHECK(clusters.spell("ae\u0301e") == Rows{1, 4, 6});
  CHECK(clusters.spell(std::string(473, 'a')) == Rows(473, 1));
  CHECK(clusters.spell("\xFF"
                       "a\xC3") == Rows{0, 1, 0});
  CHECK(clusters.spell("\r\nb") == Rows{0, 3});
}

TEST_CASE("an alphabet has the characters of the data and of the table, by count, then by bytes") {
  const model::WordCounts counts{{"abba", 3}, {"c\u00E9", 6}, {"z", 1}};
  embeddings::WordVectors vectors(1);
  for (const char* word : {"xz", "c", "xy"}) vectors.add(word, std::vector<float>{1});
  using List = std::vector<std::string>;
  const auto make = [&](const embeddings::WordVectors* table, std::size_t min_count) {
    return characters_of(model::make_alphabet(counts, table, min_count, CharacterUnit::codepoint));
  };
  CHECK(make(nullptr, 1) == List{"a", "b", "c", "\u00E9", "z"});
  CHECK(make(&vectors, 1) == List{"c", "a", "b", "\u00E9", "x", "z", "y"});
  CHECK(make(&vectors, 2) == List{"c", "a", "b", "\u00E9", "x", "z"});
  CHECK(make(&vectors, 100).empty());
  const model::WordCounts joined{{"e\u0301e", 1}};
  CHECK(characters_of(model::make_alphabet(joined, nullptr, 1, CharacterUnit::cluster)) ==
        List{"e", "e\u0301"});
  CHECK(model::make_alphabet({}, nullptr, 1, CharacterUnit::cluster).rows() == 1);
}

TEST_CASE("an alphabet made from the bytes and offsets of another is equal, and copies them") {
  const std::vector<std::string_view> characters{"a", "\xF0\x9F\x99\x82", "e\u0301",
                                                 std::string_view("\0", 1), "\xFF"};
  const Alphabet alphabet(characters, CharacterUnit::cluster);
  std::string bytes(alphabet.bytes());
  const Offsets offsets(alphabet.offsets().begin(), alphabet.offsets().end());
  CHECK(offsets == Offsets{0, 1, 5, 8, 9, 10});
  const Alphabet copy(bytes, offsets, CharacterUnit::cluster);
  bytes.assign(bytes.size(), 'x');
  CHECK(characters_of(copy) == characters_of(alphabet));
  CHECK(copy.spell(std::string_view("ae\u0301\0\xFF?", 7)) == Rows{1, 3, 4, 5, 0});
  CHECK(Alphabet("", Offsets{0}, CharacterUnit::cluster).rows() == 1);
}

TEST_CASE("an alphabet with a repeated or empty character or with wrong offsets is refused") {
  const auto refused = [](std::string_view bytes, const Offsets& offsets) {
    CHECK_THROWS_AS(Alphabet(bytes, offsets, CharacterUnit::codepoint), std::invalid_argument);
  };
  refused("ab", {});
  refused("ab", {0});
  refused("ab", {1, 2});
  refused("ab", {0, 1});
  refused("ab", {0, 3});
  refused("ab", {0, 2, 1, 2});
  refused("ab", {0, 1, 1, 2});
  refused("aba", {0, 1, 2, 3});
  refused("ab", {0, ~std::uint64_t{0}, 2});
  refused("", {});
  CHECK_NOTHROW(Alphabet("ab", Offsets{0, 1, 2}, CharacterUnit::codepoint));
}

TEST_CASE("random bytes are spelt with a row per character by the alphabet made from them") {
  std::mt19937_64 engine(1);
  for (int round = 0; round < 300; ++round) {
    std::string word;
    for (std::size_t i = 0; i < engine() % 40; ++i) word += static_cast<char>(engine() % 256);
    for (const CharacterUnit unit : {CharacterUnit::codepoint, CharacterUnit::cluster}) {
      const Alphabet alphabet = model::make_alphabet({{word, 1}}, nullptr, 1, unit);
      std::string spelt;
      for (const std::uint32_t row : alphabet.spell(word)) spelt += alphabet.character(row);
      CHECK(spelt == word);
    }
  }
}

}  // namespace
