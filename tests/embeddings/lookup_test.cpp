#include "embeddings/lookup.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "text/digits.h"
#include "text/utf8.h"

using seqlab::embeddings::look_up;
using seqlab::embeddings::LookupResult;
using seqlab::embeddings::LookupStep;
using seqlab::embeddings::undo_ptb_escapes;

namespace {

LookupResult look_up_in(const std::vector<std::string>& table, std::string_view word) {
  return look_up(word, [&](std::string_view form) -> std::optional<std::size_t> {
    for (std::size_t row = 0; row < table.size(); ++row) {
      if (table[row] == form) return row;
    }
    return std::nullopt;
  });
}

}  // namespace

TEST_CASE("a word is tried as it is, in lower case, with digits as 0, then both") {
  const std::vector<std::string> all = {"Boeing747", "boeing747", "Boeing000", "boeing000"};
  const std::vector<LookupStep> steps = {LookupStep::exact, LookupStep::lower, LookupStep::digits,
                                         LookupStep::lower_digits};
  for (std::size_t first = 0; first < all.size(); ++first) {
    const std::vector<std::string> table(all.begin() + static_cast<std::ptrdiff_t>(first), all.end());
    const LookupResult result = look_up_in(table, "Boeing747");
    CHECK(result.row == 0);
    CHECK(result.step == steps[first]);
  }
  const LookupResult none = look_up_in({"Airbus"}, "Boeing747");
  CHECK_FALSE(none.row);
  CHECK(none.step == LookupStep::unknown);
}

TEST_CASE("lower case and digits are Unicode's, not only ASCII's") {
  CHECK(look_up_in({"\xC3\xA9t\xC3\xA9"}, "\xC3\x89T\xC3\x89").step == LookupStep::lower);
  // Arabic-Indic and Devanagari digits.
  CHECK(look_up_in({"00"}, "\xD9\xA1\xD9\xA2").step == LookupStep::digits);
  CHECK(look_up_in({"0"}, "\xE0\xA5\xAB").step == LookupStep::digits);
  // A superscript two is a number but no decimal digit.
  CHECK(look_up_in({"m0"}, "m\xC2\xB2").step == LookupStep::unknown);
}

TEST_CASE("bytes that are not valid UTF-8 are looked up unchanged") {
  CHECK(look_up_in({"\xFF\xFE"}, "\xFF\xFE").step == LookupStep::exact);
  CHECK(look_up_in({"a"}, "\xFF").step == LookupStep::unknown);
  CHECK(look_up_in({"\xE2\x82"
                    "0"},
                   "\xE2\x82"
                   "7")
            .step == LookupStep::digits);
  CHECK(look_up_in({"a"}, "").step == LookupStep::unknown);
  CHECK(look_up_in({std::string("a\0b", 3)}, std::string_view("A\0B", 3)).step == LookupStep::lower);
}

TEST_CASE("the escapes of the Penn Treebank are undone") {
  CHECK(undo_ptb_escapes("-LRB-") == "(");
  CHECK(undo_ptb_escapes("-RRB-") == ")");
  CHECK(undo_ptb_escapes("-LSB-") == "[");
  CHECK(undo_ptb_escapes("-RSB-") == "]");
  CHECK(undo_ptb_escapes("-LCB-") == "{");
  CHECK(undo_ptb_escapes("-RCB-") == "}");
  CHECK(undo_ptb_escapes("-lrb-") == "(");
  CHECK(undo_ptb_escapes("-rcb-") == "}");
  CHECK(undo_ptb_escapes("1\\/2") == "1/2");
  CHECK(undo_ptb_escapes("\\*\\*\\*") == "***");
  CHECK(undo_ptb_escapes(":-RRB-") == ":)");
  CHECK(undo_ptb_escapes("``") == "``");
  CHECK(undo_ptb_escapes("''") == "''");
  CHECK(undo_ptb_escapes("C:\\dir\\") == "C:\\dir\\");
  CHECK(undo_ptb_escapes("-LRB") == "-LRB");
  CHECK(undo_ptb_escapes("-Lrb-") == "-Lrb-");
  CHECK(undo_ptb_escapes("") == "");
}

TEST_CASE("each step tries the word as it is before it undoes escapes") {
  CHECK(look_up_in({"(", "-LRB-"}, "-LRB-").row == 1);
  CHECK(look_up_in({"("}, "-LRB-").step == LookupStep::exact);
  CHECK(look_up_in({"and/or", "and\\/or"}, "And\\/Or").row == 1);
  CHECK(look_up_in({"and/or"}, "And\\/Or").step == LookupStep::lower);
  CHECK(look_up_in({"0/0"}, "1\\/2").step == LookupStep::digits);
  // Undone escapes come at an earlier step than lower case.
  CHECK(look_up_in({"a\\/b", "A/B"}, "A\\/B").row == 1);
}

TEST_CASE("spellings are tried in the defined order, and none twice") {
  const std::vector<std::string> pieces = {"a",        "B",        "7",        "-LRB-", "-rsb-", "\\/", "\\*",
                                           "\xC3\x89", "\xD9\xA1", "\xCE\xA3", "\xFF",  "-",     " "};
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    std::string word;
    for (std::size_t i = random() % 5; i > 0; --i) word += pieces[random() % pieces.size()];
    const std::string plain = undo_ptb_escapes(word);
    std::vector<std::pair<std::string, LookupStep>> expected;
    const auto expect = [&](const std::string& form, LookupStep step) {
      for (const auto& [before, earlier] : expected) {
        if (before == form) return;
      }
      expected.emplace_back(form, step);
    };
    using seqlab::text::digits_to_zero;
    using seqlab::text::to_lower;
    for (const std::string& form : {word, plain}) expect(form, LookupStep::exact);
    for (const std::string& form : {word, plain}) expect(to_lower(form), LookupStep::lower);
    for (const std::string& form : {word, plain}) expect(digits_to_zero(form), LookupStep::digits);
    for (const std::string& form : {word, plain}) {
      expect(digits_to_zero(to_lower(form)), LookupStep::lower_digits);
    }
    std::vector<std::string> looked_for;
    static_cast<void>(look_up(word, [&](std::string_view form) -> std::optional<std::size_t> {
      if (std::find(looked_for.begin(), looked_for.end(), form) == looked_for.end()) {
        looked_for.emplace_back(form);
      }
      return std::nullopt;
    }));
    REQUIRE(looked_for.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      REQUIRE(looked_for[i] == expected[i].first);
      const LookupResult found = look_up_in({expected[i].first}, word);
      REQUIRE(found.row == 0);
      REQUIRE(found.step == expected[i].second);
    }
  }
}

TEST_CASE("a word without capitals, digits and escapes is looked up once") {
  for (const auto& [word, times] : std::vector<std::pair<std::string, int>>{
           {"ordinary", 1}, {"well-known", 1}, {"Ordinary", 2}, {"in1999", 2}}) {
    int searches = 0;
    static_cast<void>(look_up(word, [&](std::string_view) -> std::optional<std::size_t> {
      ++searches;
      return std::nullopt;
    }));
    CHECK(searches == times);
  }
}
