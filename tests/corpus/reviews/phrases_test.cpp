#include "corpus/reviews/phrases.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using Words = std::vector<std::string>;
using LabelledTexts = std::vector<std::pair<std::string, std::string>>;

namespace {

ReviewOptions options_of(TreeClasses classes, bool phrases) {
  ReviewOptions options;
  options.classes = classes;
  options.phrases = phrases;
  return options;
}

std::vector<Review> read(const std::string& text, const ReviewOptions& options) {
  const auto reader = make_review_reader(io::memory_input(text, "file"), options);
  std::vector<Review> reviews;
  for (Review review; reader->next(review);) reviews.push_back(review);
  return reviews;
}

LabelledTexts texts(const std::vector<Review>& reviews) {
  LabelledTexts result;
  for (const Review& review : reviews) result.emplace_back(review.label, review.text);
  return result;
}

std::string failure(const std::string& text, const ReviewOptions& options) {
  return tests::error_message<DataError>([&] { read(text, options); });
}

const std::string kTrees =
    "(3 (2 It) (4 (4 works) (2 .)))\n\n"
    "(2 (1 It) (2 (2 a\xC2\xA0"
    "b) (4 works)))\r\n";

}  // namespace

TEST_CASE("a tree is a text with the label of its root") {
  const auto reviews = read(kTrees, options_of(TreeClasses::all, false));
  REQUIRE(reviews.size() == 2);
  CHECK(reviews[0].format == ReviewFormat::trees);
  CHECK(reviews[0].label == "3");
  CHECK(reviews[0].text == "It works .");
  CHECK(reviews[0].tokens == Words{"It", "works", "."});
  CHECK(reviews[0].phrases.empty());
  CHECK(reviews[1].place.line == 3);
  CHECK(reviews[1].tokens == Words{"It",
                                   "a\xC2\xA0"
                                   "b",
                                   "works"});
}

TEST_CASE("two classes merge the labels of each side and leave neutral texts out") {
  const auto reviews = read("(0 a)\n(1 a)\n(2 a)\n(3 a)\n(4 a)\n", options_of(TreeClasses::two, false));
  REQUIRE(reviews.size() == 5);
  CHECK(reviews[2].left_out);
  CHECK(texts(without_left_out(reviews)) == LabelledTexts{{"0", "a"}, {"0", "a"}, {"1", "a"}, {"1", "a"}});
  CHECK(contains(failure("(0 a)\n(5 a)\n", options_of(TreeClasses::two, false)),
                 "file:2:2: the label '5' is not one of 0 to 4"));
  CHECK(contains(failure("(0 (4 a) (good b))\n", options_of(TreeClasses::two, true)),
                 "file:1:11: the label 'good'"));
  CHECK(read("(good a)\n", options_of(TreeClasses::all, true))[0].label == "good");
}

TEST_CASE("three classes have names and leave nothing out") {
  const auto reviews = read("(0 a)\n(1 a)\n(2 a)\n(3 a)\n(4 a)\n", options_of(TreeClasses::three, false));
  CHECK(texts(reviews) ==
        LabelledTexts{
            {"negative", "a"}, {"negative", "a"}, {"neutral", "a"}, {"positive", "a"}, {"positive", "a"}});
  CHECK(contains(failure("(5 a)\n", options_of(TreeClasses::three, false)), "--classes 3 maps to 3 classes"));
  const auto phrases =
      phrases_of(read("(3 (2 a) (1 b))\n", options_of(TreeClasses::three, true)), PhraseChoice::unique);
  CHECK(texts(phrases) == LabelledTexts{{"positive", "a b"}, {"neutral", "a"}, {"negative", "b"}});
}

TEST_CASE("phrases are texts, all of them or each once") {
  const auto five = read(kTrees, options_of(TreeClasses::all, true));
  const std::string nbsp =
      "a\xC2\xA0"
      "b";
  CHECK(texts(phrases_of(five, PhraseChoice::all)) == LabelledTexts{{"3", "It works ."},
                                                                    {"2", "It"},
                                                                    {"4", "works ."},
                                                                    {"4", "works"},
                                                                    {"2", "."},
                                                                    {"2", "It " + nbsp + " works"},
                                                                    {"1", "It"},
                                                                    {"2", nbsp + " works"},
                                                                    {"2", nbsp},
                                                                    {"4", "works"}});
  const auto unique = phrases_of(five, PhraseChoice::unique);
  CHECK(unique.size() == 9);
  CHECK(std::count_if(unique.begin(), unique.end(), [](const Review& r) { return r.text == "It"; }) == 2);
  CHECK(unique[2].tokens == Words{"works", "."});
  CHECK(unique[8].place.line == 3);
}

TEST_CASE("a neutral tree gives its phrases that are not neutral, and other reviews stay") {
  auto reviews = read(kTrees, options_of(TreeClasses::two, true));
  CHECK(reviews[1].left_out);
  auto others = read("(2 (2 a) (2 b))\n", options_of(TreeClasses::two, true));
  reviews.insert(reviews.end(), others.begin(), others.end());
  Review plain;
  plain.label = "1";
  plain.text = "works";
  reviews.push_back(plain);
  CHECK(texts(phrases_of(reviews, PhraseChoice::unique)) ==
        LabelledTexts{{"1", "It works ."}, {"1", "works ."}, {"1", "works"}, {"0", "It"}, {"1", "works"}});
}

TEST_CASE("phrases of a tree that would fill memory are refused") {
  std::string tree;
  std::string end;
  for (int i = 0; i < 5000; ++i) {
    tree += "(3 (3 a) ";
    end += ")";
  }
  tree += "(3 a)" + end + "\n";
  CHECK(read(tree, options_of(TreeClasses::all, false))[0].tokens.size() == 5001);
  CHECK(contains(failure(tree, options_of(TreeClasses::all, true)), "more than 10000000 tokens"));
}

TEST_CASE("the trees of the Stanford Sentiment Treebank have the published number of phrases") {
  const std::string path = tests::shared_data("sst-trees/train.txt");
  if (path.empty()) return;
  const auto five = read_reviews(path, options_of(TreeClasses::all, true));
  CHECK(five.size() == 8544);
  std::size_t nodes = 0;
  for (const Review& review : five) nodes += review.phrases.size();
  CHECK(nodes == 318582);
  const auto two = read_reviews(path, options_of(TreeClasses::two, true));
  CHECK(phrases_of(two, PhraseChoice::all).size() == 98794);
  CHECK(phrases_of(two, PhraseChoice::unique).size() == 77616);
}

TEST_CASE("the non-neutral roots of the trees are the sentences of the binary treebank") {
  const std::map<std::string, std::size_t> sizes = {{"train", 6920}, {"dev", 872}, {"test", 1821}};
  for (const auto& [part, size] : sizes) {
    const std::string trees = tests::shared_data("sst-trees/" + part + ".txt");
    const std::string sentences = tests::shared_data("sst2/" + part + ".txt");
    if (trees.empty() || sentences.empty()) return;
    LabelledTexts roots = texts(without_left_out(read_reviews(trees, options_of(TreeClasses::two, false))));
    for (auto& root : roots) {
      for (char& c : root.second) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    ReviewOptions spaces;
    spaces.tokens = TextTokens::spaces;
    LabelledTexts lines = texts(read_reviews(sentences, spaces));
    std::sort(roots.begin(), roots.end());
    std::sort(lines.begin(), lines.end());
    CHECK(roots.size() == size);
    std::size_t different = 0;
    for (std::size_t i = 0; i < std::min(roots.size(), lines.size()); ++i)
      different += roots[i] != lines[i] ? 1U : 0U;
    CHECK(different == 0);
  }
}
