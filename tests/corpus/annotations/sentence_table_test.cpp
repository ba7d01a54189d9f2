// Tables with a header and a sentence in each row.
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

const std::string kBoth = "Anna/B-PER left/O | We/O stay/O ";

// Words and labels of all sentences: "Anna/B-PER left/O | We/O stay/O ".
std::string sentences_of(const std::string& text, const ReaderOptions& options = {}) {
  std::string all;
  for (const Record& record : read_text(text, options, "ner.csv")) {
    if (!all.empty()) all += "| ";
    for (const Sentence& sentence : record.sentences) {
      for (std::size_t t = 0; t < sentence.size(); ++t) {
        all += sentence.words[t] + "/" + sentence.gold.at(0)[t] + " ";
      }
    }
  }
  return all;
}

ReaderOptions sentence_table() {
  ReaderOptions options;
  options.format = Format::sentence_table;
  return options;
}

std::string failure(const std::string& text, const ReaderOptions& options = sentence_table()) {
  return tests::error_message<DataError>([&] { read_text(text, options, "ner.csv"); });
}

Format recognised(const std::string& text) {
  return make_reader(io::memory_input(text, "file.csv"), {})->format();
}

}  // namespace

TEST_CASE("a row of a table is a sentence if it has words and as many tags between spaces") {
  CHECK(sentences_of("text,labels\nAnna left,B-PER O\nWe stay,O O\n") == kBoth);
  CHECK(sentences_of("id;tags;sentence\n0;B-PER O;Anna left\n1;O O;We stay\n") == kBoth);
  CHECK(sentences_of("sep=;\r\ntokens;ner_tags\r\nAnna  left ;B-PER O\r\nWe stay;O O\r\n\r\n") == kBoth);
  CHECK(sentences_of("\xEF\xBB\xBFword\ttag\nAnna left\tB-PER O\nWe stay\tO O") == kBoth);
  CHECK(recognised("text,labels\nAnna left,B-PER O\nWe stay,O O\n") == Format::sentence_table);
  CHECK(read_text("text,labels\nAnna left,B-PER O\nWe stay,O O\n", {})[1].sentences[0].lines ==
        std::vector<std::size_t>{3, 3});
}

TEST_CASE("a row of a table is a sentence if it has lists of words and tags") {
  CHECK(sentences_of("tokens,ner_tags\n\"['Anna', 'left']\",\"['B-PER', 'O']\"\n\"['We', 'stay']\",\"['O', "
                     "'O']\"\n") == kBoth);
  CHECK(sentences_of("tokens\ttags\n[\"Anna\", \"left\"]\t[\"B-PER\", \"O\"]\n['We' 'stay']\t[O O]\n") ==
        kBoth);
  CHECK(sentences_of(
            "tokens,tags\n\"[\"\"Anna\"\", \"\"left\"\"]\",\"[B-PER, O]\"\n\"['We'\n 'stay']\",\"('O', "
            "'O')\"\n") == kBoth);
  // Quotes and escapes.
  CHECK(sentences_of(
            "tokens\ttags\n[\"it's\", 'a\\'b', '\"', 'caf\\xe9', '\\ud83d\\ude00', ',']\t[O, O, O, O, O, "
            "O]\n") == "it's/O a'b/O \"/O caf\xC3\xA9/O \xF0\x9F\x98\x80/O ,/O ");
}

TEST_CASE("a table of sentences may have words between spaces and tags in lists") {
  const std::string text =
      "Sentence #,Sentence,POS,Tag\nSentence: 1,Anna left,\"['NNP', 'VBD']\",\"['B-PER', 'O']\"\n"
      "Sentence: 2,We stay,\"['PRP', 'VB']\",\"['O', 'O']\"\n";
  CHECK(sentences_of(text) == kBoth);
  CHECK(sentences_of(text.substr(0, text.find("Sentence: 2"))) == "Anna/B-PER left/O ");
  ReaderOptions pos;
  pos.label_columns = {"pos", "4"};
  pos.feature_columns = {"POS"};
  const Sentence second = read_text(text, pos)[1].sentences[0];
  CHECK(second.gold == std::vector<Labels>{{"PRP", "VB"}, {"O", "O"}});
  CHECK(second.features == std::vector<Labels>{{"PRP", "VB"}});
  CHECK(one_line(make_reader(io::memory_input(text, "file"), {})->plan()) ==
        "a table of sentences separated by commas, header in line 1, words in column 2 (Sentence), labels in "
        "column 4 (Tag)");
  ReaderOptions words;
  words.label_columns.clear();
  words.word_column = "POS";
  CHECK(read_text(text, words)[0].sentences[0].words == Words{"NNP", "VBD"});
}

TEST_CASE("numbers in a table of sentences get the names of labels") {
  const std::string text =
      "tokens,ner_tags\n\"['Anna', 'left']\",\"[1, 0]\"\n\"['We', 'stay']\",\"[0, 0]\"\n";
  CHECK(
      contains(failure(text, {}), "ner.csv:2: a tag in column 2 (ner_tags) is the number 1; --label-names"));
  ReaderOptions named;
  named.label_names = {"O", "B-PER"};
  CHECK(sentences_of(text, named) == kBoth);
  ReaderOptions chosen;
  chosen.label_columns = {"ner_tags"};
  CHECK(sentences_of(text, chosen) == "Anna/1 left/0 | We/0 stay/0 ");
  CHECK(read_text("tokens,ner_tags\nAnna left,1 -100\n", named)[0].sentences[0].gold[0] ==
        Labels{"B-PER", ""});
}

TEST_CASE("rows of a table of sentences that cannot be read are refused with their line") {
  const std::string good = "text,labels\nAnna left,B-PER O\n";
  CHECK(contains(failure(good + "We stay here,O O\n", {}),
                 "ner.csv:3: the row has 3 words in column 1 (text), but 2 in column 2 (labels)"));
  CHECK(contains(failure(good + "We, too,O O\n"), "ner.csv:3: the row has 3 columns, the header 2"));
  CHECK(contains(failure("text,x\na b,O O\n"), "ner.csv:1: no column of"));
  std::string lists = "tokens,tags\n";
  for (int i = 0; i < 100; ++i) lists += "\"['a', 'b']\",\"['O', 'O']\"\n";
  CHECK(contains(failure(lists + "a b,\"['O', 'O']\"\n"), "ner.csv:102: column 1 (tokens) is no list"));
  ReaderOptions skipping = sentence_table();
  skipping.malformed = Malformed::skip;
  const auto records = read_text(good + "We stay here,O O\n,\nWe,O\n", skipping);
  REQUIRE(records.size() == 3);
  CHECK(contains(records[1].problem, "file:3"));
  CHECK(records[2].sentences[0].words == Words{"We"});
}

TEST_CASE("tables without sentences in their rows are other formats") {
  CHECK(recognised("Sentence #,Word,Tag\nSentence: 1,New York,B-LOC\n,left,O\n") == Format::token_table);
  CHECK(recognised("word,tag\nAnna,B-PER\nleft,O\n") == Format::conll);
  CHECK(recognised("text,label\ngood film,positive\nbad film it was,negative\n") != Format::sentence_table);
  CHECK(recognised("text,label\n") != Format::sentence_table);
  CHECK(read_text("", sentence_table()).empty());
}
