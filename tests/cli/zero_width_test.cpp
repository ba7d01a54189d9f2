// Signs without width do not change what a model says.
#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

std::string tagged(const std::string& text, const std::string& format) {
  return run({tagger, "tag", "-q", "-m", names_model(), "--input-format", format, "--output-format", "conll",
              "--probabilities"},
             text)
      .out;
}

std::string without_signs(std::string text) {
  for (const std::string sign : {"\u00AD", "\u200B", "\u200E", "\u200F", "\uFEFF", "\u200C"}) {
    for (std::size_t at = text.find(sign); at != std::string::npos; at = text.find(sign))
      text.erase(at, sign.size());
  }
  return text;
}

}  // namespace

TEST_CASE("a text has the same tokens, labels and probabilities with and without signs without width") {
  const std::string marked = "\uFEFFAnna\u200E lives\u200B in \u200F Os\u00ADlo\uFEFF.\nPe\u200Cter too\n";
  const std::string out = tagged(marked, "text");
  CHECK(out.find("Os\u00ADlo\uFEFF\tB-LOC\t") != std::string::npos);
  CHECK(without_signs(out) == tagged("Anna lives in Oslo.\nPeter too\n", "text"));
}

TEST_CASE("words that are given keep their number and are looked up without signs without width") {
  const std::string columns = "An\u00ADna\n\u200Flives\nin\u200B\nOslo\uFEFF\n\n";
  const std::string out = tagged(columns, "conll");
  CHECK(without_signs(out) == tagged("Anna\nlives\nin\nOslo\n\n", "conll"));
  CHECK(out.find("Oslo\uFEFF\tB-LOC\t") != std::string::npos);
  CHECK(tagged("Anna\n\u200F\nlives\n\n", "conll").find("\n\u200F\t") != std::string::npos);
}

TEST_CASE("a model trained on words with signs without width is one of the words without them") {
  const TemporaryFolder folder;
  std::string marked = names_corpus;
  for (std::size_t at = 0; (at = marked.find("Anna", at)) != std::string::npos; at += 6) {
    marked.insert(at + 2, "\u00AD");
  }
  REQUIRE(marked != names_corpus);
  const auto trained = [&](const std::string& data, const std::string& name) {
    const std::string file = folder.file(name, data);
    const std::string model = folder.path(name + ".model");
    REQUIRE(run({tagger, "train", "-q", "--train", file, "--dev", file, "-m", model, "--epochs", "2",
                 "--characters", "cnn", "--shape-dimension", "4", "--suffix-lengths", "2"})
                .code == 0);
    return run({tagger, "tag", "-q", "-m", model, "--probabilities"}, "Anna lives in Oslo\n").out;
  };
  const std::string plain_answer = trained(names_corpus, "plain.conll");
  CHECK(!plain_answer.empty());
  CHECK(trained(marked, "marked.conll") == plain_answer);
}
