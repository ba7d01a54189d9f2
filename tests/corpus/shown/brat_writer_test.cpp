// The annotation of a text for brat, read again by the reader of brat's files.
#include <string>
#include <vector>

#include "../../io/temporary_folder.h"
#include "base/errors.h"
#include "catch.h"
#include "error_message.h"
#include "shown_records.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using tests::document;
using tests::head;
using tests::plain_head;

namespace {

WriterOptions brat(text::OffsetUnit offsets = text::OffsetUnit::codepoint) {
  WriterOptions options;
  options.format = OutputFormat::brat;
  options.offsets = offsets;
  return options;
}

ReaderOptions paragraphs() {
  ReaderOptions options = tests::raw_text();
  options.paragraphs = true;
  return options;
}

// The labels that the reader of brat's files finds in a text with an annotation.
Labels read_again(const std::string& text, const std::string& annotation,
                  ReaderOptions reading = tests::raw_text()) {
  const tests::TemporaryFolder folder;
  static_cast<void>(folder.file("x.txt", text));
  reading.format = Format::automatic;
  reading.label_columns = {""};
  const auto records =
      tests::records_of(*make_reader(io::open_input(folder.file("x.ann", annotation)), reading));
  Labels labels;
  for (const Sentence& sentence : records.at(0).sentences) {
    labels.insert(labels.end(), sentence.gold.at(0).begin(), sentence.gold.at(0).end());
  }
  return labels;
}

const Labels kLabels = {"B-PER", "I-PER", "O", "O", "O", "O", "B-LOC", "O"};

}  // namespace

TEST_CASE("brat's lines have the places of spans in the text as it came") {
  const std::string text = "Anna Berg left.\n\n  \nShe saw Bonn.\n";
  const std::string annotation = document(text, {head(kLabels)}, brat());
  CHECK(annotation == "T1\tPER 0 9\tAnna Berg\nT2\tLOC 28 32\tBonn\n");
  CHECK(read_again(text, annotation) == kLabels);
}

TEST_CASE("brat's places count characters, or the unit that is asked for") {
  const std::string text = "\U0001F600 caf\u00E9\nBonn\n";
  const Labels labels = {"O", "O", "B-LOC"};
  CHECK(document(text, {head(labels)}, brat()) == "T1\tLOC 7 11\tBonn\n");
  for (const auto& [unit, line] : {std::pair(text::OffsetUnit::byte, "T1\tLOC 11 15\tBonn\n"),
                                   {text::OffsetUnit::utf16, "T1\tLOC 8 12\tBonn\n"}}) {
    ReaderOptions reading = tests::raw_text();
    reading.offsets = unit;
    CHECK(document(text, {head(labels)}, brat(unit), -1, reading) == line);
    CHECK(read_again(text, line, reading) == labels);
  }
}

TEST_CASE("carriage returns and a byte order mark of the text count") {
  const std::string text = "\uFEFFAnna Berg left.\r\nShe saw Bonn.\r\n";
  const std::string annotation = document(text, {head(kLabels)}, brat());
  CHECK(annotation == "T1\tPER 1 10\tAnna Berg\nT2\tLOC 26 30\tBonn\n");
  CHECK(read_again(text, annotation) == kLabels);
}

TEST_CASE("a span that goes over line ends has a part on each line") {
  for (const std::string end : {"\n", "\r\n"}) {
    const std::string text =
        end + "They saw Anna" + end + "Maria" + end + "Berg." + end + " " + end + "Oslo" + end;
    const Labels labels = {"O", "O", "B-PER", "I-PER", "I-PER", "O", "B-LOC"};
    const std::string annotation = document(text, {head(labels)}, brat(), -1, paragraphs());
    CHECK(annotation == (end == "\n" ? "T1\tPER 10 14;15 20;21 25\tAnna Maria Berg\nT2\tLOC 29 33\tOslo\n"
                                     : "T1\tPER 11 15;17 22;24 28\tAnna Maria Berg\nT2\tLOC 34 38\tOslo\n"));
    CHECK(read_again(text, annotation, paragraphs()) == labels);
  }
}

TEST_CASE("texts of other formats are joined by line ends, as the text format writes them") {
  ReaderOptions json = tests::raw_text();
  json.format = Format::jsonl;
  const std::string objects = "{\"text\": \"Anna\\nBerg left.\"}\n{\"text\": \"\"}\n{\"text\": \"Oslo\"}\n";
  const Labels labels = {"B-PER", "I-PER", "O", "O", "B-LOC"};
  const std::string annotation = document(objects, {head(labels)}, brat(), -1, json);
  WriterOptions text;
  text.format = OutputFormat::text;
  const std::string texts = tests::rewritten(objects, json, text);
  CHECK(texts == "Anna Berg left.\n\nOslo\n");
  CHECK(contains(annotation, "\nT2\tLOC 17 21\tOslo\n"));
  CHECK(read_again(texts, annotation) == labels);
}

TEST_CASE("a probability is a note of its span") {
  const std::string text = "Anna saw Bonn\n";
  const Labels labels = {"B-PER", "O", "B-LOC"};
  const std::string annotation = document(text, {head(labels)}, brat(), 0.25);
  CHECK(annotation ==
        "T1\tPER 0 4\tAnna\n#1\tAnnotatorNotes T1\t0.250000\n"
        "T2\tLOC 9 13\tBonn\n#2\tAnnotatorNotes T2\t0.250000\n");
  CHECK(read_again(text, annotation) == labels);
}

TEST_CASE("labels that mark no spans are left out of brat's lines, unless there are no others") {
  const HeadPrediction parts = plain_head({"PROPN", ""});
  CHECK(document("Anna left\n", {parts, head({"B-PER"})}, brat()) == "T1\tPER 0 4\tAnna\n");
  CHECK(document("Anna left\n", {parts, plain_head({"NNP", "VBD"})}, brat()) == "T1\tPROPN 0 4\tAnna\n");
}

TEST_CASE("a type of brat has no white space and is not empty") {
  const std::string annotation = document("Anna\n", {head({"B-a b\tc\nd"})}, brat());
  CHECK(annotation == "T1\ta_b_c_d 0 4\tAnna\n");
  CHECK(read_again("Anna\n", annotation) == Labels{"B-a_b_c_d"});
  CHECK(document("Anna\n", {head({"B"})}, brat()) == "T1\tSpan 0 4\tAnna\n");
}

TEST_CASE("brat refuses input without running text, and says what works") {
  ReaderOptions tokens;
  tokens.format = Format::tokens;
  tokens.label_columns.clear();
  const std::string message = tests::error_message<UsageError>(
      [&] { static_cast<void>(document("Anna left\n", {head({"B-PER"})}, brat(), -1, tokens)); });
  CHECK(contains(message, "only tokens"));
  CHECK(contains(message, "tsv"));
}
