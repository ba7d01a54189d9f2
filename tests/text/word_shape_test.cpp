#include "text/word_shape.h"

#include <random>
#include <string>

#include "catch.h"

using seqlab::text::word_shape;

TEST_CASE("a word's shape has a sign a letter, digit or mark") {
  CHECK(word_shape("", 4).empty());
  CHECK(word_shape("Anna", 4) == "Xxxx");
  CHECK(word_shape("McDonald's", 4) == "XxXxxxx'x");
  CHECK(word_shape("12:30", 4) == "dd:dd");
  CHECK(word_shape("U.S.", 4) == "X.X.");
  CHECK(word_shape("$1,000.50", 4) == "$d,ddd.dd");
  CHECK(word_shape("e-mail_a@b", 4) == "x-xxxx_x@x");
}

TEST_CASE("runs are written as long as they may be, and no longer") {
  CHECK(word_shape("internationally", 4) == "xxxx");
  CHECK(word_shape("INTERNATIONALly", 2) == "XXxx");
  CHECK(word_shape("!!!!!!", 4) == "!!!!");
  CHECK(word_shape("1234567a", 1) == "dx");
  CHECK(word_shape("aaaa", 4) == "xxxx");
  const std::string small(1'000'000, 'a');
  CHECK(word_shape(small + "B", 3) == "xxxX");
}

TEST_CASE("shapes know letters and digits of every script") {
  CHECK(word_shape("\u00C9t\u00E9", 4) == "Xxx");
  CHECK(word_shape("\u041C\u043E\u0441\u043A\u0432\u0430", 4) == "Xxxxx");  // Cyrillic
  CHECK(word_shape("\u01C5a", 4) == "Xx");                                  // title case
  CHECK(word_shape("\u5317\u4EAC", 4) == "cc");                             // Han
  CHECK(word_shape("\u0645\u0631", 4) == "cc");                             // Arabic
  CHECK(word_shape("\u0661\u0662", 4) == "dd");                             // Arabic-Indic digits
  CHECK(word_shape("\u2163\u00BD\u00B2", 4) == "nnn");
  CHECK(word_shape("\U0001D7D7", 4) == "d");  // mathematical bold
}

TEST_CASE("marks belong to their letter, and other signs are classed") {
  CHECK(word_shape("e\u0301te", 4) == "xxx");
  CHECK(word_shape("\u0645\u200C\u0631\u064E", 4) == "cc");
  CHECK(word_shape("\u0301", 4).empty());
  CHECK(word_shape("don\u2019t", 4) == "xxx'x");
  CHECK(word_shape("\u201Ea\u201D \u00ABb\u00BB \u201Ac\u2018 \u2039d\u203A", 4) == "\"x\" \"x\" 'x' 'x'");
  CHECK(word_shape("1\u20132\u2014", 4) == "d-d-");
  CHECK(word_shape("\u20AC5\u00D7\u00B1", 4) == "$d++");
  CHECK(word_shape("\U0001F600\u00A9", 4) == "**");
  CHECK(word_shape("\u203F\uFF08\uFF09\u3002\u2026\u00B4", 4) == "_()..^");
  CHECK(word_shape("a\u00A0b\tc", 4) == "x x x");
  CHECK(word_shape("\x01\x7F\u0085\uE000\U0010FFFF", 9) == "?????");
  CHECK(word_shape("a\xFFz\xE2\x82", 4) == "x?x?");
}

TEST_CASE("the shape of any bytes is ASCII and no longer than they are") {
  std::mt19937_64 engine(1);
  for (int round = 0; round < 1000; ++round) {
    std::string word;
    for (std::size_t i = 0; i < engine() % 30; ++i) word += static_cast<char>(engine() % 256);
    const std::string shape = word_shape(word, 4);
    CHECK(shape.size() <= word.size());
    for (const char sign : shape) CHECK((sign >= ' ' && sign <= '~'));
  }
}
