// Tables with a row per token.
#include <string>
#include <vector>

#include "catch.h"
#include "shown_records.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::document;
using tests::head;
using tests::plain_head;

namespace {

WriterOptions tsv(std::vector<std::string> columns, bool probabilities = false) {
  WriterOptions options;
  options.format = OutputFormat::tsv;
  options.label_columns = std::move(columns);
  options.probabilities = probabilities;
  return options;
}

}  // namespace

TEST_CASE("a table has a row per token, with numbers and a column per head") {
  CHECK(document("Anna left. Hm.\n\nOslo\n",
                 {plain_head({"PROPN", "VERB", ".", "INTJ", ".", "PROPN"}), head({"B-PER"})},
                 tsv({"UPOS", "NER"})) ==
        "sentence\tposition\ttoken\tUPOS\tNER\n"
        "1\t1\tAnna\tPROPN\tB-PER\n1\t2\tleft\tVERB\tO\n1\t3\t.\t.\tO\n"
        "2\t1\tHm\tINTJ\tO\n2\t2\t.\t.\tO\n3\t1\tOslo\tPROPN\tO\n");
}

TEST_CASE("each head has a column of probabilities if they are asked for") {
  CHECK(document("Anna\n", {plain_head({"PROPN"}), head({"B-PER"})}, tsv({"UPOS", "NER"}, true), 0.5) ==
        "sentence\tposition\ttoken\tUPOS\tUPOS_probability\tNER\tNER_probability\n"
        "1\t1\tAnna\tPROPN\t0.500000\tB-PER\t0.500000\n");
}

TEST_CASE("a column that has only a number for a name is called label") {
  CHECK(document("", {}, tsv({"3"})) == "sentence\tposition\ttoken\tlabel\n");
  CHECK(document("", {}, tsv({"3", "4", "x5"})) == "sentence\tposition\ttoken\tlabel_3\tlabel_4\tx5\n");
}

TEST_CASE("an empty table has its header") {
  CHECK(document("", {}, tsv({"NER"})) == "sentence\tposition\ttoken\tNER\n");
  CHECK(document("\n\n", {}, tsv({"NER"})) == "sentence\tposition\ttoken\tNER\n");
}

TEST_CASE("fields with tabs, line ends or quotes are quoted") {
  Record record;
  record.tokenised = true;
  record.sentences.emplace_back().words = {"a\tb", "c\nd", "\"", "e"};
  record.sentences.back().gold = {{"x\ty", "B-\"", "", "O"}};
  std::ostringstream output;
  const auto writer = make_writer(output, tsv({""}));
  const std::vector<Predicted> nothing(1);
  writer->write(record, nothing);
  writer->close();
  CHECK(output.str() ==
        "sentence\tposition\ttoken\tlabel\n1\t1\t\"a\tb\"\t\"x\ty\"\n1\t2\t\"c\nd\"\t\"B-\"\"\"\n"
        "1\t3\t\"\"\"\"\t\n1\t4\te\tO\n");
}

TEST_CASE("a table is read again by itself") {
  const std::string table =
      document("Anna left.\nShe saw Bonn \"here\".\n",
               {head({"B-PER", "O", "O", "O", "O", "B-LOC", "O", "O", "O", "O"})}, tsv({"NER"}));
  const auto reader = make_reader(io::memory_input(table, "table.tsv"), ReaderOptions());
  const auto records = tests::records_of(*reader);
  REQUIRE(records.size() == 2);
  CHECK(records[1].sentences.at(0).words ==
        std::vector<std::string>{"She", "saw", "Bonn", "\"", "here", "\"", "."});
  CHECK(records[1].sentences.at(0).gold.at(0) == Labels{"O", "O", "B-LOC", "O", "O", "O", "O"});
}
