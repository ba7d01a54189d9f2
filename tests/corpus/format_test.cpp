// Recognising formats, and files as a whole.
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"
#include "read_text.h"
#include "text/tokeniser.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;

namespace {

Format recognised(const std::string& name, const std::string& text, bool labels = true) {
  ReaderOptions options;
  if (!labels) options.label_columns.clear();
  return make_reader(io::memory_input(text, name), options)->format();
}

}  // namespace

TEST_CASE("an extension names a format, also below a compression") {
  CHECK(recognised("a.conllu", "") == Format::conllu);
  CHECK(recognised("A.CONLLU.GZ", "") == Format::conllu);
  CHECK(recognised("a.iob2", "") == Format::conll);
  CHECK(recognised("a.bio.zst", "") == Format::conll);
  CHECK(recognised("a.conll", "") == Format::conll);
  CHECK(recognised("a.jsonl", "") == Format::jsonl);
  CHECK(recognised("a.txt", "") == Format::text);
  CHECK(recognised("folder.jsonl/a", "") == Format::conll);
}

TEST_CASE("content names a format where the extension does not") {
  const std::string conllu = "# a\n1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n\n";
  const std::string conll = "-DOCSTART- -X- O\n\nEU NNP O\nruns VBZ O\n\nPeter NNP O\n";
  for (const std::string name : {"a", "a.txt", "<stdin>"}) {
    CHECK(recognised(name, conllu, false) == Format::conllu);
    CHECK(recognised(name, "# global.columns = ID FORM\n1\ta\n", false) == Format::conllu);
    CHECK(recognised(name, conll, false) == Format::conll);
    CHECK(recognised(name, "a\tO\n\nb\tO\n", false) == Format::conll);
    CHECK(recognised(name, "# a\n1\ta\tO\n2\tb\tO\n\n", false) == Format::conll);
    CHECK(recognised(name, "\n{\"text\": \"\"}\n", false) == Format::jsonl);
    CHECK(recognised(name, "He left.\nShe stayed there.\n\nNo.\n", false) == Format::text);
    CHECK(recognised(name, "Good morning.\n\nGood night.\n", false) == Format::text);
    CHECK(recognised(name, "", false) == Format::text);
  }
  // Where labels are needed, text cannot be meant.
  CHECK(recognised("train", "EU O\n") == Format::conll);
}

TEST_CASE("names of formats are known, and unknown ones name the nearest") {
  for (const Format format :
       {Format::automatic, Format::text, Format::tokens, Format::conll, Format::conllu, Format::jsonl}) {
    CHECK(base::find_name<Format>(base::name_of(format)) == format);
  }
  CHECK(contains(tests::error_message<UsageError>([] { base::parse_name<Format>("conlu", "input format"); }),
                 "did you mean 'conll"));
  CHECK(base::find_name<OutputFormat>("inline") == OutputFormat::inline_tags);
  CHECK(base::find_name<OutputFormat>("conllu") == OutputFormat::conllu);
  CHECK(contains(
      tests::error_message<UsageError>([] { base::parse_name<OutputFormat>("jsn", "output format"); }),
      "did you mean 'jsonl'"));
}

TEST_CASE("a file without sentences is an error that says how it was read") {
  const auto path = std::filesystem::temp_directory_path() / "seqlab_format_test_empty.conllu";
  std::ofstream(path).close();
  const std::string message = tests::error_message<DataError>([&] { read_sentences(path.string(), {}); });
  CHECK(contains(message, "no sentence in a file read as conllu"));
  std::ofstream(path) << "1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n";
  CHECK(read_sentences(path.string(), {}).size() == 1);
  std::filesystem::remove(path);
  CHECK_THROWS_AS(read_sentences(path.string(), {}), Error);
}

TEST_CASE("records that are parsed later and in another order are the same") {
  const text::Tokeniser tokeniser;
  const std::vector<std::pair<Format, std::string>> corpora = {
      {Format::conll, "-DOCSTART- O\n\nEU O\nruns O\n-DOCSTART- O\nPeter O\n\n\nlast O"},
      {Format::conllu, "# newdoc\n1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n\n1\tb\t_\tY\t_\t_\t_\t_\t_\t_\n\n"},
      {Format::tokens, "one two\n\n three \t four\n"},
      {Format::text, "One here. Two there.\n\nThree.\n"},
      {Format::jsonl, "{\"tokens\": [\"a\"], \"tags\": [\"X\"]}\n\n{\"tokens\": [], \"tags\": []}\n"}};
  for (const auto& [format, bytes] : corpora) {
    ReaderOptions options;
    options.format = format;
    options.tokeniser = &tokeniser;
    const auto expected = tests::read_text(bytes, options);
    const auto reader = make_reader(io::memory_input(bytes, "file"), options);
    std::vector<Record> records;
    for (Record record; reader->take(record);) records.push_back(std::move(record));
    REQUIRE(records.size() == expected.size());
    for (std::size_t i = records.size(); i-- > 0;) {
      reader->parse(records[i]);
      CHECK(records[i].text == expected[i].text);
      REQUIRE(records[i].sentences.size() == expected[i].sentences.size());
      for (std::size_t k = 0; k < records[i].sentences.size(); ++k) {
        const Sentence& sentence = records[i].sentences[k];
        CHECK(sentence.words == expected[i].sentences[k].words);
        CHECK(sentence.gold == expected[i].sentences[k].gold);
        CHECK(sentence.lines == expected[i].sentences[k].lines);
        CHECK(sentence.document == expected[i].sentences[k].document);
      }
    }
  }
}

TEST_CASE("a record that cannot be parsed does not affect the others") {
  ReaderOptions options;
  options.format = Format::conll;
  const auto reader = make_reader(io::memory_input("a O\n\nb\n\nc O\n", "file"), options);
  std::vector<Record> records;
  for (Record record; reader->take(record);) records.push_back(std::move(record));
  REQUIRE(records.size() == 3);
  reader->parse(records[2]);
  CHECK(contains(tests::error_message<DataError>([&] { reader->parse(records[1]); }), "file:3:2: "));
  reader->parse(records[0]);
  CHECK(records[2].sentences[0].words == std::vector<std::string>{"c"});
  CHECK(records[2].sentences[0].document == 0);
}

TEST_CASE("JSON is no table, however many commas its lines have") {
  const std::string json = "{\"tokens\": [\"a\"], \"tags\": [\"B-X\"]}\n{\"tokens\": [], \"tags\": []}\n";
  for (const std::string name : {"a", "a.txt", "a.jsonl", "a.csv", "<stdin>"}) {
    CHECK(recognised(name, json) == Format::jsonl);
    CHECK(recognised(name, json, false) == Format::jsonl);
  }
}

TEST_CASE("only a table in a file that is called so is no raw text without labels") {
  ReaderOptions options;
  options.format = Format::file;
  options.label_columns.clear();
  const std::string table = "Sentence #,Word,POS,Tag\nSentence: 1,Anna,NNP,B-per\n,left,VBD,O\n";
  CHECK(make_reader(io::memory_input(table, "a.csv"), options)->format() == Format::token_table);
  CHECK(make_reader(io::memory_input(table, "a.txt"), options)->format() == Format::text);
}
