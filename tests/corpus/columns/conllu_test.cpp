#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"
#include "read_text.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using tests::read_text;
using tests::rewritten;
using Words = std::vector<std::string>;

namespace {

ReaderOptions conllu(const std::string& label_column = "", bool labels = true) {
  ReaderOptions options;
  options.format = Format::conllu;
  options.label_columns = {label_column};
  if (!labels) options.label_columns.clear();
  return options;
}

WriterOptions to_conllu(const std::string& label_column = "") {
  WriterOptions options;
  options.format = OutputFormat::conllu;
  options.label_columns = {label_column};
  return options;
}

std::string failure(const std::string& text, const ReaderOptions& options = conllu()) {
  return tests::error_message<DataError>([&] { read_text(text, options); });
}

// Two sentences in two documents with everything that is no word.
const std::string kCorpus =
    "# newdoc id = a\n"
    "# sent_id = a-1\n"
    "# text = don't _ go\n"
    "1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "1\tdo\tdo\tAUX\tVBP\tMood=Ind|Tense=Pres\t3\taux\t_\t_\n"
    "2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\tNE=O\n"
    "3\t_\t_\tSYM\t-LRB-\t_\t0\troot\t_\tSpaceAfter=No|NE=B-X\n"
    "3.1\tgo\tgo\tVERB\tVB\t_\t_\t_\t3:x\t_\n"
    "\n"
    "# newdoc id = b\r\n"
    "1\tNew York\tNew York\tPROPN\tNNP\t_\t0\troot\t_\t_\r\n"
    "\r\n";

}  // namespace

TEST_CASE("CoNLL-U gives forms and UPOS, without multi-word tokens and empty nodes") {
  const auto records = read_text(kCorpus, conllu());
  REQUIRE(records.size() == 2);
  CHECK(records[0].sentences[0].words == Words{"do", "n't", "_"});
  CHECK(records[0].sentences[0].gold.at(0) == Words{"AUX", "PART", "SYM"});
  CHECK(records[0].sentences[0].lines == std::vector<std::size_t>{5, 6, 7});
  CHECK(records[1].sentences[0].words == Words{"New York"});
  CHECK(records[0].sentences[0].document == 0);
  CHECK(records[1].sentences[0].document == 1);
}

TEST_CASE("labels of CoNLL-U are XPOS, whole FEATS bundles, keys of MISC, or any column by name or number") {
  CHECK(read_text(kCorpus, conllu("xpos"))[0].sentences[0].gold.at(0) == Words{"VBP", "RB", "-LRB-"});
  CHECK(read_text(kCorpus, conllu("5"))[0].sentences[0].gold.at(0) == Words{"VBP", "RB", "-LRB-"});
  CHECK(read_text(kCorpus, conllu("FEATS"))[0].sentences[0].gold.at(0) ==
        Words{"Mood=Ind|Tense=Pres", "_", "_"});
  CHECK(read_text(kCorpus, conllu("DEPREL"))[0].sentences[0].gold.at(0) == Words{"aux", "advmod", "root"});
  ReaderOptions misc = conllu("MISC:NE");
  misc.unlabelled = "_";
  CHECK(read_text(kCorpus, misc)[0].sentences[0].gold.at(0) == Words{"", "O", "B-X"});
  CHECK(contains(failure(kCorpus, conllu("MISC:NE")), "file:5:45: the label is _"));
  CHECK_THROWS_AS(read_text(kCorpus, conllu("TAG")), UsageError);
  CHECK_THROWS_AS(read_text(kCorpus, conllu("11")), UsageError);
  CHECK_THROWS_AS(read_text(kCorpus, conllu("MISC:")), UsageError);
  ReaderOptions lemma = conllu();
  lemma.word_column = "LEMMA";
  CHECK(read_text(kCorpus, lemma)[0].sentences[0].words == Words{"do", "not", "_"});
}

TEST_CASE("_ is an error as UPOS, a label as FEATS, and not annotated if --unlabelled names it") {
  const std::string text = "1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n";
  CHECK(contains(failure(text),
                 "file:1:7: the label is _; if that means \"not annotated\", give --unlabelled _"));
  CHECK(read_text(text, conllu("FEATS"))[0].sentences[0].gold.at(0) == Words{"_"});
  ReaderOptions options = conllu();
  options.unlabelled = "_";
  CHECK(read_text(text, options)[0].sentences[0].gold.at(0) == Words{""});
  CHECK(read_text(text, conllu("", false))[0].sentences[0].gold.empty());
}

TEST_CASE("CoNLL-U that is not changed comes back byte for byte") {
  for (const std::string tail : {"", "\n", "\n\n# a last comment\n", "# no line end"}) {
    for (const std::string lead : {"", "\n\n"}) {
      std::string text = lead;
      text.append(kCorpus).append(tail);
      CHECK(rewritten(text, conllu(), to_conllu()) == text);
      CHECK(rewritten(text, conllu("", false), to_conllu()) == text);
    }
  }
  const std::string open = kCorpus.substr(0, kCorpus.size() - 4);
  CHECK(rewritten(open, conllu(), to_conllu()) == open);
}

TEST_CASE("a prediction changes its column and nothing else") {
  std::string expected = kCorpus;
  for (const auto& [from, to] : {std::pair<std::string, std::string>{"\tAUX\t", "\tP\t"},
                                 {"\tPART\t", "\tP\t"},
                                 {"\tSYM\t", "\tP\t"},
                                 {"\tPROPN\t", "\tQ\t"}}) {
    expected.replace(expected.find(from), from.size(), to);
  }
  CHECK(rewritten(kCorpus, conllu("", false), to_conllu(), {"P", "Q"}) == expected);
  // The column that was read does not matter for where the prediction goes.
  CHECK(rewritten(kCorpus, conllu("XPOS"), to_conllu("UPOS"), {"P", "Q"}) == expected);
}

TEST_CASE("a prediction may go to a key of MISC, with its probability beside it") {
  const std::string text = "1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n2\tb\t_\tX\t_\t_\t_\t_\t_\tA=1|NE=O|Z=2\n\n";
  CHECK(rewritten(text, conllu("", false), to_conllu("MISC:NE"), {"B-X"}, 0.5) ==
        "1\ta\t_\tX\t_\t_\t_\t_\t_\tNE=B-X|Probability=0.500000\n"
        "2\tb\t_\tX\t_\t_\t_\t_\t_\tA=1|NE=B-X|Z=2|Probability=0.500000\n\n");
}

TEST_CASE("a label with a bar cannot be the value of a key of MISC, which would be cut off") {
  const std::string text = "1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n\n";
  CHECK_THROWS_AS(rewritten(text, conllu("", false), to_conllu("MISC:F"), {"Case=Nom|Number=Sing"}),
                  DataError);
  CHECK(rewritten(text, conllu("", false), to_conllu("FEATS"), {"Case=Nom|Number=Sing"}) ==
        "1\ta\t_\tX\t_\tCase=Nom|Number=Sing\t_\t_\t_\t_\n\n");
  CHECK(rewritten(text, conllu("", false), to_conllu("MISC:F"), {"Case=Nom"}) ==
        "1\ta\t_\tX\t_\t_\t_\t_\t_\tF=Case=Nom\n\n");
}

TEST_CASE("converted labels go back to the columns and keys they were read from") {
  const std::string text = "1\ta\t_\tX\t_\t_\t_\t_\t_\tNE=B-X\n2\tb\t_\tX\t_\t_\t_\t_\t_\t_\n\n";
  ReaderOptions options = conllu();
  options.label_columns = {"MISC:NE", "UPOS"};
  options.unlabelled = "_";
  auto records = read_text(text, options);
  records[0].sentences[0].gold.at(0)[0] = "S-X";
  records[0].sentences[0].gold.at(1)[1] = "Y";
  std::ostringstream output;
  make_writer(output, to_conllu())->write(records[0], std::vector<Predicted>(1));
  CHECK(output.str() == "1\ta\t_\tX\t_\t_\t_\t_\t_\tNE=S-X\n2\tb\t_\tY\t_\t_\t_\t_\t_\t_\n\n");
}

TEST_CASE("CoNLL-U Plus names its columns in its first line") {
  const std::string text =
      "# global.columns = ID FORM UPOS PARSEME:MWE\n# sent_id = 1\n1\tIt\tPRON\t*\n2\truns\tVERB\t1:VPC\n\n";
  const auto records = read_text(text, conllu("parseme:mwe"));
  CHECK(records[0].sentences[0].words == Words{"It", "runs"});
  CHECK(records[0].sentences[0].gold.at(0) == Words{"*", "1:VPC"});
  CHECK(rewritten(text, conllu(), to_conllu(), {"X"}) ==
        "# global.columns = ID FORM UPOS PARSEME:MWE\n# sent_id = 1\n1\tIt\tX\t*\n2\truns\tX\t1:VPC\n\n");
  CHECK(rewritten("# global.columns = ID FORM MISC UPOS\n1\ta\tA=1\tX\n\n", conllu(), to_conllu(), {"Y"},
                  0.25) == "# global.columns = ID FORM MISC UPOS\n1\ta\tA=1|Probability=0.250000\tY\n\n");
  CHECK_THROWS_AS(read_text(text, conllu("XPOS")), UsageError);
  CHECK(contains(failure("# global.columns = FORM\na\n"), "file:1:1: the first of global.columns is not ID"));
}

TEST_CASE("a line of CoNLL-U that does not have ten columns is an error with its place") {
  CHECK(contains(failure("1\ta\t_\tX\n"), "file:1:8: the line has 4 columns; CoNLL-U has 10"));
  CHECK(contains(failure("1 a _ X _ _ _ _ _ _\n"), "the line has 1 columns"));
}

TEST_CASE("ids must count, so that a missing blank line is found") {
  const std::string row = "\ta\t_\tX\t_\t_\t_\t_\t_\t_\n";
  CHECK(contains(failure("1" + row + "1" + row), "file:2:1: the ID is '1'; the next word's is 2"));
  CHECK(contains(failure("1" + row + "3" + row), "file:2:1"));
  CHECK(contains(failure("x" + row), "the ID is 'x'"));
  CHECK(contains(failure("1-" + row), "the ID is '1-'"));
  CHECK(contains(failure("1" + row + "# text" + row), "file:2:1: the ID is '# text'"));
}

TEST_CASE("a form may start with '#' and contain spaces or a soft hyphen") {
  const std::string text =
      "1\t#5\t_\tX\t_\t_\t_\t_\t_\t_\n2\t1 000\t_\tX\t_\t_\t_\t_\t_\t_\n3\tco\xC2\xAD"
      "op\t_\tX\t_\t_\t_\t_\t_\t_\n\n";
  CHECK(read_text(text, conllu())[0].sentences[0].words == Words{"#5", "1 000",
                                                                 "co\xC2\xAD"
                                                                 "op"});
}

TEST_CASE("a block without words is a record without sentences, and is kept") {
  const std::string text = "# x\n1.1\tgo\t_\tX\t_\t_\t_\t_\t_\t_\n\n1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n\n";
  CHECK(read_text(text, conllu()).size() == 2);
  CHECK(read_text(text, conllu())[0].sentences.empty());
  CHECK(rewritten(text, conllu(), to_conllu(), {"Y", "Y"}) ==
        "# x\n1.1\tgo\t_\tX\t_\t_\t_\t_\t_\t_\n\n1\ta\t_\tY\t_\t_\t_\t_\t_\t_\n\n");
}

TEST_CASE("an empty form and a NUL byte are errors with their place") {
  CHECK(contains(failure("1\t\t_\tX\t_\t_\t_\t_\t_\t_\n"), "file:1:3: the word is empty"));
  CHECK(contains(failure(std::string("1\ta\0\t_\tX\t_\t_\t_\t_\t_\t_\n", 21)), "file:1:4: a NUL byte"));
}

TEST_CASE("words from elsewhere become CoNLL-U with ids, text and spaces") {
  ReaderOptions options;
  options.format = Format::tokens;
  CHECK(rewritten("Hi there\n\n", options, to_conllu(), {"X"}) ==
        "# sent_id = 1\n# text = Hi "
        "there\n1\tHi\t_\tX\t_\t_\t_\t_\t_\t_\n2\tthere\t_\tX\t_\t_\t_\t_\t_\t_\n\n");
  options.format = Format::text;
  const text::Tokeniser tokeniser("en");
  options.tokeniser = &tokeniser;
  CHECK(rewritten("Go home!\nNow.\n", options, to_conllu("XPOS")) ==
        "# sent_id = 1\n# text = Go home!\n1\tGo\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "2\thome\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n3\t!\t_\t_\t_\t_\t_\t_\t_\t_\n\n"
        "# sent_id = 2\n# text = "
        "Now.\n1\tNow\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n2\t.\t_\t_\t_\t_\t_\t_\t_\t_\n\n");
}

TEST_CASE("CoNLL-U becomes words and labels in CoNLL") {
  WriterOptions conll;
  CHECK(rewritten(kCorpus, conllu(), conll) == "do\tAUX\nn't\tPART\n_\tSYM\n\nNew York\tPROPN\n\n");
  CHECK(rewritten(kCorpus, conllu("", false), conll) == "do\nn't\n_\n\nNew York\n\n");
}
