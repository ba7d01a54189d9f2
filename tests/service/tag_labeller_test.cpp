#include "service/tag_labeller.h"

#include <cstdlib>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "service/client.h"
#include "service/served_model.h"

namespace seqlab::service {

namespace {

// Runs a document to its end in slices of so many tokens.
std::string labelled(const TagLabeller& labeller, Input input, std::size_t tokens) {
  base::Pool pool(1);
  const auto document = labeller.document(std::move(input), text::OffsetUnit::codepoint);
  while (document->left() > 0) {
    const Slice slice{document.get(), tokens};
    labeller.run({&slice, 1}, pool);
  }
  return document->json();
}

std::string many_sentences() {
  std::string text;
  for (int i = 0; i < 800; ++i)
    text += "Anna Berg moved from Oslo to New York in " + std::to_string(1900 + i) + ". ";
  return text;
}

}  // namespace

TEST_CASE("a text is labelled the same in slices and at once") {
  const auto model = ServedModel::load(tests::shipped_model("en-ner"));
  const auto labeller = model->tagger({.probabilities = true});
  const std::string text = many_sentences();
  CHECK(text.size() > 32768);
  const std::string at_once = labelled(*labeller, text, 1'000'000);
  CHECK(labelled(*labeller, text, 100) == at_once);
  CHECK(at_once.find("\"label\": \"PER\"") != std::string::npos);
}

TEST_CASE("a sentence is a piece, whose size counts the characters of long words too") {
  const auto labeller = ServedModel::load(tests::shipped_model("en-ner"))->tagger({});
  const auto document =
      labeller->document("Anna sleeps. " + std::string(80'000, 'a'), text::OffsetUnit::byte);
  document->prepare();
  CHECK(document->piece() == 3);
  CHECK(document->left() == 10'003);
  base::Pool pool(1);
  const Slice slice{document.get(), 1024};
  labeller->run({&slice, 1}, pool);
  CHECK(document->piece() == 10'000);
  CHECK(document->left() == 10'000);
}

TEST_CASE("requests with the same settings share a labeller") {
  const auto model = ServedModel::load(tests::shipped_model("en-pos"));
  CHECK(model->tagger({}) == model->tagger({}));
  CHECK(model->tagger({}) != model->tagger({.probabilities = true}));
}

TEST_CASE("a labeller refuses what its model cannot do") {
  const auto model = ServedModel::load(tests::shipped_model("en"));
  CHECK_THROWS_AS(model->tagger({.heads = {"nothing"}}), UsageError);
  REQUIRE(model->tagger_model().heads().size() > 1);
  CHECK_THROWS_AS(model->tagger({.n_best = 2}), UsageError);
  const auto one = model->tagger({.heads = {model->tagger_model().heads().front()}, .n_best = 2});
  CHECK(labelled(*one, std::string("Oslo"), 100).find("alternatives") != std::string::npos);
  CHECK_THROWS_AS(one->document(std::vector<std::string>{"a", ""}, text::OffsetUnit::byte), UsageError);
  CHECK_THROWS_AS(model->classifier(), UsageError);
}

TEST_CASE("texts and sentences without tokens have their places") {
  const auto labeller = ServedModel::load(tests::shipped_model("en-ner"))->tagger({});
  CHECK(labelled(*labeller, std::string(), 10) == R"({"text": "", "sentences": [], "spans": []})");
  CHECK(labelled(*labeller, std::string(" \n "), 10) == R"({"text": " \n ", "sentences": [], "spans": []})");
  CHECK(labelled(*labeller, std::vector<std::string>(), 10) == R"({"tokens": [], "tags": []})");
}

}  // namespace seqlab::service
