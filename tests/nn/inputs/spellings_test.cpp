#include "nn/inputs/spellings.h"

#include <vector>

#include "catch.h"

using seqlab::nn::Spellings;

namespace {

using Rows = std::vector<std::uint32_t>;

Spellings of_lengths(const std::vector<std::size_t>& lengths) {
  Spellings words;
  for (const std::size_t length : lengths) words.add(Rows(length, 1));
  return words;
}

}  // namespace

TEST_CASE("words are stored with their characters, including empty words") {
  Spellings words;
  CHECK(words.words() == 0);
  CHECK(words.offsets().size() == 1);
  words.add(Rows{3, 1});
  words.add(Rows{});
  words.add(Rows{2, 2, 5});
  REQUIRE(words.words() == 3);
  CHECK(Rows(words.word(0).begin(), words.word(0).end()) == Rows{3, 1});
  CHECK(words.word(1).empty());
  CHECK(Rows(words.word(2).begin(), words.word(2).end()) == Rows{2, 2, 5});
  CHECK(Rows(words.characters().begin(), words.characters().end()) == Rows{3, 1, 2, 2, 5});
}

TEST_CASE("words are cut into pieces of limited size, or of one word") {
  using Borders = std::vector<std::size_t>;
  CHECK(Spellings().cut(10) == Borders{0});
  CHECK(of_lengths({4}).cut(10) == Borders{0, 1});
  CHECK(of_lengths({4, 4}).cut(10) == Borders{0, 2});
  CHECK(of_lengths({4, 5}).cut(10) == Borders{0, 1, 2});
  CHECK(of_lengths({1, 50, 1, 1, 50}).cut(10) == Borders{0, 1, 2, 4, 5});
  CHECK(of_lengths(std::vector<std::size_t>(7, 0)).cut(3) == Borders{0, 3, 6, 7});
}
