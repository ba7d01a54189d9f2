#include "text/letter_case.h"

#include "catch.h"

using seqlab::text::in_case;
using seqlab::text::LetterCase;

TEST_CASE("words change their letter case as Unicode says") {
  CHECK(in_case("McDonald's", LetterCase::lower) == "mcdonald's");
  CHECK(in_case("McDonald's", LetterCase::upper) == "MCDONALD'S");
  CHECK(in_case("McDonald's", LetterCase::title) == "Mcdonald's");
  CHECK(in_case("o'neill", LetterCase::title) == "O'neill");
  CHECK(in_case("Stra\u00dfe", LetterCase::upper) == "STRASSE");
  CHECK(in_case("\u01c6ep", LetterCase::title) == "\u01c5ep");
  CHECK(in_case("\u039f\u0394\u039f\u03a3", LetterCase::lower) == "\u03bf\u03b4\u03bf\u03c2");
  CHECK(in_case("3.14", LetterCase::upper) == "3.14");
  CHECK(in_case("\u6771\u4eac", LetterCase::title) == "\u6771\u4eac");
  CHECK(in_case("", LetterCase::title).empty());
}
