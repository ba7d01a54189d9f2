// Gold labels that some tokens lack: corpora that each label only some of a model's heads.
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "read_text.h"

using namespace seqlab;
using namespace seqlab::corpus;

namespace {

ReaderOptions partly(Format format, std::vector<std::string> label_columns) {
  ReaderOptions options;
  options.format = format;
  options.label_columns = std::move(label_columns);
  options.partly_labelled = true;
  return options;
}

Sentence sentence_of(const std::string& text, const ReaderOptions& options) {
  return tests::read_text(text, options).at(0).sentences.at(0);
}

const std::string kConllu =
    "1\ta\t_\tDET\t_\t_\t_\t_\t_\tNER=O\n2\tb\t_\t_\tNN\t_\t_\t_\t_\t_\n3\tc\t_\t_\t_\tX=1\t_\t_\t_\t_\n\n";

}  // namespace

TEST_CASE("where labels may be missing, an underscore in CoNLL-U is no label") {
  CHECK(sentence_of(kConllu, partly(Format::conllu, {"UPOS"})).gold.at(0) == Labels{"DET", "", ""});
  CHECK(sentence_of(kConllu, partly(Format::conllu, {"XPOS"})).gold.at(0) == Labels{"", "NN", ""});
  CHECK(sentence_of(kConllu, partly(Format::conllu, {"MISC:NER"})).gold.at(0) == Labels{"O", "", ""});
  ReaderOptions whole = partly(Format::conllu, {"UPOS"});
  whole.partly_labelled = false;
  CHECK_THROWS_AS(tests::read_text(kConllu, whole), DataError);
}

TEST_CASE("the empty bundle of features is a label of tokens that have a part of speech") {
  CHECK(sentence_of(kConllu, partly(Format::conllu, {"FEATS"})).gold.at(0) == Labels{"_", "", "X=1"});
  CHECK(sentence_of(kConllu, partly(Format::conllu, {"UPOS", "FEATS"})).gold.at(1) == Labels{"_", "", "X=1"});
  // A file that is labelled throughout says so of each token.
  ReaderOptions whole = partly(Format::conllu, {"FEATS"});
  whole.partly_labelled = false;
  CHECK(sentence_of(kConllu, whole).gold.at(0) == Labels{"_", "_", "X=1"});
}

TEST_CASE("where labels may be missing, an underscore in a column is no label") {
  CHECK(sentence_of("a\tx\t_\nb\t_\tB-P\n\n", partly(Format::conll, {"3", "2"})).gold.at(0) ==
        Labels{"", "B-P"});
}

TEST_CASE("where labels may be missing, a key of JSON Lines may be absent") {
  const ReaderOptions options = partly(Format::jsonl, {"pos", "ner"});
  const Sentence without = sentence_of(R"({"tokens": ["a", "b"], "ner": ["O", null]})"
                                       "\n",
                                       options);
  CHECK(without.gold == std::vector<Labels>{{"", ""}, {"O", ""}});
  CHECK(sentence_of(R"({"tokens": ["a", "b"], "pos": ["X", null]})"
                    "\n",
                    options)
            .gold.at(0) == Labels{"X", ""});
  static const text::Tokeniser english("en");
  ReaderOptions spans = partly(Format::jsonl, {"spans"});
  spans.tokeniser = &english;
  CHECK(sentence_of(R"({"text": "Ann sleeps"})"
                    "\n",
                    spans)
            .gold.at(0) == Labels{"", ""});
  CHECK(sentence_of(R"({"text": "Ann sleeps", "spans": []})"
                    "\n",
                    spans)
            .gold.at(0) == Labels{"O", "O"});
}
