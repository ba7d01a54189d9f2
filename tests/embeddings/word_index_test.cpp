#include "embeddings/word_index.h"

#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "io/hash.h"

using seqlab::embeddings::WordIndex;
using seqlab::embeddings::WordList;

namespace {

using Numbers = std::vector<std::uint64_t>;

// Words that all belong into the first of 1,024 slots, as long as the seed is 0.
std::vector<std::string> words_that_meet(std::size_t count) {
  std::vector<std::string> words;
  for (std::size_t i = 0; words.size() < count; ++i) {
    const std::string word = "w" + std::to_string(i);
    if (seqlab::io::hash64(word, 0) % 1024 == 0) words.push_back(word);
  }
  return words;
}

}  // namespace

TEST_CASE("every added word is found at its number, and no other is found") {
  WordList list;
  CHECK(list.index().size() == 0);
  CHECK_FALSE(list.index().find(""));
  for (int i = 0; i < 5000; ++i) REQUIRE(list.add("word" + std::to_string(i)));
  REQUIRE(list.add(""));
  REQUIRE(list.add(std::string("a\0b", 3)));
  CHECK_FALSE(list.add("word17"));
  CHECK_FALSE(list.add(""));
  const WordIndex index = list.index();
  REQUIRE(index.size() == 5002);
  for (std::size_t number = 0; number < index.size(); ++number) {
    REQUIRE(index.find(index.word(number)) == number);
  }
  CHECK(index.word(5000).empty());
  CHECK(index.find(std::string_view("a\0b", 3)) == 5001);
  CHECK_FALSE(index.find("a"));
  for (int i = 5000; i < 10000; ++i) REQUIRE_FALSE(index.find("word" + std::to_string(i)));
  CHECK(index.slots().size() == 8192);  // at most two thirds taken
}

TEST_CASE("an empty index and an index in other memory find the right words") {
  CHECK_FALSE(WordIndex().find("a"));
  WordList list;
  list.add("north");
  list.add("south");
  const WordIndex index = list.index();
  const Numbers offsets(index.offsets().begin(), index.offsets().end());
  const Numbers slots(index.slots().begin(), index.slots().end());
  const WordIndex copy(index.bytes(), offsets, slots, index.seed());
  CHECK(copy.find("south") == 1);
  CHECK(WordIndex("", Numbers{0}, Numbers{0}, 0).size() == 0);
}

TEST_CASE("words with colliding hashes take another seed and are found") {
  WordList list;
  const std::vector<std::string> words = words_that_meet(400);
  for (const std::string& word : words) REQUIRE(list.add(word));
  const WordIndex index = list.index();
  CHECK(index.slots().size() == 1024);
  CHECK(index.seed() == 1);
  for (std::size_t number = 0; number < words.size(); ++number) CHECK(index.find(words[number]) == number);
  CHECK_FALSE(list.add(words[7]));
}

TEST_CASE(
    "offsets that decrease, leave the bytes or are missing are refused, and so is a number of slots that is "
    "not a power of two") {
  const Numbers slots(4);
  CHECK_THROWS_AS(WordIndex("abc", {}, slots, 0), std::invalid_argument);
  CHECK_THROWS_AS(WordIndex("abc", Numbers{0, 2}, slots, 0), std::invalid_argument);
  CHECK_THROWS_AS(WordIndex("abc", Numbers{1, 3}, slots, 0), std::invalid_argument);
  CHECK_THROWS_AS(WordIndex("abc", Numbers{0, 2, 1, 3}, slots, 0), std::invalid_argument);
  CHECK_THROWS_AS(WordIndex("abc", Numbers{0, ~std::uint64_t{0}, 3}, slots, 0), std::invalid_argument);
  CHECK_THROWS_AS(WordIndex("abc", Numbers{0, 3}, Numbers(3), 0), std::invalid_argument);
  CHECK_THROWS_AS(WordIndex("abc", Numbers{0, 3}, Numbers(), 0), std::invalid_argument);
  CHECK_NOTHROW(WordIndex("abc", Numbers{0, 0, 3, 3}, slots, 0));
}

TEST_CASE("with any slots, every search ends within bounds") {
  const Numbers offsets{0, 1, 3, 3};
  std::mt19937_64 random(1);
  for (int round = 0; round < 2000; ++round) {
    const std::uint64_t seed = random();
    Numbers slots(std::size_t{1} << (round % 12));
    const std::uint64_t hash = seqlab::io::hash64("bc", seed);
    for (std::uint64_t& slot : slots) {
      // Full of numbers right and wrong, beside the right half of a hash and wrong ones.
      const std::uint64_t half = round % 3 == 0 ? random() : hash;
      const std::uint64_t number = round % 2 == 0 ? random() % 6 : random();
      slot = (half >> 32 << 32) | (number & 0xFFFFFFFF);
    }
    const WordIndex index("abc", offsets, slots, seed);
    const auto found = index.find("bc");
    REQUIRE((!found || *found == 1));
    REQUIRE((!index.find("zzz")));
  }
}

TEST_CASE("offsets that change while an index is used give words within the bytes") {
  const std::string bytes = "onetwo";
  Numbers offsets = {0, 3, 6};
  WordList list;
  list.add("one");
  list.add("two");
  const WordIndex index(bytes, offsets, list.index().slots(), list.index().seed());
  REQUIRE(index.find("two") == 1);
  for (const std::uint64_t wrong :
       {std::uint64_t{0}, std::uint64_t{6}, std::uint64_t{7}, ~std::uint64_t{0}}) {
    offsets[1] = wrong;
    for (std::size_t number = 0; number < 2; ++number) {
      const std::string_view word = index.word(number);
      CHECK((word.data() >= bytes.data() && word.data() + word.size() <= bytes.data() + bytes.size()));
    }
    CHECK_FALSE(index.find("two"));
  }
}
