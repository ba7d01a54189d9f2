// WebAnno TSV 3.
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

const std::string kNer = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
const std::string kPos = "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS";

std::string header(const std::vector<std::string>& layers) {
  std::string text = "#FORMAT=WebAnno TSV 3.3\n";
  for (const std::string& layer : layers) text += "#T_" + layer + "\n";
  return text + "\n\n";
}

// Anna Berg [PER] left Bonn [LOC] .
const std::string kText =
    header({"SP=" + kPos + "|PosValue|coarseValue", "SP=" + kNer + "|identifier|value"}) +
    "#Text=Anna Berg left Bonn.\n"
    "1-1\t0-4\tAnna\tNNP\t*\t*[1]\tPER[1]\t\n"
    "1-2\t5-9\tBerg\tNNP\t*\t*[1]\tPER[1]\t\n"
    "1-3\t10-14\tleft\tVBD\t*\t_\t_\t\n"
    "1-4\t15-19\tBonn\tNNP\t*\thttp://b\tLOC\t\n"
    "1-4.1\t15-16\tB\t_\t_\t*\tOTH\t\n"
    "1-5\t19-20\t.\t.\t*\t_\t_\t\n\n"
    "#Sentence.id=x\n#Text=We.\n2-1\t21-23\tWe\tPRP\t*\t_\t_\t\n2-2\t23-24\t.\t.\t*\t_\t_\t\n";

// A text of one sentence with one column of annotation.
std::string one(const std::vector<std::string>& values,
                const std::string& layer = "SP=webanno.custom.Name|value") {
  std::string text = header({layer}) + "#Text=x\n";
  for (std::size_t t = 0; t < values.size(); ++t) {
    text += "1-" + std::to_string(t + 1) + "\t0-1\tw" + std::to_string(t) + "\t" + values[t] + "\t\n";
  }
  return text + "\n";
}

ReaderOptions options(std::vector<std::string> labels = {""}) {
  ReaderOptions result;
  result.label_columns = std::move(labels);
  return result;
}

Labels labels_of(const std::string& text, const ReaderOptions& reading = options()) {
  return read_text(text, reading, "x.tsv").at(0).sentences.at(0).gold.at(0);
}

std::string failure(const std::string& text, const ReaderOptions& reading = options()) {
  return tests::error_message<DataError>([&] { read_text(text, reading, "x.tsv"); });
}

std::string usage(const std::string& text, const std::string& column) {
  return tests::error_message<UsageError>([&] { read_text(text, options({column}), "x.tsv"); });
}

}  // namespace

TEST_CASE("WebAnno's named entities are the labels by default, and parts of tokens are no tokens") {
  const auto records = read_text(kText, options(), "x.tsv");
  REQUIRE(records.size() == 2);
  const Sentence& first = records[0].sentences.at(0);
  CHECK(first.words == Words{"Anna", "Berg", "left", "Bonn", "."});
  CHECK(first.gold == std::vector<Labels>{{"B-PER", "I-PER", "O", "B-LOC", "O"}});
  CHECK(first.lines == std::vector<std::size_t>{7, 8, 9, 10, 12});
  CHECK(records[1].sentences.at(0).gold[0] == Labels{"O", "O"});
  CHECK(one_line(make_reader(io::memory_input(kText, "x"), options())->plan()) ==
        "WebAnno TSV 3, words in column 3, labels in column 7 (NamedEntity.value)");
}

TEST_CASE("columns of WebAnno are chosen by layer, feature or number") {
  const Labels names = {"B-PER", "I-PER", "O", "B-LOC", "O"};
  for (const std::string column :
       {"7", "value", "NamedEntity", "namedentity.value", "NamedEntity.VALUE", kNer.c_str()}) {
    INFO(column);
    CHECK(labels_of(kText, options({column})) == names);
  }
  // Parts of speech are no spans.
  for (const std::string column : {"4", "PosValue", "POS", "POS.PosValue"}) {
    CHECK(labels_of(kText, options({column})) == Labels{"NNP", "NNP", "VBD", "NNP", "."});
  }
  CHECK(contains(usage(kText, "8"),
                 "no column 8; WebAnno's columns are 4 (POS.PosValue), 5 (POS.coarseValue), "
                 "6 (NamedEntity.identifier), 7 (NamedEntity.value)"));
  CHECK(contains(usage(kText, "ner"), "no column 'ner'"));
  CHECK(contains(usage(kText, "3"), "has no labels of tokens"));
  const std::string two =
      header({"SP=webanno.custom.A|value", "SP=webanno.custom.B|value"}) + "1-1\t0-1\ta\tX\tY\t\n";
  CHECK(contains(usage(two, "value"), "several columns 'value'"));
  CHECK(labels_of(two, options({"B"})) == Labels{"B-Y"});
  CHECK(labels_of(two) == Labels{"B-X"});
  auto features = options();
  features.feature_columns = {"POS", "identifier", "3"};
  CHECK(read_text(kText, features, "x")[1].sentences[0].features ==
        std::vector<Labels>{{"PRP", "."}, {"", ""}, {"We", "."}});
  CHECK(read_text(kText, options({}), "x")[1].sentences[0].words == Words{"We", "."});
}

TEST_CASE("annotations of WebAnno on several tokens have a number in common") {
  CHECK(labels_of(one({"A[1]", "A[1]", "A[2]", "A[2]", "A", "A", "_", "B[3]", "A[3]"})) ==
        Labels{"B-A", "I-A", "B-A", "I-A", "B-A", "B-A", "O", "B-B", "B-A"});
  CHECK(labels_of(one({"A\\_b\\[x\\]", "\\*", "a\\|b[4]", "a\\|b[4]"})) ==
        Labels{"B-A_b[x]", "B-*", "B-a|b", "I-a|b"});
  // A layer without features is its own label.
  CHECK(labels_of(one({"*[1]", "*[1]", "_", "*"}, "SP=webanno.custom.Term")) ==
        Labels{"B-Term", "I-Term", "O", "B-Term"});
  CHECK(labels_of(one({"*", "_"}, "SP=webanno.custom.Term|")) == Labels{"B-Term", "O"});
}

TEST_CASE("columns of WebAnno's relations and slots are counted but hold no labels") {
  const std::string text =
      header({"RL=webanno.custom.Rel|kind|BT_webanno.custom.A",
              "CH=webanno.custom.Chain|referenceType|referenceRelation",
              "SP=webanno.custom.A|ROLE_webanno.custom.A:slot_webanno.custom.Link|webanno.custom.B|value"}) +
      "1-1\t0-1\ta\tr\t1-2\tt\tt->1-1\trole\t1-2\tX\t\n";
  CHECK(labels_of(text, options({"value"})) == Labels{"B-X"});
  CHECK(labels_of(text) == Labels{"B-X"});
  CHECK(contains(usage(text, "kind"), "no labels of tokens"));
}

TEST_CASE("an annotation of WebAnno without value is no label") {
  CHECK(contains(failure(one({"A", "*"})), "x.tsv:7: an annotation without a value (*)"));
  auto reading = options();
  reading.unlabelled = "*";
  CHECK(labels_of(one({"A", "*", "*[1]"}), reading) == Labels{"B-A", "", ""});
  reading = options({"Name"});
  reading.partly_labelled = true;
  CHECK(labels_of(one({"A", "*"}), reading) == Labels{"B-A", ""});
  CHECK(contains(failure(one({"DT", "_"}, "SP=" + kPos + "|PosValue")), "x.tsv:7: the label is _"));
}

TEST_CASE("what WebAnno's rows cannot be is refused or skipped with its line") {
  CHECK(contains(failure(one({"A[1]|B[2]"})), "x.tsv:6: several annotations of one token (A[1]|B[2])"));
  CHECK(contains(failure(header({"SP=webanno.custom.A|value"}) + "1-1\t0-1\ta\n"),
                 "x.tsv:5: the row has 3 columns; column 4 is needed"));
  CHECK(contains(failure(header({"SP=webanno.custom.A|value"}) + "a\tb\tc\tX\n"),
                 "x.tsv:5:1: 'a' is no number of a token"));
  CHECK(contains(failure(header({}) + "1-1\t0-1\ta\n"), "no layer of spans"));
  CHECK(contains(failure(one({"X"}, "RL=webanno.custom.Rel|kind")), "no layer of spans"));
  CHECK(contains(failure("#FORMAT=WebAnno TSV 2\n\n"), "x.tsv:1: another version of WebAnno TSV"));
  CHECK(contains(failure(one({"X"}) + one({"X"}, "SP=webanno.custom.B|value")), "x.tsv:9: other layers"));
  auto skipping = options();
  skipping.malformed = Malformed::skip;
  const auto records = read_text(one({"A|B"}) + one({"C"}), skipping, "x.tsv");
  REQUIRE(records.size() == 2);
  CHECK(contains(records[0].problem, "x.tsv:6"));
  CHECK(records[1].sentences.at(0).document == 1);
}

TEST_CASE("WebAnno's files read the same with CRLF, byte order mark and no last line end") {
  std::string text = kText;
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
    text.insert(at, "\r");
  for (const std::string& variant : {text, "\xEF\xBB\xBF" + kText, kText.substr(0, kText.size() - 1)}) {
    const auto reader = make_reader(io::memory_input(variant, "x.txt"), options());
    CHECK(reader->format() == Format::webanno);
    const auto records = tests::records_of(*reader);
    REQUIRE(records.size() == 2);
    CHECK(records[0].sentences.at(0).gold[0] == Labels{"B-PER", "I-PER", "O", "B-LOC", "O"});
    CHECK(records[1].sentences.at(0).words == Words{"We", "."});
  }
}
