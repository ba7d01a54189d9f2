#include "evaluation/transduction_score.h"

#include <sstream>

#include "catch.h"

using seqlab::corpus::SymbolUnit;
using seqlab::evaluation::symbol_edits;
using seqlab::evaluation::TransductionScore;

TEST_CASE("edits insert, delete and replace characters or words") {
  CHECK(symbol_edits("kitten", "sitting", SymbolUnit::characters) == 3);
  CHECK(symbol_edits("", "abc", SymbolUnit::characters) == 3);
  CHECK(symbol_edits("abc", "", SymbolUnit::characters) == 3);
  CHECK(symbol_edits("na\xC3\xAFve", "naive", SymbolUnit::characters) == 1);
  CHECK(symbol_edits("a b c", "a c", SymbolUnit::words) == 1);
  CHECK(symbol_edits("ab", "ba", SymbolUnit::characters) == 2);
}

TEST_CASE("targets are scored by exact match, edits over symbols, and loss over symbols and ends") {
  TransductionScore score(SymbolUnit::characters);
  CHECK(score.exact_match() == 0);
  CHECK(score.error_rate() == 0);
  CHECK(score.loss() == 0);
  score.add("abc", "abc", -1);
  score.add("abcde", "axc", -3);
  score.add("", "", 0);
  CHECK(score.pairs() == 3);
  CHECK(score.symbols() == 8);
  CHECK(score.exact_match() == Approx(2.0 / 3));
  CHECK(score.error_rate() == Approx(3.0 / 8));
  CHECK(score.loss() == Approx(4.0 / 11));
  std::ostringstream text;
  score.print(text);
  CHECK(text.str() ==
        "pairs: 3; exact match: 66.67%; error rate: 37.50% of 8 symbols; loss: 0.3636 nats a symbol\n");
}
