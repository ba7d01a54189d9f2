// Gold labels that are not everywhere: corpora of which each labels some heads of a model alone.
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "read_text.h"

using namespace seqlab;
using namespace seqlab::corpus;
using Labels = std::vector<std::string>;

namespace {

ReaderOptions partly(Format format, const std::string& label_column, std::vector<std::string> columns = {}) {
  ReaderOptions options;
  options.format = format;
  options.label_column = label_column;
  options.columns = std::move(columns);
  options.partly_labelled = true;
  return options;
}

Sentence sentence_of(const std::string& text, const ReaderOptions& options) {
  return tests::read_text(text, options).at(0).sentences.at(0);
}

const std::string kConllu =
    "1\ta\t_\tDET\t_\t_\t_\t_\t_\tNER=O\n2\tb\t_\t_\tNN\t_\t_\t_\t_\t_\n3\tc\t_\t_\t_\tX=1\t_\t_\t_\t_\n\n";

}  // namespace

TEST_CASE("where labels may be missing, an underscore in CoNLL-U is none") {
  CHECK(sentence_of(kConllu, partly(Format::conllu, "UPOS")).labels == Labels{"DET", "", ""});
  CHECK(sentence_of(kConllu, partly(Format::conllu, "XPOS")).labels == Labels{"", "NN", ""});
  CHECK(sentence_of(kConllu, partly(Format::conllu, "MISC:NER")).labels == Labels{"O", "", ""});
  ReaderOptions whole = partly(Format::conllu, "UPOS");
  whole.partly_labelled = false;
  CHECK_THROWS_AS(tests::read_text(kConllu, whole), DataError);
}

TEST_CASE("the empty bundle of features is a label of tokens that have a part of speech") {
  CHECK(sentence_of(kConllu, partly(Format::conllu, "FEATS")).labels == Labels{"_", "", "X=1"});
  CHECK(sentence_of(kConllu, partly(Format::conllu, "UPOS", {"FEATS"})).columns.at(0) ==
        Labels{"_", "", "X=1"});
  // A file that is labelled throughout says so of each token.
  ReaderOptions whole = partly(Format::conllu, "FEATS");
  whole.partly_labelled = false;
  CHECK(sentence_of(kConllu, whole).labels == Labels{"_", "_", "X=1"});
}

TEST_CASE("where labels may be missing, an underscore in a column is none") {
  CHECK(sentence_of("a\tx\t_\nb\t_\tB-P\n\n", partly(Format::conll, "3", {"2"})).labels == Labels{"", "B-P"});
}

TEST_CASE("where labels may be missing, a key of JSON Lines may be") {
  const ReaderOptions options = partly(Format::jsonl, "pos", {"ner"});
  const Sentence without = sentence_of(R"({"tokens": ["a", "b"], "ner": ["O", null]})"
                                       "\n",
                                       options);
  CHECK(without.labels == Labels{"", ""});
  CHECK(without.columns == std::vector<Labels>{{"O", ""}});
  CHECK(sentence_of(R"({"tokens": ["a", "b"], "pos": ["X", null]})"
                    "\n",
                    options)
            .labels == Labels{"X", ""});
  static const text::Tokeniser english("en");
  ReaderOptions spans = partly(Format::jsonl, "spans");
  spans.tokeniser = &english;
  CHECK(sentence_of(R"({"text": "Ann sleeps"})"
                    "\n",
                    spans)
            .labels == Labels{"", ""});
  CHECK(sentence_of(R"({"text": "Ann sleeps", "spans": []})"
                    "\n",
                    spans)
            .labels == Labels{"O", "O"});
}
