// brat's standoff annotation.
#include <string>
#include <vector>

#include "../../io/temporary_folder.h"
#include "base/errors.h"
#include "catch.h"
#include "corpus/corpus_files.h"
#include "error_message.h"
#include "read_text.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using tests::TemporaryFolder;
using Words = std::vector<std::string>;

namespace {

ReaderOptions options(Format format = Format::automatic) {
  static const text::Tokeniser english("en");
  ReaderOptions result;
  result.format = format;
  result.tokeniser = &english;
  return result;
}

std::vector<Record> records(const std::string& path, const ReaderOptions& reading = options()) {
  return tests::records_of(*make_reader(io::open_input(path), reading));
}

void write(const TemporaryFolder& folder, const std::string& name, const std::string& text) {
  static_cast<void>(folder.file(name, text));
}

// The labels of all tokens of a text with this annotation.
Labels labels_of(const std::string& text, const std::string& annotation,
                 const ReaderOptions& reading = options()) {
  const TemporaryFolder folder;
  write(folder, "x.txt", text);
  Labels labels;
  const auto all = records(folder.file("x.ann", annotation), reading);
  for (const Sentence& sentence : all.at(0).sentences) {
    labels.insert(labels.end(), sentence.gold.at(0).begin(), sentence.gold.at(0).end());
  }
  return labels;
}

std::string failure(const std::string& text, const std::string& annotation) {
  return tests::error_message<DataError>([&] { labels_of(text, annotation); });
}

const std::string kText = "Anna Berg left.\nShe saw Bonn.\n";
const std::string kSpans = "T1\tPER 0 9\tAnna Berg\nT2\tLOC 24 28\tBonn\n";

}  // namespace

TEST_CASE("a document of brat is one record, whose sentences do not cross lines") {
  const TemporaryFolder folder;
  const std::string text = folder.file("x.txt", kText);
  const std::string annotation = folder.file("x.ann", kSpans);
  // Either of the two files stands for both.
  for (const std::string& path : {annotation, text}) {
    const auto reader = make_reader(io::open_input(path), options());
    CHECK(reader->format() == Format::brat);
    CHECK(one_line(reader->plan()) == "brat standoff, text in " + text + ", labels in " + annotation);
    const auto all = tests::records_of(*reader);
    REQUIRE(all.size() == 1);
    CHECK(all[0].text == kText);
    REQUIRE(all[0].sentences.size() == 2);
    CHECK(all[0].sentences[0].words == Words{"Anna", "Berg", "left", "."});
    CHECK(all[0].sentences[0].gold == std::vector<Labels>{{"B-PER", "I-PER", "O", "O"}});
    CHECK(all[0].sentences[1].gold == std::vector<Labels>{{"O", "O", "B-LOC", "O"}});
    CHECK(all[0].sentences[1].lines == std::vector<std::size_t>{2, 2, 2, 2});
    CHECK(all[0].sentences[1].file == text);
  }
}

TEST_CASE("a text without annotation beside it, or read without labels, is raw text") {
  const TemporaryFolder folder;
  const std::string text = folder.file("x.txt", kText);
  CHECK(make_reader(io::open_input(text), options())->format() == Format::text);
  const std::string annotation = folder.file("x.ann", kSpans);
  auto words = options();
  words.label_columns.clear();
  CHECK(make_reader(io::open_input(text), words)->format() == Format::text);
  const auto all = records(annotation, words);
  REQUIRE(all.size() == 1);
  CHECK(all[0].sentences.at(1).words == Words{"She", "saw", "Bonn", "."});
  CHECK(all[0].sentences.at(1).gold.empty());
}

TEST_CASE("the other annotations of brat label no tokens") {
  CHECK(labels_of(
            "Anna left\n",
            "T2\tLeave 5 9\tleft\nE1\tLeave:T2 Agent:T1\nR1\tx Arg1:T1 Arg2:T2\nA1\tNegated E1\nM1\tx T1\n"
            "N1\tReference T1 Wikipedia:1\tAnna\n#1\tAnnotatorNotes T1\tnote\n*\tEquiv T1 T2\n\n"
            "T1\tPER 0 4\tAnna\n") == Labels{"B-PER", "B-Leave"});
  CHECK(labels_of("Anna left\n", "") == Labels{"O", "O"});
  // The text of a span may be missing, and the same span may be there twice.
  CHECK(labels_of("Anna left\n", "T1\tPER 0 4\nT2\tPER 0 4\tAnna\n") == Labels{"B-PER", "O"});
}

TEST_CASE("offsets of brat count characters") {
  CHECK(labels_of("\xF0\x9F\x98\x80 caf\xC3\xA9 Bonn\n", "T1\tLOC 7 11\tBonn\n") ==
        Labels{"O", "O", "B-LOC"});
  auto bytes = options();
  bytes.offsets = text::OffsetUnit::byte;
  CHECK(labels_of("\xF0\x9F\x98\x80 caf\xC3\xA9 Bonn\n", "T1\tLOC 11 15\tBonn\n", bytes) ==
        Labels{"O", "O", "B-LOC"});
}

TEST_CASE("offsets of brat fit texts with and without carriage returns and byte order mark") {
  const std::string windows = "Anna left.\r\nShe saw Bonn.\r\n";
  const std::string mark = "\xEF\xBB\xBF";
  const Labels expected = {"O", "O", "O", "O", "O", "B-LOC", "O"};
  CHECK(labels_of(windows, "T1\tLOC 20 24\tBonn\r\n") == expected);
  CHECK(labels_of(windows, mark + "T1\tLOC 19 23\tBonn") == expected);
  CHECK(labels_of(mark + windows, "T1\tLOC 20 24\tBonn\n") == expected);
  CHECK(labels_of(mark + windows, "T1\tLOC 21 25\tBonn\n") == expected);
  CHECK(labels_of(mark + "Anna left. She saw Bonn.", "T1\tLOC 20 24\tBonn\n") == expected);
}

TEST_CASE("a span of brat may be divided at line ends but not around other words") {
  CHECK(labels_of("New\nYork is big\n", "T1\tLOC 0 3;4 8\tNew York\n") == Labels{"B-LOC", "I-LOC", "O", "O"});
  CHECK(contains(failure("North and South America\n", "T1\tLOC 0 5;16 23\tNorth America\n"),
                 "x.ann:1: T1 (LOC) has parts with other words between them"));
}

TEST_CASE("with paragraphs, sentences of brat's texts cross line ends") {
  const TemporaryFolder folder;
  write(folder, "x.txt", "We saw\nBonn today.\n\nGood\n");
  auto reading = options();
  reading.paragraphs = true;
  const auto all = records(folder.file("x.ann", ""), reading);
  const auto& sentences = all.at(0).sentences;
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[0].words == Words{"We", "saw", "Bonn", "today", "."});
  CHECK(sentences[0].lines == std::vector<std::size_t>{1, 1, 2, 2, 2});
  CHECK(sentences[1].lines == std::vector<std::size_t>{4});
}

TEST_CASE("spans of brat that overlap, end in a token or do not fit the text are refused with their line") {
  CHECK(contains(failure(kText, "T1\tPER 0 9\tAnna Berg\nT2\tX 5 9\tBerg\n"),
                 "x.ann:2: T1 (PER) and T2 (X) overlap"));
  CHECK(contains(failure(kText, "T1\tPER 0 7\tAnna Be\n"),
                 "x.ann:1: T1 (PER) does not start and end with tokens"));
  CHECK(contains(failure(kText, "T1\tPER 0 4\tBerg\n"), "x.ann:1: T1 (PER) covers 'Anna' in"));
  CHECK(contains(failure(kText, "T1\tPER 0 99\tAnna\n"), "x.ann:1: T1 (PER) is past the end of"));
  CHECK(contains(failure(kText, "T1\tPER 4 5\t \n"),
                 "x.ann:1: T1 (PER) does not start and end with tokens; there is no token"));
  for (const std::string line : {"PER\t0\t4", "T1\tPER 4 0\tx", "T1\tPER\tAnna", "T1\tPER 0 4x", "Anna"}) {
    INFO(line);
    CHECK(contains(failure(kText, "\n" + line + "\n"), "x.ann:2:1: no annotation of brat"));
  }
}

TEST_CASE("a span of brat whose line has spaces for tabs is checked, one that repeats no text is not") {
  const Labels labels = {"B-PER", "I-PER", "O", "O"};
  CHECK(labels_of("Anna Berg left.", "T1 PER 0 9 Anna Berg\n") == labels);
  CHECK(
      contains(failure("Anna Berg left.", "T1 PER 0 9 Anna Bert\n"), "x.ann:1: T1 (PER) covers 'Anna Berg'"));
  CHECK(labels_of("Anna Berg left.", "T1\tPER 0 9\n") == labels);
}

TEST_CASE("an annotation of brat without its text says so") {
  const TemporaryFolder folder;
  const std::string path = folder.file("x.ann", kSpans);
  CHECK(contains(tests::error_message<DataError>([&] { records(path); }), "x.txt beside it"));
  // Known by its content.
  CHECK(contains(tests::error_message<DataError>([] { tests::read_text(kSpans, options()); }),
                 "brat's annotation without its text"));
  CHECK(contains(
      tests::error_message<DataError>([&] { records(folder.file("y.txt", "a"), options(Format::brat)); }),
      "y.ann beside it"));
}

TEST_CASE("brat's annotation has no columns to choose") {
  auto reading = options();
  reading.label_columns = {"PER"};
  CHECK_THROWS_AS(labels_of(kText, kSpans, reading), UsageError);
  reading.label_columns = {""};
  reading.feature_columns = {"2"};
  CHECK_THROWS_AS(labels_of(kText, kSpans, reading), UsageError);
}

TEST_CASE("a document of brat that cannot be read is skipped where that is asked for") {
  const TemporaryFolder folder;
  write(folder, "x.txt", kText);
  auto reading = options();
  reading.malformed = Malformed::skip;
  const auto all = records(folder.file("x.ann", "T1\tPER 0 7\tAnna Be\n"), reading);
  REQUIRE(all.size() == 1);
  CHECK(all[0].sentences.empty());
  CHECK(contains(all[0].problem, "x.ann:1"));
}

TEST_CASE("a folder of brat's files has a document for each, in the order of their names") {
  const TemporaryFolder folder;
  const std::string path = folder.path("b.ann");
  write(folder, "b.txt", "Bonn\n");
  write(folder, "b.ann", "T1\tLOC 0 4\tBonn\n");
  write(folder, "a.txt", "Anna\n");
  write(folder, "a.ann", "T1\tPER 0 4\tAnna\n");
  write(folder, "empty.txt", "");
  write(folder, "empty.ann", "");
  write(folder, "annotation.conf", "[entities]\n");
  auto reading = options();
  std::vector<std::string> notes;
  reading.note = [&notes](const std::string& remark) { notes.push_back(remark); };
  const std::string root = path.substr(0, path.rfind('/'));
  const auto sentences = read_sentences(std::vector{root}, reading);
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[0].gold[0] == Labels{"B-PER"});
  CHECK(sentences[1].gold[0] == Labels{"B-LOC"});
  CHECK(sentences[0].document == 0);
  CHECK(sentences[1].document == 1);
  CHECK(notes == std::vector{root + ": brat standoff, labels in 3 files: iob2, 2 types; 2 sentences"});
}
