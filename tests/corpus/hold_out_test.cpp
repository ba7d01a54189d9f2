#include "corpus/hold_out.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"

using namespace seqlab;
using namespace seqlab::corpus;

namespace {

// One sentence a number, its word; documents of these sizes.
std::vector<Sentence> corpus_of(const std::vector<std::size_t>& sizes, const std::string& file = "f") {
  std::vector<Sentence> sentences;
  for (std::size_t document = 0; document < sizes.size(); ++document) {
    for (std::size_t i = 0; i < sizes[document]; ++i) {
      Sentence sentence;
      sentence.words = {std::to_string(sentences.size())};
      sentence.document = document;
      sentence.file = file;
      sentences.push_back(sentence);
    }
  }
  return sentences;
}

std::set<std::pair<std::string, std::size_t>> documents(const std::vector<Sentence>& sentences) {
  std::set<std::pair<std::string, std::size_t>> result;
  for (const Sentence& sentence : sentences) result.insert({sentence.file, sentence.document});
  return result;
}

std::vector<std::string> words(const std::vector<Sentence>& sentences) {
  std::vector<std::string> result;
  result.reserve(sentences.size());
  for (const Sentence& sentence : sentences) result.push_back(sentence.words[0]);
  return result;
}

}  // namespace

TEST_CASE("a tenth is held out without splitting a document") {
  const HeldOut parts = hold_out(corpus_of(std::vector<std::size_t>(40, 5)), 1);
  CHECK(parts.by_documents);
  CHECK(parts.dev.size() == 20);
  CHECK(parts.train.size() == 180);
  for (const auto& document : documents(parts.dev)) CHECK_FALSE(documents(parts.train).contains(document));
}

TEST_CASE("documents with the same number in two files are two documents") {
  std::vector<Sentence> sentences = corpus_of({5, 5, 5, 5, 5}, "a");
  const std::vector<Sentence> more = corpus_of({5, 5, 5, 5, 5}, "b");
  sentences.insert(sentences.end(), more.begin(), more.end());
  const HeldOut parts = hold_out(sentences, 3);
  CHECK(parts.dev.size() == 5);
  CHECK(documents(parts.dev).size() == 1);
}

TEST_CASE("a single document is held out by sentences, which the result reports") {
  for (const std::vector<std::size_t>& sizes : {std::vector<std::size_t>{100}, {50, 50}, {1, 99}}) {
    const HeldOut parts = hold_out(corpus_of(sizes), 1);
    CHECK_FALSE(parts.by_documents);
    CHECK(parts.dev.size() == 10);
    CHECK(parts.train.size() == 90);
  }
}

TEST_CASE("held-out parts keep the order and depend on the seed alone") {
  const auto sentences = corpus_of(std::vector<std::size_t>(100, 1));
  const HeldOut one = hold_out(sentences, 1);
  CHECK(words(one.dev) == words(hold_out(sentences, 1).dev));
  CHECK(words(one.dev) != words(hold_out(sentences, 2).dev));
  for (const auto* part : {&one.train, &one.dev}) {
    for (std::size_t i = 1; i < part->size(); ++i) CHECK((*part)[i - 1].document < (*part)[i].document);
  }
}

TEST_CASE("few sentences leave something to train on") {
  CHECK(hold_out(std::vector<Sentence>(), 1).train.empty());
  CHECK(hold_out(corpus_of({1}), 1).train.size() == 1);
  CHECK(hold_out(corpus_of({1}), 1).dev.empty());
  CHECK(hold_out(corpus_of({2}), 1).dev.size() == 1);
  CHECK(hold_out(corpus_of({1, 1}), 1).dev.size() == 1);
}

TEST_CASE("a tenth of the reviews is held out, one by one and in their order") {
  std::vector<Review> reviews(95);
  for (std::size_t i = 0; i < reviews.size(); ++i) reviews[i].place.line = i;
  const HeldOutReviews parts = hold_out(reviews, 1);
  CHECK(parts.dev.size() == 10);
  CHECK(parts.train.size() == 85);
  std::set<std::size_t> lines;
  for (const auto* part : {&parts.train, &parts.dev}) {
    for (std::size_t i = 0; i < part->size(); ++i) {
      lines.insert((*part)[i].place.line);
      if (i > 0) CHECK((*part)[i - 1].place.line < (*part)[i].place.line);
    }
  }
  CHECK(lines.size() == 95);
  CHECK(hold_out(std::vector<Review>(1), 1).dev.empty());
}

TEST_CASE("every nth document is held out, or every nth sentence if there are fewer documents") {
  const HeldOut documents_of_four = hold_out_every(corpus_of({4, 4, 4, 4, 4}), 2);
  CHECK(documents_of_four.by_documents);
  CHECK(words(documents_of_four.dev) == std::vector<std::string>{"4", "5", "6", "7", "12", "13", "14", "15"});
  CHECK(documents_of_four.train.size() == 12);
  const HeldOut sentences = hold_out_every(corpus_of({7}), 3);
  CHECK_FALSE(sentences.by_documents);
  CHECK(words(sentences.dev) == std::vector<std::string>{"2", "5"});
  CHECK(hold_out_every(corpus_of({2}), 3).dev.empty());
  std::vector<Review> reviews(5);
  for (std::size_t i = 0; i < reviews.size(); ++i) reviews[i].label = std::to_string(i);
  const HeldOutReviews held = hold_out_every(reviews, 2);
  REQUIRE(held.dev.size() == 2);
  CHECK(held.dev[0].label == "1");
  CHECK(held.dev[1].label == "3");
  CHECK(held.train.size() == 3);
}
