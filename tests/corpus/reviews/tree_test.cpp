#include "corpus/reviews/tree.h"

#include <string>
#include <tuple>
#include <vector>

#include "catch.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using Words = std::vector<std::string>;

namespace {

std::string failure(const std::string& line) {
  return tests::error_message<DataError>([&] { parse_tree(line, {"file", 7, 0}); });
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("a tree has a label and a range of tokens at every node, outer nodes first") {
  const std::string line = " (3 (2 It)\t(4 (good works)(2 .) ) ) ";
  const Tree tree = parse_tree(line, {});
  CHECK(Words(tree.tokens.begin(), tree.tokens.end()) == Words{"It", "works", "."});
  std::vector<std::tuple<std::string, std::size_t, std::size_t>> nodes;
  for (const Tree::Node& node : tree.nodes) nodes.emplace_back(node.label, node.begin, node.end);
  CHECK(nodes == std::vector<std::tuple<std::string, std::size_t, std::size_t>>{
                     {"3", 0, 3}, {"2", 0, 1}, {"4", 1, 3}, {"good", 1, 2}, {"2", 2, 3}});
}

TEST_CASE("a line that is not a tree is an error with the column") {
  CHECK(contains(failure("(3 (2 It)"),
                 "file:7:10: the line ends inside the tree; 1 brackets are open, the last since column 1"));
  CHECK(contains(failure("(3 (2 It"), "2 brackets are open, the last since column 4"));
  CHECK(contains(failure("(3 (2 It)))"), "file:7:11: a closing bracket without an opening one"));
  CHECK(contains(failure("(3 It) (2 works)"), "file:7:8: text after the tree"));
  CHECK(contains(failure("(3 It) x"), "file:7:8: text after the tree"));
  CHECK(contains(failure("((2 It))"), "file:7:2: no label"));
  CHECK(contains(failure("( 3 It)"), "file:7:2: no label"));
  CHECK(contains(failure("(3)"), "file:7:3: a node without a word"));
  CHECK(contains(failure("(3 (2 ) (2 a))"), "file:7:7: a node without a word"));
  CHECK(contains(failure("(3 It works)"), "file:7:7: a second part"));
  CHECK(contains(failure("(3 (2 It) works)"), "file:7:11: a second part"));
  CHECK(contains(failure("(3 It (2 works))"), "file:7:7: a bracket after a word"));
  CHECK(contains(failure("It works"), "file:7:1: no bracket"));
  CHECK(contains(failure(""), "file:7:1: no bracket"));
  CHECK(contains(failure("()"), "file:7:2: no label"));
  CHECK(contains(failure("("), "file:7:2: no label"));
}

TEST_CASE("a million nested brackets are read without a deep stack") {
  const std::size_t depth = 1'000'000;
  const Tree tree = parse_tree(repeated("(2 ", depth) + "word" + repeated(")", depth), {});
  CHECK(tree.tokens.size() == 1);
  CHECK(tree.nodes.size() == depth);
  CHECK(tree.nodes.back().end == 1);
  CHECK(contains(failure(repeated("(2 ", depth)), "1000000 brackets are open"));
  CHECK(contains(failure("(2 a" + repeated(")", depth)), "file:7:6: a bracket closes"));
}

TEST_CASE("a line looks like a tree if it starts with a bracket and a label and ends with a bracket") {
  CHECK(looks_like_tree("(3 (2 It) (4 works))"));
  CHECK(looks_like_tree(" (3 It) "));
  CHECK(looks_like_tree("(3 (2 It)"));
  CHECK_FALSE(looks_like_tree("3 (It)"));
  CHECK_FALSE(looks_like_tree("(3 It) works"));
  CHECK_FALSE(looks_like_tree("(good)"));
  CHECK_FALSE(looks_like_tree("( good )"));
  CHECK_FALSE(looks_like_tree("("));
  CHECK_FALSE(looks_like_tree(""));
}
