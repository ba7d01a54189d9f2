#include "text/characters.h"

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.h"

using namespace seqlab::text;

namespace {

using List = std::vector<std::string>;

List split(std::string_view word, CharacterUnit unit) {
  List characters;
  for (const std::string_view character : split_characters(word, unit)) characters.emplace_back(character);
  return characters;
}
List points(std::string_view word) {
  return split(word, CharacterUnit::codepoint);
}
List clusters(std::string_view word) {
  return split(word, CharacterUnit::cluster);
}

// ICU's own clusters of UTF-16.
List clusters_by_icu(const icu::UnicodeString& word) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> iterator(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  REQUIRE(U_SUCCESS(status));
  iterator->setText(word);
  List characters;
  for (std::int32_t begin = 0, end = iterator->next(); end != icu::BreakIterator::DONE;
       begin = end, end = iterator->next()) {
    std::string character;
    word.tempSubStringBetween(begin, end).toUTF8String(character);
    characters.push_back(character);
  }
  return characters;
}

}  // namespace

TEST_CASE("a word is split into code points") {
  CHECK(points("").empty());
  CHECK(points("Anna") == List{"A", "n", "n", "a"});
  CHECK(points("na\u00EFve") == List{"n", "a", "\u00EF", "v", "e"});
  CHECK(points("e\u0301\U0001F600\u4E2D") == List{"e", "\u0301", "\U0001F600", "\u4E2D"});
  CHECK(points(std::string_view("a\0b", 3)) == List{"a", std::string(1, '\0'), "b"});
}

TEST_CASE("a word is split into grapheme clusters") {
  CHECK(clusters("").empty());
  CHECK(clusters("Anna") == List{"A", "n", "n", "a"});
  CHECK(clusters("e\u0301e") == List{"e\u0301", "e"});
  CHECK(clusters("\r\n\n\r") == List{"\r\n", "\n", "\r"});
  CHECK(clusters("\u0928\u093F") == List{"\u0928\u093F"});                                  // Devanagari
  CHECK(clusters("\u1100\u1161\uAC00\uAC01") == List{"\u1100\u1161", "\uAC00", "\uAC01"});  // Hangul
  CHECK(clusters("\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7") ==
        List{"\U0001F1E9\U0001F1EA", "\U0001F1EB\U0001F1F7"});  // two flags
  CHECK(clusters("\U0001F468\u200D\U0001F469\u200D\U0001F467x") ==
        List{"\U0001F468\u200D\U0001F469\u200D\U0001F467", "x"});  // a family
  CHECK(clusters("\u0301") == List{"\u0301"});
}

TEST_CASE("invalid bytes are single characters and nothing is lost") {
  CHECK(points("a\xFFz") == List{"a", "\xFF", "z"});
  CHECK(points("\xE2\x82z") == List{"\xE2\x82", "z"});
  CHECK(clusters("a\xFFz") == List{"a", "\xFF", "z"});
  std::mt19937_64 engine(1);
  for (int round = 0; round < 500; ++round) {
    std::string word;
    for (std::size_t i = 0; i < engine() % 30; ++i) {
      word += engine() % 4 == 0 ? "\u0301" : std::string(1, static_cast<char>(engine() % 256));
    }
    for (const CharacterUnit unit : {CharacterUnit::codepoint, CharacterUnit::cluster}) {
      std::string joined;
      for (const std::string& character : split(word, unit)) {
        CHECK_FALSE(character.empty());
        joined += character;
      }
      CHECK(joined == word);
    }
  }
}

TEST_CASE("clusters are ICU's for every pair of code points of every kind") {
  // One or more of each class of Annex 29, and some that stand in none of them.
  const std::vector<UChar32> kinds{'a',    '\r',   '\n',    0x7F,    0xAD,    0xA9,    0x300,
                                   0x200D, 0x200C, 0x903,   0x600,   0x1100,  0x1161,  0x11A8,
                                   0xAC00, 0xAC01, 0x1F1E6, 0x1F600, 0x1F3FB, 0x4E2D,  0x915,
                                   0x94D,  0x2028, 0xFE0F,  0xE0020, 0xE33,   0x10FFFF};
  for (const UChar32 first : kinds) {
    for (const UChar32 second : kinds) {
      for (const UChar32 third :
           {UChar32{'a'}, UChar32{0x1F600}, UChar32{0x1F1E7}, UChar32{0x915}, UChar32{0x11A8}}) {
        icu::UnicodeString word;
        word.append(first).append(second).append(third);
        std::string bytes;
        word.toUTF8String(bytes);
        INFO(std::hex << first << ' ' << second << ' ' << third);
        CHECK(clusters(bytes) == clusters_by_icu(word));
      }
    }
  }
}

TEST_CASE("a long word is cut in one piece or in a million") {
  CHECK(clusters(std::string(473, 'x')).size() == 473);
  CHECK(split_characters(std::string(1'000'000, 'x'), CharacterUnit::cluster).size() == 1'000'000);
  std::string stacked = "a";
  for (int i = 0; i < 100'000; ++i) stacked += "\u0301";
  CHECK(clusters(stacked).size() == 1);
  CHECK(points(stacked).size() == 100'001);
}

TEST_CASE("prefixes and suffixes count characters and stop at the word") {
  constexpr CharacterUnit cluster = CharacterUnit::cluster;
  CHECK(prefix("unhappy", 2, cluster) == "un");
  CHECK(suffix("walking", 3, cluster) == "ing");
  CHECK(prefix("at", 3, cluster) == "at");
  CHECK(suffix("at", 3, cluster) == "at");
  CHECK(suffix("at", 2, cluster) == "at");
  CHECK(prefix("at", 0, cluster).empty());
  CHECK(suffix("at", 0, cluster).empty());
  CHECK(prefix("", 1, cluster).empty());
  CHECK(suffix("", 1, cluster).empty());
  CHECK(prefix("e\u0301te", 1, cluster) == "e\u0301");
  CHECK(prefix("e\u0301te", 1, CharacterUnit::codepoint) == "e");
  CHECK(suffix("cafe\u0301", 2, cluster) == "fe\u0301");
  CHECK(suffix("cafe\u0301", 2, CharacterUnit::codepoint) == "e\u0301");
}

TEST_CASE("units of characters have names") {
  for (const CharacterUnit unit : {CharacterUnit::codepoint, CharacterUnit::cluster}) {
    CHECK(seqlab::base::find_name<CharacterUnit>(seqlab::base::name_of(unit)) == unit);
  }
  CHECK_FALSE(seqlab::base::find_name<CharacterUnit>("byte").has_value());
}
