// OntoNotes' columns of CoNLL-2011 and CoNLL-2012.
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
using Words = std::vector<std::string>;

namespace {

std::string row(std::size_t number, const std::string& word, const std::string& pos, const std::string& parse,
                const std::string& names) {
  return "bc/cctv/00/cctv_0001   0   " + std::to_string(number) + "   " + word + "   " + pos + "   " + parse +
         "   -   -   -   Speaker#1   " + names + "   (ARG0*   *   -\n";
}

const std::string kFirst = row(0, "The", "DT", "(TOP(S(NP*", "(ORG*") + row(1, "Bank", "NNP", "*", "*") +
                           row(2, "left", "VBD", "*)", "*)") + row(3, "China", "NNP", "(VP*", "(GPE)") +
                           row(4, ".", ".", "*))", "*") + "\n";
const std::string kText = "#begin document (bc/cctv/00/cctv_0001); part 000\n" + kFirst +
                          row(0, "We", "PRP", "(TOP*)", "*") +
                          "\n#end document\n#begin document (bc/cctv/00/cctv_0002); part 000\n" +
                          row(0, "Yes", "UH", "(TOP*)", "*") + "\n#end document\n";

ReaderOptions options(std::vector<std::string> labels = {""}) {
  ReaderOptions result;
  result.label_columns = std::move(labels);
  return result;
}

std::string failure(const std::string& text, const ReaderOptions& reading = options()) {
  return tests::error_message<DataError>([&] { read_text(text, reading, "file.conll"); });
}

Format recognised(const std::string& text) {
  return make_reader(io::memory_input(text, "file.conll"), {})->format();
}

std::string replaced(std::string text, const std::string& old, const std::string& by) {
  for (std::size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + by.size())) {
    text.replace(at, old.size(), by);
  }
  return text;
}

}  // namespace

TEST_CASE("OntoNotes' words are in column 4 and its names, in brackets, in column 11") {
  const auto records = read_text(kText, options(), "file.conll");
  REQUIRE(records.size() == 3);
  const Sentence& first = records[0].sentences.at(0);
  CHECK(first.words == Words{"The", "Bank", "left", "China", "."});
  CHECK(first.gold == std::vector<Labels>{{"B-ORG", "I-ORG", "I-ORG", "B-GPE", "O"}});
  CHECK(first.lines == std::vector<std::size_t>{2, 3, 4, 5, 6});
  CHECK(records[1].sentences.at(0).gold[0] == Labels{"O"});
  CHECK(records[1].sentences.at(0).document == 0);
  CHECK(records[2].sentences.at(0).document == 1);
}

TEST_CASE("OntoNotes' columns are recognised without comments, with tabs, CRLF or a byte order mark") {
  std::string tabs = replaced(kText, "   ", "\t");
  for (const std::string& text : {kText, kFirst, tabs, replaced(tabs, "\n", "\r\n"), "\xEF\xBB\xBF" + kText,
                                  "\n\n" + kText, kFirst.substr(0, kFirst.size() - 2)}) {
    CHECK(recognised(text) == Format::ontonotes);
    CHECK(read_text(text, options(), "x.txt")[0].sentences[0].gold[0] ==
          Labels{"B-ORG", "I-ORG", "I-ORG", "B-GPE", "O"});
  }
  // No count of tokens but a document's start.
  CHECK(recognised("#begin document x\n" + replaced(kFirst, "   0   0", "   0   7")) == Format::ontonotes);
  CHECK(recognised(replaced(kFirst, "   0   0", "   0   7")) == Format::conll);
  CHECK(recognised(replaced(kFirst, "(GPE)", "B-GPE")) == Format::conll);
  CHECK(recognised("#begin document x\na b c\n\n") == Format::conll);
}

TEST_CASE("other columns of OntoNotes are labels and features as they stand, or spans in brackets") {
  CHECK(read_text(kText, options({"5"}), "x")[0].sentences[0].gold[0] ==
        Labels{"DT", "NNP", "VBD", "NNP", "."});
  auto reading = options({"11"});
  reading.feature_columns = {"5", "7", "4"};
  CHECK(read_text(kText, reading, "x")[2].sentences[0].features ==
        std::vector<Labels>{{"UH"}, {"-"}, {"Yes"}});
  CHECK(read_text(kText, options({}), "x")[2].sentences[0].words == Words{"Yes"});
  CHECK(read_text(kText, options({"11", "5"}), "x")[2].sentences[0].gold ==
        std::vector<Labels>{{"O"}, {"UH"}});
  CHECK_THROWS_AS(read_text(kText, options({"4"}), "x"), UsageError);
  CHECK_THROWS_AS(read_text(kText, options({"ner"}), "x"), UsageError);
  CHECK(contains(failure(kText, options({"40"})),
                 "file.conll:2: the line has 14 columns; column 40 is needed"));
  auto partly = options({"7"});
  partly.partly_labelled = true;
  CHECK(read_text(replaced(kText, "   -   -   -   S", "   _   -   -   S"), partly, "x")[1]
            .sentences[0]
            .gold[0] == Labels{""});
}

TEST_CASE("brackets that do not fit are refused or skipped with their line") {
  const std::string open = replaced(kText, "*)   (ARG0", "*   (ARG0");
  CHECK(contains(failure(open), "file.conll:5: '(GPE)' opens a span inside another"));
  auto skipping = options();
  skipping.malformed = Malformed::skip;
  const auto records = read_text(open, skipping, "file.conll");
  REQUIRE(records.size() == 3);
  CHECK(contains(records[0].problem, "file.conll:5"));
  CHECK(records[0].sentences.empty());
  CHECK(records[1].sentences.size() == 1);
}

TEST_CASE("a skeleton without words and a comment inside a sentence are refused") {
  CHECK(contains(failure(replaced(kText, "Bank", "[WORD]")), "file.conll:3: the words are missing"));
  CHECK(contains(failure(kFirst.substr(0, kFirst.size() - 1) + "#end document\n#begin document\n" + kFirst),
                 "file.conll:7: a comment inside a sentence"));
}

TEST_CASE("the plan of OntoNotes says which columns are read") {
  CHECK(one_line(make_reader(io::memory_input(kText, "x"), options({"11", "5"}))->plan()) ==
        "OntoNotes' columns, words in column 4, labels in column 11, labels in column 5");
}

TEST_CASE("OntoNotes without names has parts of speech as labels, and no names") {
  std::string without = replaced(replaced(kText, "(ORG*", "-"), "(GPE)", "-");
  without = replaced(replaced(without, "#1   *   ", "#1   -   "), "#1   *)   ", "#1   -   ");
  const std::string rows = without.substr(without.find('\n') + 1);
  for (const std::string& text : {without, rows, replaced(without, "   ", "\t")}) {
    CHECK(recognised(text) == Format::ontonotes);
    CHECK(contains(failure(text), "the column of names (11) has only '-'"));
    CHECK(contains(failure(text), "--label-column, as 5"));
    const Sentence first = read_text(text, options({"5"}), "x")[0].sentences.at(0);
    CHECK(first.words == Words{"The", "Bank", "left", "China", "."});
    CHECK(first.gold[0] == Labels{"DT", "NNP", "VBD", "NNP", "."});
    CHECK(read_text(text, options({}), "x")[0].sentences.at(0).words == first.words);
  }
  auto unlabelled = options();
  unlabelled.unlabelled = "-";
  CHECK(read_text(without, unlabelled, "x")[0].sentences.at(0).gold[0] == Labels(5));
  // A file of which one sentence has no names.
  CHECK(contains(failure(kText + without), "file.conll:16: the column of names (11) has only '-'"));
  // Other columns with a dash.
  CHECK(recognised(replaced(replaced(rows, "   0   0   ", "   0   1   "), "   0   1   ", "   0   2   ")) ==
        Format::conll);
}
