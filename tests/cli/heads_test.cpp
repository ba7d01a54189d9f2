// Several label columns, feature columns, and two annotations of one text, from the command line.
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "contains.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

// Parts of speech, and names on some tokens.
const std::string corpus =
    "1\tAnna\t_\tPROPN\tNNP\t_\t_\t_\t_\tNER=B-PER\n2\tlives\t_\tVERB\tVBZ\t_\t_\t_\t_\tNER=O\n"
    "3\t.\t_\tPUNCT\t.\t_\t_\t_\t_\tNER=O\n\n"
    "1\tThey\t_\tPRON\tPRP\t_\t_\t_\t_\t_\n2\tlike\t_\tVERB\tVBP\t_\t_\t_\t_\tNER=O\n"
    "3\tAnna\t_\tPROPN\tNNP\t_\t_\t_\t_\tSpaceAfter=No|NER=B-PER\n4\t.\t_\tPUNCT\t.\t_\t_\t_\t_\tNER=O\n\n";

const TemporaryFolder& folder() {
  static const TemporaryFolder files;
  return files;
}

const std::string& data() {
  static const std::string path = folder().file("both.conllu", corpus);
  return path;
}

const std::string& model() {
  static const std::string path = [] {
    const std::string file = folder().path("both.model");
    const Outcome outcome = run(command({tagger, "train", "--train", data(), "--dev", data(), "-m", file,
                                         "--label-column", "UPOS,XPOS,MISC:NER", "--decoder", "crf"},
                                        quick_training));
    REQUIRE(outcome.err.empty());
    REQUIRE(outcome.code == 0);
    return file;
  }();
  return path;
}

}  // namespace

TEST_CASE("a model of several label columns writes each to its own") {
  const Outcome tagged = run({tagger, "tag", "-q", "-m", model(), "--input-format", "conllu"},
                             "1\tAnna\t_\t_\t_\t_\t_\t_\t_\t_\n2\tlives\t_\t_\t_\t_\t_\t_\t_\tX=1\n3\t.\t_\t_"
                             "\t_\t_\t_\t_\t_\t_\n\n");
  CHECK(tagged.code == 0);
  CHECK(tagged.out ==
        "1\tAnna\t_\tPROPN\tNNP\t_\t_\t_\t_\tNER=B-PER\n2\tlives\t_\tVERB\tVBZ\t_\t_\t_\t_\tX=1|NER=O\n3\t."
        "\t_\tPUNCT\t.\t_\t_\t_\t_\tNER=O\n\n");
  const std::vector<std::string> plain = {tagger, "tag", "-q", "-m", model()};
  CHECK(run(command(plain, {}), "Anna lives.\n").out ==
        "Anna\tPROPN\tNNP\tB-PER\nlives\tVERB\tVBZ\tO\n.\tPUNCT\t.\tO\n\n");
  CHECK(run(command(plain, {"--head", "NER"}), "Anna lives.\n").out == "Anna\tB-PER\nlives\tO\n.\tO\n\n");
  CHECK(run(command(plain, {"--output-format", "conllu", "--label-column", "XPOS,UPOS,MISC:Name"}),
            "Anna lives.\n")
            .out.starts_with(
                "# sent_id = 1\n# text = Anna lives.\n1\tAnna\t_\tNNP\tPROPN\t_\t_\t_\t_\tName=B-PER\n"));
  const Outcome spans = run(command(plain, {"--output-format", "jsonl"}), "Anna lives.\n");
  CHECK(contains(spans.out, R"("spans_NER": [{"text": "Anna", "start": 0, "end": 4, "label": "PER"}])"));
  CHECK(contains(spans.out, R"("label": "VERB", "XPOS": "VBZ", "NER": "O")"));
}

TEST_CASE("an unknown head and a wrong number of columns are usage errors") {
  const Outcome unknown = run({tagger, "tag", "-q", "-m", model(), "--head", "FEATS"}, "Anna\n");
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "the model has no head 'FEATS'; it has UPOS, XPOS, NER"));
  const Outcome few = run({tagger, "eval", "-q", "-m", model(), "--label-column", "UPOS", data()});
  CHECK(few.code == 2);
  CHECK(contains(few.err, "--label-column names 1 columns; the model has 3 heads"));
}

TEST_CASE("eval scores each head, or only the one given") {
  const Outcome all = run({tagger, "eval", "-q", "-m", model(), data()});
  CHECK(all.code == 0);
  CHECK(all.out.starts_with("UPOS:\nprocessed 7 tokens; correct: 7.\n"));
  CHECK(contains(all.out, "\n\nXPOS:\nprocessed 7 tokens"));
  // "They" is not annotated.
  CHECK(contains(all.out, "\n\nNER:\nprocessed 6 tokens with 2 phrases; found: 2 phrases; correct: 2.\n"));
  const Outcome one = run({tagger, "eval", "-q", "-m", model(), "--head", "NER", "--label-column", "2",
                           "--input-format", "conll"},
                          "Anna B-PER\nlives O\n\n");
  CHECK(one.code == 0);
  CHECK(one.out.starts_with("processed 2 tokens with 1 phrases"));
}

TEST_CASE("info shows the heads, and training reports the labels of each") {
  const std::string info = run({tagger, "info", model()}).out;
  CHECK(contains(info, "# UPOS_labels: 4: "));
  CHECK(contains(info, "# UPOS_decoder: softmax\n"));
  CHECK(contains(info, "# NER_tag_scheme: iob2 with -\n"));
  CHECK(contains(info, "# NER_decoder: crf\n"));
  CHECK(contains(info, "# dev_mean: "));
  CHECK(contains(info, "label-column = UPOS,XPOS,MISC:NER\n"));
  const Outcome trained = run({tagger, "train", "--train", data(), "--dev", data(), "-m",
                               folder().path("other.model"), "--epochs", "1", "--label-column",
                               "UPOS,MISC:NER", "--head-weights", "1,0.5", "--select-by", "NER_f1"});
  CHECK(trained.code == 0);
  CHECK(contains(trained.err, "UPOS: 7 tokens, 4 labels; tag scheme: none\n"));
  CHECK(contains(trained.err, "NER: 6 tokens, 2 labels; tag scheme: iob2\n"));
}

TEST_CASE("a model that reads a column tags input with it and refuses input without it") {
  const std::string file = folder().path("features.model");
  const std::string noun = "1\trun\t_\tNOUN\tNN\t_\t_\t_\t_\t_\n\n";
  const std::string verb = "1\trun\t_\tVERB\tVB\t_\t_\t_\t_\t_\n\n";
  const std::string same_word = folder().file("same_word.conllu", noun + verb + noun + verb);
  const Outcome trained =
      run(command({tagger, "train", "--train", same_word, "--dev", same_word, "-m", file, "--features",
                   "XPOS:4", "--shape-dimension", "2", "--suffix-lengths", "1,2"},
                  quick_training));
  REQUIRE(trained.code == 0);
  const Outcome eval = run({tagger, "eval", "-q", "-m", file, same_word});
  CHECK(contains(eval.out, "accuracy: 100.00%"));
  const Outcome tagged = run({tagger, "tag", "-q", "-m", file, "--input-format", "conllu"},
                             "1\trun\t_\t_\tVB\t_\t_\t_\t_\t_\n\n1\trun\t_\t_\tNN\t_\t_\t_\t_\t_\n\n");
  CHECK(tagged.code == 0);
  CHECK(tagged.out == verb + noun);
  const Outcome raw = run({tagger, "tag", "-q", "-m", file}, "Bo\n");
  CHECK(raw.code == 2);
  CHECK(
      contains(raw.err, "the model reads the column XPOS, but input in the format text has no such column"));
  CHECK(contains(run({tagger, "info", file}).out, "# feature_column-XPOS: 2 values\n"));
}

TEST_CASE("align projects spans onto the tokens of another corpus and reports what it could not project") {
  const std::string onto = folder().file(
      "onto.conllu",
      "# newdoc\n1\tA-B\t_\tX\t_\t_\t_\t_\t_\t_\n2\truns\t_\tX\t_\t_\t_\t_\t_\tKey=1\n\n"
      "# newdoc\n1\tNo\t_\tX\t_\t_\t_\t_\t_\t_\n\n# newdoc\n1\tAda\t_\tX\t_\t_\t_\t_\t_\t_\n\n# end\n");
  const std::string from = folder().file(
      "from.iob2", "# newdoc\n1\tAda\tB-PER\n\n# newdoc\n1\tA\tB-LOC\n2\t-\tO\n3\tB\tO\n4\truns\tO\n\n");
  const Outcome outcome = run({tagger, "align", "--onto", onto, "--from", from});
  CHECK(outcome.code == 0);
  CHECK(outcome.out ==
        "# newdoc\n1\tA-B\t_\tX\t_\t_\t_\t_\t_\t_\n2\truns\t_\tX\t_\t_\t_\t_\t_\tKey=1|NER=O\n\n"
        "# newdoc\n1\tNo\t_\tX\t_\t_\t_\t_\t_\t_\n\n# newdoc\n1\tAda\t_\tX\t_\t_\t_\t_\t_\tNER=B-PER\n\n# "
        "end\n");
  CHECK(outcome.err ==
        "1 spans projected, 1 not projected; 1 begin or end inside a token; 2 of 3 documents found; 2 of 4 "
        "tokens are "
        "not "
        "annotated\n");
  CHECK(run({tagger, "align", "--onto", onto, "--from", from, "-q", "--output-column", "xpos"})
            .out.find("Ada\t_\tX\tB-PER\t") != std::string::npos);
}

TEST_CASE("align refuses corpora that have no spans or no document in common") {
  const std::string onto = folder().file("alone.conllu", "1\tAda\t_\tX\t_\t_\t_\t_\t_\t_\n\n");
  const std::string words = folder().file("words.conll", "Bo NOUN\n\n");
  const std::string names = folder().file("names.conll", "Bo B-PER\n\n");
  CHECK(run({tagger, "align", "--onto", onto}).code == 2);
  CHECK(run({tagger, "align", "--from", names}).code == 2);
  const Outcome none = run({tagger, "align", "--onto", onto, "--from", words});
  CHECK(none.code == 3);
  CHECK(contains(none.err, "words.conll: the labels follow no tag scheme"));
  const Outcome other = run({tagger, "align", "--onto", onto, "--from", names});
  CHECK(other.code == 3);
  CHECK(contains(other.err, "no document has the same characters as one in "));
}
