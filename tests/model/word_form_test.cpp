#include "model/labelling/word_form.h"

#include <string>
#include <vector>

#include "../training/small_corpus.h"
#include "catch.h"

using namespace seqlab;
using tests::set_option;

namespace {

options::ModelOptions with_escapes(const std::string& escapes) {
  options::ModelOptions options;
  set_option(options, "escapes", escapes);
  return options;
}

std::string form(const std::string& word, const std::string& escapes = "ptb") {
  std::string buffer = "of the word before";
  return std::string(model::WordForm(with_escapes(escapes))(word, buffer));
}

}  // namespace

TEST_CASE("escapes of the Penn Treebank are undone if the options say so") {
  CHECK(form("-LRB-") + form("-rrb-") + form("``") + form("''") + form("`") == "()\"\"'");
  CHECK(form("and\\/or") == "and/or");
  for (const std::string word : {"", "'", "'s", "```", "a-b", "-", "it"}) CHECK(form(word) == word);
  for (const std::string word : {"-LRB-", "``", "and\\/or"}) CHECK(form(word, "none") == word);
}

TEST_CASE("signs without width are no part of a word's form, with and without escapes") {
  for (const std::string escapes : {"none", "ptb"}) {
    CHECK(form("\uFEFFOs\u00ADlo\u200E", escapes) == "Oslo");
    CHECK(form("caf\u00E9\u200B", escapes) == "caf\u00E9");
    CHECK(form("\u200F", escapes) == "\u200F");
  }
  CHECK(form("-LRB-\u200E") == "(");
  CHECK(form("``\u200E") == "\"");
  CHECK(form("and\\/\u00ADor") == "and/or");
  model::WordCounter counter(with_escapes("ptb"));
  const std::vector<std::string> words = {"Oslo", "Os\u00ADlo", "\uFEFFOslo", "\u200E-LRB-", "("};
  for (const std::string& word : words) counter.add(word);
  CHECK(counter.counts() == model::WordCounts{{"Oslo", 3}, {"(", 2}});
}

TEST_CASE("words are counted in the form in which they are looked up") {
  const std::vector<std::string> words = {"-LRB-", "(", "and\\/or", "a-b", "-lrb-", "and\\/or", "``", "''"};
  model::WordCounter undone(with_escapes("ptb"));
  model::WordCounter plain(with_escapes("none"));
  for (const std::string& word : words) {
    undone.add(word);
    plain.add(word);
  }
  CHECK(undone.counts() == model::WordCounts{{"(", 3}, {"and/or", 2}, {"a-b", 1}, {"\"", 2}});
  CHECK(plain.counts().size() == 7);
}
