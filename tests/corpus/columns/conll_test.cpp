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

ReaderOptions conll(bool labels = true) {
  ReaderOptions options;
  options.format = Format::conll;
  if (!labels) options.label_columns.clear();
  return options;
}

std::string failure(const std::string& text, const ReaderOptions& options = conll()) {
  return tests::error_message<DataError>([&] { read_text(text, options); });
}

}  // namespace

TEST_CASE("the columns of CoNLL-2003 give the first as word and the last as label") {
  const auto records = read_text(
      "-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\n\nPeter NNP B-NP B-PER\n", conll());
  REQUIRE(records.size() == 2);
  CHECK(records[0].sentences[0].words == Words{"EU", "rejects"});
  CHECK(records[0].sentences[0].gold.at(0) == Words{"B-ORG", "O"});
  CHECK(records[0].sentences[0].lines == std::vector<std::size_t>{3, 4});
  CHECK(records[0].sentences[0].file == "file");
  CHECK(records[1].sentences[0].words == Words{"Peter"});
}

TEST_CASE("a file without tokens has no columns, so a wrong column name is not an error") {
  ReaderOptions options = conll();
  options.label_columns = {"MISC:NER"};
  CHECK(read_text("", options).empty());
  CHECK(read_text("\n\n", options).empty());
  CHECK_THROWS_AS(read_text("a O\n", options), UsageError);
}

TEST_CASE("a -DOCSTART- line separates documents, also without blank lines around it") {
  const auto records = read_text(
      "-DOCSTART- O\n\na O\n\nb O\n-DOCSTART- O\nc O\n-DOCSTART- O\n\n-DOCSTART-\td\n\nd O\n", conll());
  REQUIRE(records.size() == 4);
  std::vector<std::size_t> documents;
  documents.reserve(records.size());
  for (const Record& record : records) documents.push_back(record.sentences[0].document);
  CHECK(documents == std::vector<std::size_t>{0, 0, 1, 2});
  CHECK(records[2].sentences[0].words == Words{"c"});
}

TEST_CASE("a line with only a tab separates sentences, as in WNUT") {
  const auto records = read_text("@user\tO\n\t\nLondon\tB-location\n \n\nis\tO\n", conll());
  REQUIRE(records.size() == 3);
  CHECK(records[1].sentences[0].gold.at(0) == Words{"B-location"});
}

TEST_CASE("a file with tabs is split on tabs alone, and keeps spaces inside words") {
  const auto records = read_text("New York\tB-LOC\nis big\tO\n", conll());
  CHECK(records[0].sentences[0].words == Words{"New York", "is big"});
}

TEST_CASE("other files are split on ASCII space, never on a no-break space") {
  const auto records = read_text(
      "a\xC2\xA0"
      "b  X   O \nc\xE3\x80\x80"
      "d X O\n",
      conll());
  CHECK(records[0].sentences[0].words == Words{"a\xC2\xA0"
                                               "b",
                                               "c\xE3\x80\x80"
                                               "d"});
  CHECK(records[0].sentences[0].gold.at(0) == Words{"O", "O"});
}

TEST_CASE("a line with only a no-break space is not blank") {
  CHECK(contains(failure("a O\n\xC2\xA0\nb O\n"), "file:2:3: the line has 1 column; the label is column 2"));
}

TEST_CASE("UNER's columns give form and tag, and '#' begins comments only before the first token") {
  const auto records = read_text(
      "# newdoc id = d1\n# sent_id = 1\n1\t#tag\tO\t-\t-\n2\tTampa\tB-LOC\t-\tstephen\n\n"
      "# newdoc id = d2\n# text = x\n1\tx\tO\t-\t-\n",
      conll());
  REQUIRE(records.size() == 2);
  CHECK(records[0].sentences[0].words == Words{"#tag", "Tampa"});
  CHECK(records[0].sentences[0].gold.at(0) == Words{"O", "B-LOC"});
  CHECK(records[0].sentences[0].document == 0);
  CHECK(records[1].sentences[0].document == 1);
}

TEST_CASE("without ids, a line that starts with '#' is a token, also as the only one of a sentence") {
  const auto records = read_text("# O\nworldcup O\n\n# O\n\na O\n", conll());
  REQUIRE(records.size() == 3);
  CHECK(records[0].sentences[0].words == Words{"#", "worldcup"});
  CHECK(records[1].sentences[0].words == Words{"#"});
}

TEST_CASE("a single token '1' does not make a column of ids") {
  const auto records = read_text("1 CD O\n\nof IN O\n", conll());
  CHECK(records[0].sentences[0].words == Words{"1"});
}

TEST_CASE("word and label columns are chosen by number") {
  ReaderOptions options = conll();
  options.word_column = "2";
  options.label_columns = {"1"};
  const auto records = read_text("O a x\nB-X b x\n", options);
  CHECK(records[0].sentences[0].words == Words{"a", "b"});
  CHECK(records[0].sentences[0].gold.at(0) == Words{"O", "B-X"});
  options.label_columns = {"2"};
  CHECK_THROWS_AS(read_text("O a x\n", options), UsageError);
  options.label_columns = {"UPOS"};
  CHECK_THROWS_AS(read_text("O a x\n", options), UsageError);
  options.label_columns = {"0"};
  CHECK_THROWS_AS(read_text("O a x\n", options), UsageError);
  options.label_columns = {"99999999999999999999999"};
  CHECK(contains(failure("O a x\n", options), "the line has 3 columns"));
}

TEST_CASE("a byte order mark, CRLF and a missing last line end are accepted") {
  const auto records = read_text("\xEF\xBB\xBFHe O\r\nruns O\r\n\r\nHi O", conll());
  REQUIRE(records.size() == 2);
  CHECK(records[0].sentences[0].words == Words{"He", "runs"});
  CHECK(records[0].sentences[0].gold.at(0) == Words{"O", "O"});
  CHECK(records[1].sentences[0].gold.at(0) == Words{"O"});
}

TEST_CASE("U+0085, U+2028 and a lone CR do not end a line") {
  const auto records = read_text(
      "a\xC2\x85"
      "b\tO\nc\xE2\x80\xA8"
      "d\tO\ne\rf\tO\n",
      conll());
  REQUIRE(records.size() == 1);
  CHECK(records[0].sentences[0].size() == 3);
}

TEST_CASE("a missing column is an error with its place") {
  CHECK(contains(failure("a NN O\nb NN\n"),
                 "file:2:5: the line has 2 columns; the label is column 3 of 3, as in the other lines"));
  CHECK(
      contains(failure("word\n"), "file:1:5: the line has 1 column; the label (--label-column) is column 2"));
}

TEST_CASE("an extra column is an error when labels are read, because the label would be wrong") {
  CHECK(contains(failure("a O\nNew York O\n"),
                 "file:2:10: the line has 3 columns; the label is column 2 of 2"));
}

TEST_CASE("files to be tagged need only words") {
  const auto records = read_text("a\nNew York\n\nb\n", conll(false));
  REQUIRE(records.size() == 2);
  CHECK(records[0].sentences[0].words == Words{"a", "New York"});
  CHECK(records[0].sentences[0].gold.empty());
}

TEST_CASE("an empty word is an error with its place") {
  CHECK(contains(failure("a\tO\n\tO\n"), "file:2:1: the word is empty"));
}

TEST_CASE("a label that is empty or _ is an error that names --unlabelled") {
  CHECK(contains(failure("a\tO\nb\t\n"), "file:2:3: the label is empty"));
  CHECK(contains(failure("a\tO\nb\t\n"), "--unlabelled"));
  CHECK(contains(failure("a O\nb _\n"), "file:2:3: the label is _"));
  CHECK(contains(failure("a O\nb _\n"), "--unlabelled _"));
  ReaderOptions options = conll();
  options.unlabelled = "_";
  CHECK(read_text("a O\nb _\n", options)[0].sentences[0].gold.at(0) == Words{"O", ""});
  options.unlabelled = "?";
  CHECK(read_text("a O\nb ?\n", options)[0].sentences[0].gold.at(0) == Words{"O", ""});
  CHECK_FALSE(failure("a O\nb _\n", options).empty());
}

TEST_CASE("the word _ is a word") {
  CHECK(read_text("_ O\n", conll())[0].sentences[0].words == Words{"_"});
}

TEST_CASE("a NUL byte among columns is an error with its place") {
  CHECK(contains(failure(std::string("a O\nb\0 O\n", 9)), "file:2:2: a NUL byte"));
}

TEST_CASE("a tab in a file of spaces is an error with its place") {
  CHECK(contains(failure("a O\nb\tO\n"), "file:2:2: a tab"));
}

TEST_CASE("invalid UTF-8 is an error with the byte's place, or is replaced") {
  CHECK(contains(failure("a O\nb\xE9 O\n"), "file:2:2: byte 0xE9 is not valid UTF-8"));
  ReaderOptions options = conll();
  options.replace_invalid = true;
  CHECK(read_text("b\xE9 O\n", options)[0].sentences[0].words == Words{"b\xEF\xBF\xBD"});
}

TEST_CASE("another encoding is converted") {
  ReaderOptions options = conll();
  options.encoding = "ISO-8859-1";
  CHECK(read_text("Espa\xF1"
                  "a B-LOC\n",
                  options)[0]
            .sentences[0]
            .words == Words{"Espa\xC3\xB1"
                            "a"});
  options.encoding = "UTF-16LE";
  const std::string utf16(
      "\xFF\xFE"
      "a\0 \0O\0\n\0",
      10);
  CHECK(read_text(utf16, options)[0].sentences[0].words == Words{"a"});
  options.encoding = "no-such-encoding";
  CHECK_THROWS_AS(read_text("a O\n", options), UsageError);
}

TEST_CASE("words are normalised to form C on request, and the file's own form comes out again") {
  const std::string decomposed = "cafe\xCC\x81 O\n";
  ReaderOptions options = conll();
  CHECK(read_text(decomposed, options)[0].sentences[0].words == Words{"cafe\xCC\x81"});
  options.nfc = true;
  CHECK(read_text(decomposed, options)[0].sentences[0].words == Words{"caf\xC3\xA9"});
  CHECK(tests::rewritten(decomposed, options, {}, {"X"}) == "cafe\xCC\x81 O X\n");
}

TEST_CASE("a file without sentences has no records, and gives its lines back") {
  for (const std::string text : {"", "\n", "\n \n", "-DOCSTART- O\n\n", "# comment\n\n# another"}) {
    ReaderOptions options = conll(false);
    const bool comments = contains(text, "#");
    CHECK(read_text(text, options).size() == (comments ? 2 : 0));
    if (!comments) CHECK(tests::rewritten(text, options, {}, {"X"}) == text);
  }
}

TEST_CASE("CoNLL output is every line as it came with the prediction as one more column") {
  const std::string text =
      "\n-DOCSTART- -X- O\n\nEU NNP B-ORG\r\nruns VBZ O \n\n\n\nPeter NNP B-PER\n-DOCSTART- -X- O\nHe PRP "
      "O\n\n\n";
  CHECK(tests::rewritten(text, conll(), {}, {"X", "Y", "Z"}) ==
        "\n-DOCSTART- -X- O\n\nEU NNP B-ORG X\r\nruns VBZ O  X\n\n\n\nPeter NNP B-PER Y\n"
        "-DOCSTART- -X- O\nHe PRP O Z\n\n\n");
  CHECK(tests::rewritten("a\tO\nb\tO", conll(), {}, {"X"}, 0.25) == "a\tO\tX\t0.250000\nb\tO\tX\t0.250000");
  CHECK(tests::rewritten("John\nNew York\n", conll(false), {}, {"X"}) == "John\tX\nNew York\tX\n");
}

TEST_CASE("CoNLL output of UNER's columns keeps comments and ids") {
  const std::string text = "# text = a b\n1\ta\tO\t-\t-\n2\tb\tO\t-\t-\n\n";
  CHECK(tests::rewritten(text, conll(), {}, {"X"}) == "# text = a b\n1\ta\tO\t-\t-\tX\n2\tb\tO\t-\t-\tX\n\n");
}

TEST_CASE("converted gold labels go back into their column") {
  const std::string text = "a B-X NN\nb _ NN\n\n";
  ReaderOptions options = conll();
  options.label_columns = {"3", "2"};
  options.unlabelled = "_";
  auto records = read_text(text, options);
  records[0].sentences[0].gold.at(0)[1] = "VERB";
  records[0].sentences[0].gold.at(1)[0] = "S-X";
  std::ostringstream output;
  make_writer(output, {})->write(records[0], std::vector<Predicted>(1));
  CHECK(output.str() == "a S-X NN\nb _ VERB\n\n");
}

TEST_CASE("text that a CoNLL line cannot hold is an error") {
  CHECK_THROWS_AS(tests::rewritten("a O\n", conll(), {}, {"a label"}), DataError);
  CHECK(tests::rewritten("a\tO\n", conll(), {}, {"a label"}) == "a\tO\ta label\n");
  CHECK_THROWS_AS(tests::rewritten("a\tO\n", conll(), {}, {"a\tlabel"}), DataError);
}

TEST_CASE("a sentence counts as available only when its end has been read") {
  // Gives the chunks one at a time, as a terminal gives lines.
  class Chunks : public io::Input {
   public:
    explicit Chunks(std::vector<std::string> chunks) : io::Input("chunks"), chunks_(std::move(chunks)) {}
    std::size_t read(char* buffer, std::size_t) override {
      if (next_ == chunks_.size()) return 0;
      const std::string& chunk = chunks_[next_++];
      chunk.copy(buffer, chunk.size());
      return chunk.size();
    }

   private:
    std::vector<std::string> chunks_;
    std::size_t next_ = 0;
  };
  ReaderOptions options = conll(false);
  const auto reader = make_reader(
      std::make_unique<Chunks>(std::vector<std::string>{"a O\n\nb O\n", "\nc O\n\nd O\n\n", "e O\n"}),
      options);
  Record record;
  REQUIRE(reader->next(record));
  CHECK_FALSE(reader->record_buffered());  // b's blank line has not come
  REQUIRE(reader->next(record));
  CHECK(record.sentences[0].words == Words{"b"});
  CHECK(reader->record_buffered());
  REQUIRE(reader->next(record));
  CHECK(reader->record_buffered());
  REQUIRE(reader->next(record));
  CHECK(record.sentences[0].words == Words{"d"});
  CHECK_FALSE(reader->record_buffered());
  REQUIRE(reader->next(record));
  CHECK(record.sentences[0].words == Words{"e"});
  CHECK_FALSE(reader->next(record));
}

TEST_CASE("columns of numbers before the words hold no words") {
  const std::vector<Words> expected = {{"Anna", "left"}, {"We", "stay"}};
  for (const std::string text :
       {"1\tAnna\tB-PER\n1\tleft\tO\n2\tWe\tO\n2\tstay\tO\n",
        "0\tAnna\tB-PER\n1\tleft\tO\n0\tWe\tO\n1\tstay\tO\n",
        "s0\tAnna\tB-PER\ns0\tleft\tO\ns1\tWe\tO\ns1\tstay\tO\n",
        "0\t0\tAnna\tB-PER\n0\t1\tleft\tO\n\n1\t0\tWe\tO\n1\t1\tstay\tO\n",
        "d1\t1\tAnna\tB-PER\nd1\t2\tleft\tO\n\nd1\t1\tWe\tO\nd1\t2\tstay\tO\n",
        "0\t4\tAnna\tB-PER\n5\t9\tleft\tO\n\n10\t12\tWe\tO\n13\t17\tstay\tO\n",
        "1-1\tAnna\tB-PER\n1-2\tleft\tO\n\n2-1\tWe\tO\n2-2\tstay\tO\n",
        "sent_id,token,label\n1,Anna,B-PER\n1,left,O\n2,We,O\n2,stay,O\n",
        "1\tAnna\tB-PER\n2\tleft\tO\n\n1-2\tWe're\t_\n1\tWe\tO\n1.1\te\t_\n2\tstay\tO\n"}) {
    CAPTURE(text);
    std::vector<Words> words;
    for (const Record& record : read_text(text, conll())) words.push_back(record.sentences.at(0).words);
    CHECK(words == expected);
  }
}

TEST_CASE("a document begins at -DOCSTART- also where the rows have numbers or commas") {
  for (const std::string text : {"-DOCSTART-\t-X-\tO\n\n1\ta\tO\n2\tb\tB-X\n\n-DOCSTART-\n1\tc\tO\n2\td\tO\n",
                                 "-DOCSTART-,O\n\na,O\nb,B-X\n-DOCSTART-,O\n\nc,O\nd,O\n"}) {
    CAPTURE(text);
    const auto records = read_text(text, conll());
    REQUIRE(records.size() == 2);
    CHECK(records[0].sentences[0].words == Words{"a", "b"});
    CHECK(records[1].sentences[0].document == 1);
  }
}

TEST_CASE("a header that joined files repeat is no data") {
  const auto records = read_text("word\ttag\na\tO\n\nb\tB-X\n\nword\ttag\nc\tO\n", conll());
  REQUIRE(records.size() == 3);
  CHECK(records[2].sentences[0].words == Words{"c"});
}

TEST_CASE("a separator too many at the end of rows is no column, also with commas") {
  const auto records = read_text("Anna,B-PER\nleft,O,\n\nWe,O,\nstay,O\n", conll());
  REQUIRE(records.size() == 2);
  CHECK(records[0].sentences[0].gold.at(0) == Words{"B-PER", "O"});
}

TEST_CASE("lines that end in carriage returns alone are refused") {
  CHECK(contains(failure("Anna\tB-PER\rleft\tO\r\rWe\tO\r"), "carriage returns alone"));
}

TEST_CASE("running text is not taken for columns of words") {
  ReaderOptions options = conll(false);
  CHECK(contains(failure("Anna left.\nWe stay in Oslo.\n", options), "--input-format text"));
}

TEST_CASE("what a writer passes through of a skipped record is its lines") {
  ReaderOptions options = conll(false);
  options.malformed = Malformed::skip;
  CHECK(tests::rewritten("a\tO\n\n\tO\nb\tO\n\nc\tO\n", options, {}, {"X"}) ==
        "a\tO\tX\n\n\tO\nb\tO\n\nc\tO\tX\n");
  options.format = Format::conllu;
  WriterOptions conllu;
  conllu.format = OutputFormat::conllu;
  const std::string row = "\t_\tX\t_\t_\t_\t_\t_\t_\n";
  const std::string text = "1\ta" + row + "\n1\t" + row + "\n1\tc" + row + "\n";
  CHECK(tests::rewritten(text, options, conllu, {"X"}) == text);
  CHECK(tests::rewritten(text, options, {}, {"X"}) == "a\tX\n\n\nc\tX\n\n");
}

TEST_CASE("spaces around labels are no part of them, also in CoNLL-U") {
  ReaderOptions options = conll();
  CHECK(read_text("Anna \tB-PER \n left\tO\n", options)[0].sentences[0].gold.at(0) == Words{"B-PER", "O"});
  CHECK(read_text("Anna \tB-PER \n left\tO\n", options)[0].sentences[0].words == Words{"Anna", "left"});
  options.format = Format::conllu;
  CHECK(read_text("1\ta\t_\tX \t_\t_\t_\t_\t_\t_\n", options)[0].sentences[0].gold.at(0) == Words{"X"});
}

TEST_CASE("bare labels may begin with I") {
  std::string text = "Anna\tI\nleft\tO\n\n";
  for (int i = 0; i < 9; ++i) text += "Bob\tB\nA\tI\nran\tO\n\n";
  CHECK(read_text(text, conll()).size() == 10);
}
