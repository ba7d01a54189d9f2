// Tables of tokens with a header.
#include <string>
#include <utility>
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

const std::string kKaggle =
    "Sentence #,Word,POS,Tag\nSentence: 1,Anna,NNP,B-per\n,left,VBD,O\n,\"1,000\",CD,O\nSentence: "
    "2,We,PRP,O\n";

ReaderOptions table(std::vector<std::string> labels = {""}) {
  ReaderOptions options;
  options.format = Format::token_table;
  options.label_columns = std::move(labels);
  return options;
}

std::string failure(const std::string& text, const ReaderOptions& options = table()) {
  return tests::error_message<DataError>([&] { read_text(text, options); });
}

// Words and labels of all sentences: "Anna/B-per left/O | We/O".
std::string sentences_of(const std::string& text, ReaderOptions options = {}) {
  std::string all;
  for (const Record& record : read_text(text, options, "ner.csv")) {
    const Sentence& sentence = record.sentences.at(0);
    if (!all.empty()) all += "| ";
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      all += sentence.words[t] + "/" + sentence.gold.at(0)[t] + " ";
    }
  }
  return all;
}

Format recognised(const std::string& text) {
  return make_reader(io::memory_input(text, "file.csv"), {})->format();
}

}  // namespace

TEST_CASE("a table of tokens has sentences whose number is only in the first row") {
  CHECK(sentences_of(kKaggle) == "Anna/B-per left/O 1,000/O | We/O ");
  const auto records = read_text(kKaggle, table());
  CHECK(records[0].sentences[0].lines == std::vector<std::size_t>{2, 3, 4});
  CHECK(records[1].sentences[0].lines == std::vector<std::size_t>{5});
  CHECK(make_reader(io::memory_input(kKaggle, "file"), {})->format() == Format::token_table);
}

TEST_CASE("a table of tokens has sentences whose number is in each row") {
  CHECK(sentences_of("sentence_id,words,labels\n0,Anna,B-PER\n0,left,O\n1,We,O\n1,stay,O\n") ==
        "Anna/B-PER left/O | We/O stay/O ");
  // An index, numbers with a point, and many other columns.
  CHECK(sentences_of(
            ",lemma,sentence_idx,word,tag\n0,anna,1.0,Anna,B-per\n1,leave,1.0,left,O\n2,we,2.0,We,O\n") ==
        "Anna/B-per left/O | We/O ");
}

TEST_CASE("tables are separated by commas, semicolons or tabs") {
  CHECK(sentences_of("Sentence;Token;NER\n1;a;B-X\n;\"b;c\";O\n2;\"\"\"\";O\n") == "a/B-X b;c/O | \"/O ");
  CHECK(sentences_of(
            "sent_id\tToken\tlabel\n1\ta, b\tB-X\n1\t\"\tO\n1\t\"\"\"\"\tO\n1\t\"c\"\tO\n2\t\"d\tO\n") ==
        "a, b/B-X \"/O \"/O c/O | \"d/O ");
}

TEST_CASE("a table reads the same with CRLF, byte order mark, blank rows and no last line end") {
  CHECK(sentences_of("\xEF\xBB\xBFSentence #,Word,Tag\r\n\r\nSentence: 1,Anna,B-per\r\n,left ,O \r\n,,\r\n"
                     "Sentence: 2,We,O") == "Anna/B-per left/O | We/O ");
  ReaderOptions encoded;
  encoded.encoding = "windows-1252";
  CHECK(sentences_of("Sentence #,Word,Tag\n1,caf\xE9,O\n,\x93,O\n", encoded) ==
        "caf\xC3\xA9/O \xE2\x80\x9C/O ");
  CHECK(contains(failure("Sentence #,Word,Tag\n1,caf\xE9,O\n"), "file:2:6: byte 0xE9 is not valid UTF-8"));
}

TEST_CASE("columns of a table are chosen by name or number") {
  CHECK(read_text(kKaggle, table({"pos"}))[0].sentences[0].gold[0] == Labels{"NNP", "VBD", "CD"});
  const auto both = read_text(kKaggle, table({"3", "Tag"}))[1].sentences[0].gold;
  CHECK(both == std::vector<Labels>{{"PRP"}, {"O"}});
  auto features = table();
  features.feature_columns = {"POS", "Word"};
  CHECK(read_text(kKaggle, features)[1].sentences[0].features == std::vector<Labels>{{"PRP"}, {"We"}});
  auto words = table();
  words.word_column = "POS";
  CHECK(read_text(kKaggle, words)[1].sentences[0].words == Words{"PRP"});
  // Without a usual name, the last column holds the labels.
  CHECK(sentences_of("Sentence,Word,Lemma,POS\n1,a,b,DT\n") == "a/DT ");
  CHECK(contains(tests::error_message<UsageError>([] { read_text(kKaggle, table({"NER"})); }),
                 "no column 'NER'; the table has 1 (Sentence #), 2 (Word), 3 (POS), 4 (Tag)"));
  CHECK_THROWS_AS(read_text(kKaggle, table({"5"})), UsageError);
  CHECK_THROWS_AS(read_text(kKaggle, table({"Word"})), UsageError);
  CHECK(read_text(kKaggle, table({}))[0].sentences[0].words == Words{"Anna", "left", "1,000"});
}

TEST_CASE("labels of a table may be missing where that is said") {
  const std::string text = "Sentence,Word,POS,Tag\n1,a,,O\n1,b,X,_\n";
  auto partly = table({"POS", "Tag"});
  partly.partly_labelled = true;
  CHECK(read_text(text, partly)[0].sentences[0].gold == std::vector<Labels>{{"", "X"}, {"O", ""}});
  auto unlabelled = table();
  unlabelled.unlabelled = "_";
  CHECK(read_text(text, unlabelled)[0].sentences[0].gold == std::vector<Labels>{{"O", ""}});
}

TEST_CASE("a column that the header does not call a sentence's number divides a table by its values") {
  const std::string both = "Anna/B-PER left/O | We/O stay/O ";
  for (const std::string name : {"doc_id", "ID", "text_id", "document", "id_sentence", "sentence_idx", "sent",
                                 "", "Unnamed: 0", "tweet"}) {
    CHECK(sentences_of(name + ",token,label\n0,Anna,B-PER\n0,left,O\n1,We,O\n1,stay,O\n") == both);
    CHECK(sentences_of(name + ";Word;POS;Tag\n7;Anna;NNP;B-PER\n7;left;VBD;O\n3;We;PRP;O\n3;stay;VB;O\n") ==
          both);
    CHECK(sentences_of(name + "\tword\ttag\n0\tAnna\tB-PER\n\tleft\tO\n1\tWe\tO\nnan\tstay\tO\n") == both);
  }
  CHECK(sentences_of("doc_id,token,label\n0,Anna,B-PER\n0,left,O\n1,We,O\n") == "Anna/B-PER left/O | We/O ");
  // The column is behind the words, and the first is an index.
  CHECK(sentences_of("i,word,tag,doc\n0,Anna,B-PER,a\n1,left,O,a\n2,We,O,b\n3,stay,O,b\n") == both);
  // Of several, the one with the most values.
  CHECK(sentences_of(
            "doc,para_id,word,tag\na,1,Anna,B-PER\na,1,left,O\na,2,We,O\na,2,stay,O\nb,3,We,O\nb,3,go,O\n") ==
        both + "| We/O go/O ");
}

TEST_CASE("nan in place of a sentence's number is the number above") {
  CHECK(sentences_of("Sentence #,Word,POS,Tag\nSentence: 1,Anna,NNP,B-PER\nnan,left,VBD,O\nNaN,nan,VBD,O\n"
                     "Sentence: 2,We,PRP,O\n") == "Anna/B-PER left/O nan/O | We/O ");
}

TEST_CASE("a table is divided where numbers of tokens start again, or at rows without values") {
  const std::string both = "Anna/B-PER left/O | We/O stay/O ";
  CHECK(sentences_of("token_id,token,label\n0,Anna,B-PER\n1,left,O\n0,We,O\n1,stay,O\n") == both);
  CHECK(sentences_of("word\tid\ttag\nAnna\t1\tB-PER\nleft\t2\tO\nWe\t1\tO\nstay\t2\tO\n") == both);
  CHECK(sentences_of(
            "doc,id,word,tag\na,1,Anna,B-PER\na,2,left,O\na,1,We,O\na,2,stay,O\nb,1,We,O\nb,2,go,O\n") ==
        both + "| We/O go/O ");
  CHECK(sentences_of("word,tag\nAnna,B-PER\nleft,O\n,\nWe,O\nstay,O\n") == both);
  // A sentence's number that starts again in each document.
  CHECK(sentences_of("doc,sent_id,word,tag\na,0,Anna,B-PER\na,0,left,O\nb,0,We,O\nb,0,stay,O\n") == both);
  CHECK(one_line(make_reader(io::memory_input("id,word,tag\n0,a,O\n1,b,O\n0,c,O\n", "file"), {})->plan()) ==
        "a table of tokens separated by commas, header in line 1, token numbers in column 1 (id), words in "
        "column 2 (word), labels in column 3 (tag)");
}

TEST_CASE("a table of tokens that shows no sentences is one, or is refused if that is too long") {
  const std::string header = "ID,word,tag\n";
  std::string rows;
  for (std::size_t i = 0; i < 400; ++i) rows += std::to_string(i) + ",a,O\n";
  CHECK(recognised(header + rows.substr(0, 60)) == Format::conll);
  const std::string message = tests::error_message<DataError>([&] { recognised(header + rows); });
  CHECK(contains(message, "file.csv:1: no column of sentence numbers in the header, such as Sentence #"));
  CHECK(contains(message, "it has 1 (ID), 2 (word), 3 (tag)"));
  // Blank lines divide columns.
  CHECK(recognised("ID,word,tag\n0,a,O\n0,b,O\n\n1,c,O\n1,d,O\n") == Format::conll);
  CHECK(recognised("word,tag\na,O\nb,O\n") == Format::conll);
  // Values that come again are none of sentences.
  CHECK(recognised("id,word,tag\n1,a,O\n1,b,O\n2,c,O\n2,d,O\n1,e,O\n1,f,O\n") == Format::conll);
  CHECK(recognised("pos,word,tag\nNN,a,O\nNN,b,O\nVB,c,O\nVB,d,O\n") == Format::conll);
}

TEST_CASE("a first line sep= names the separator of a table and is no row") {
  const std::string text = "\xEF\xBB\xBFsep=;\r\nSentence #;Word;Tag\r\n1;a,b,c,d;B-X\r\n;c;O\r\n2;d;O\r\n";
  CHECK(sentences_of(text) == "a,b,c,d/B-X c/O | d/O ");
  CHECK(read_text(text, table())[0].sentences[0].lines == std::vector<std::size_t>{3, 4});
  CHECK(sentences_of("SEP=\t\nsent_id\tToken\tlabel\n1\ta\tB-X\n2\tb\tO\n") == "a/B-X | b/O ");
  CHECK(sentences_of("sep=;\ndoc_id;token;label\n0;Anna;B-PER\n0;left;O\n1;We;O\n") ==
        "Anna/B-PER left/O | We/O ");
}

TEST_CASE("rows of a table that cannot be read are refused with their line") {
  const std::string header = "Sentence #,Word,Tag\n";
  CHECK(contains(failure(header + "1,a,O\n,,O\n"), "file:3: the word is empty"));
  CHECK(contains(failure(header + "1,a,O\n,1,000,O\n"), "file:3: the row has 4 columns, the header 3"));
  CHECK(contains(failure(header + "1,a\n"), "file:2: the row has 2 columns"));
  CHECK(contains(failure(header + "1,a,\n"), "file:2: the label is empty"));
  CHECK(contains(failure(header + "1,\"a\nb\",O\n"), "file:2: a word with a line end"));
  CHECK(contains(failure(header + "1,\"a\"b,O\n"), "file:2:6: text after the closing quote"));
  CHECK(contains(failure("Sentence #,Word\n1,a\n"), "file:1: no column of labels"));
  CHECK(contains(failure("Word,Tag\na,O\n"), "file:1: no column of sentence numbers"));
  CHECK(contains(failure("Sentence,Tag\n1,O\n"), "file:1: no column of words"));
  auto skipping = table();
  skipping.malformed = Malformed::skip;
  const auto records = read_text(header + "1,a,O\n,\"b\"c,O\n2,c,O\n,,O\n3,d,O\n", skipping);
  REQUIRE(records.size() == 3);
  CHECK(contains(records[0].problem, "file:3"));
  CHECK(contains(records[1].problem, "file:5"));
  CHECK(records[2].sentences[0].words == Words{"d"});
}

TEST_CASE("a header names the columns of a table, else it is another format") {
  CHECK(recognised("\"Sentence #\",\"Word\",\"Tag\"\n") == Format::token_table);
  CHECK(recognised("Sentence_ID\tToken\tNER_Tag\n") == Format::token_table);
  CHECK(recognised("word\ttag\nAnna\tB-PER\n\n") == Format::conll);
  CHECK(recognised("Sentence\tB-X\nWord\tO\n\n") == Format::conll);
  CHECK(recognised("1\tWord\tO\n\n") == Format::conll);
  CHECK(read_text("Sentence #,Word,Tag\n", table()).empty());
  CHECK(read_text("", table()).empty());
}

TEST_CASE("shapes of annotation are known in named files that are tagged, but not in pipes") {
  const std::vector<std::pair<std::string, Format>> shapes = {
      {kKaggle, Format::text},
      {"#FORMAT=WebAnno TSV 3.3\n\n\n#Text=a\n1-1\t0-1\ta\t\n", Format::webanno},
      {"#begin document (a)\na 0 0 We PRP * - - - - * *\n\n", Format::ontonotes},
      {"Anna/B-PER left/O\n", Format::text}};
  for (const auto& [text, format] : shapes) {
    ReaderOptions options;
    options.format = Format::file;
    options.label_columns.clear();
    CHECK(make_reader(io::memory_input(text, "file.txt"), options)->format() == format);
    CHECK(make_reader(io::memory_input(text, "<stdin>"), options)->format() == Format::text);
  }
}

TEST_CASE("the plan of a table names its columns") {
  CHECK(one_line(make_reader(io::memory_input(kKaggle, "file"), {})->plan()) ==
        "a table of tokens separated by commas, header in line 1, sentence numbers in column 1 (Sentence #), "
        "words in column 2 (Word), labels in column 4 (Tag)");
}
