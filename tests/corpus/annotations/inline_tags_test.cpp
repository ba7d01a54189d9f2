// Reading word/TAG.
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

ReaderOptions inline_options(std::vector<std::string> labels = {""}) {
  ReaderOptions options;
  options.format = Format::inline_tags;
  options.label_columns = std::move(labels);
  return options;
}

WriterOptions inline_output(std::size_t heads = 1) {
  WriterOptions options;
  options.format = OutputFormat::inline_tags;
  options.label_columns.assign(heads, "");
  return options;
}

std::string failure(const std::string& text, const ReaderOptions& options = inline_options()) {
  return tests::error_message<DataError>([&] { read_text(text, options); });
}

Format recognised(const std::string& text, const std::string& name = "file.txt", bool labels = true) {
  ReaderOptions options;
  static const text::Tokeniser english("en");
  options.tokeniser = &english;
  if (!labels) options.label_columns.clear();
  return make_reader(io::memory_input(text, name), options)->format();
}

}  // namespace

TEST_CASE("a line of word/TAG is a sentence, and an empty line a record without one") {
  const auto records = read_text("Anna/B-PER  left/O\t./O \n\n We/O", inline_options());
  REQUIRE(records.size() == 3);
  CHECK(records[0].sentences.at(0).words == Words{"Anna", "left", "."});
  CHECK(records[0].sentences.at(0).gold == std::vector<Labels>{{"B-PER", "O", "O"}});
  CHECK(records[0].sentences.at(0).lines == std::vector<std::size_t>{1, 1, 1});
  CHECK(records[1].sentences.empty());
  CHECK(records[2].sentences.at(0).words == Words{"We"});
}

TEST_CASE("word/TAG as the program writes it is read back exactly") {
  const std::vector<Words> sentences = {
      {"1/2", "a\\b", "New York", "\\/", "/", "\\", "x\\", "\\\\", " ", "C:\\dir", "and/or/"}, {"//"}, {"w"}};
  for (const std::string label : {"X/Y", "a b", "\\", "B-PER", "/", "x\\/y"}) {
    std::string json;
    for (const Words& words : sentences) {
      std::string tokens;
      std::string tags;
      for (const std::string& word : words) {
        const auto quoted = [](const std::string& text) {
          std::string result = "\"";
          for (const char c : text) result += c == '\\' ? std::string("\\\\") : std::string(1, c);
          return result + "\"";
        };
        tokens += (tokens.empty() ? "" : ",") + quoted(word);
        tags += (tags.empty() ? "" : ",") + quoted(label);
      }
      json += "{\"tokens\":[" + tokens + "],\"tags\":[" + tags + "]}\n";
    }
    json += "{\"tokens\":[],\"tags\":[]}\n";
    ReaderOptions jsonl;
    jsonl.format = Format::jsonl;
    const std::string text = rewritten(json, jsonl, inline_output());
    const auto records = read_text(text, inline_options());
    REQUIRE(records.size() == 4);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(records[i].sentences.at(0).words == sentences[i]);
      CHECK(records[i].sentences.at(0).gold.at(0) == Labels(sentences[i].size(), label));
    }
    CHECK(records[3].sentences.empty());
    CHECK(rewritten(text, inline_options(), inline_output()) == text);
  }
}

TEST_CASE("several tags of a word are columns behind it, the last one the label by default") {
  const std::string text = "Anna/NNP/B-PER runs/VBZ/O\n";
  CHECK(read_text(text, inline_options())[0].sentences[0].gold == std::vector<Labels>{{"B-PER", "O"}});
  const auto both = inline_options({"2", "3"});
  CHECK(read_text(text, both)[0].sentences[0].gold == std::vector<Labels>{{"NNP", "VBZ"}, {"B-PER", "O"}});
  CHECK(rewritten(text, both, inline_output(2)) == text);
  auto features = inline_options({"3"});
  features.feature_columns = {"2", "1"};
  CHECK(read_text(text, features)[0].sentences[0].features ==
        std::vector<Labels>{{"NNP", "VBZ"}, {"Anna", "runs"}});
  CHECK_THROWS_AS(read_text(text, inline_options({"4"})), UsageError);
  CHECK_THROWS_AS(read_text(text, inline_options({"1"})), UsageError);
  CHECK_THROWS_AS(read_text(text, inline_options({"UPOS"})), UsageError);
}

TEST_CASE("slashes and backslashes of other programs are part of the word") {
  const Sentence sentence =
      read_text("and/or/CC 1\\/2/CD C:\\dir/NN //SYM \\*/SYM a/DT\n", inline_options())[0].sentences[0];
  CHECK(sentence.words == Words{"and/or", "1/2", "C:\\dir", "/", "\\*", "a"});
  CHECK(sentence.gold == std::vector<Labels>{{"CC", "CD", "NN", "SYM", "SYM", "DT"}});
}

TEST_CASE("a word without tag, a tag without word and an empty tag are refused with their place") {
  CHECK(contains(failure("a/X b/Y\nc/X d\n"), "file:2:5: 'd' has 0 of 1 tags"));
  CHECK(contains(failure("a/X/Y b/X/Y\nc/X\n"), "file:2:1: 'c/X' has 1 of 2 tags"));
  CHECK(contains(failure("a/X /Y\n"), "file:1:5: the word is empty"));
  CHECK(contains(failure("a/X b/\n"), "file:1:5: the label is empty"));
  CHECK(contains(failure("a/X b/_\n"), "file:1:5: the label is _"));
  CHECK(contains(failure(std::string("a/X b\0/Y\n", 9)), "NUL"));
  auto unlabelled = inline_options();
  unlabelled.unlabelled = "";
  CHECK(read_text("a/X b/\n", unlabelled)[0].sentences[0].gold[0] == Labels{"X", ""});
  auto skipping = inline_options();
  skipping.malformed = Malformed::skip;
  const auto records = read_text("a/X\nb\nc/Y\n", skipping);
  REQUIRE(records.size() == 3);
  CHECK(records[1].sentences.empty());
  CHECK(contains(records[1].problem, "file:2:1"));
}

TEST_CASE("word/TAG with CRLF, byte order mark and no last line end reads the same") {
  for (const std::string text : {"\xEF\xBB\xBF"
                                 "a/X b/Y\r\nc/X\r\n",
                                 "a/X b/Y\nc/X"}) {
    const auto records = read_text(text, inline_options());
    REQUIRE(records.size() == 2);
    CHECK(records[0].sentences[0].words == Words{"a", "b"});
    CHECK(records[0].sentences[0].gold[0] == Labels{"X", "Y"});
  }
  CHECK(contains(failure("a/X\nb\xFF/Y\n"), "file:2:2: byte 0xFF is not valid UTF-8"));
}

TEST_CASE("words of word/TAG are read without labels") {
  CHECK(read_text("a/X b/Y\n", inline_options({}))[0].sentences[0].words == Words{"a", "b"});
}

TEST_CASE("word/TAG is recognised where labels are read") {
  for (const std::string text :
       {"Anna/B-PER left/O\n", "The/DT dog/NN barks/VBZ ./.\n",
        "\n\tThe/at dog/nn of/in the/at man/nn barks/vbz at/in the/at dog/nn of/in\n",
        "a/DT/B-NP dog/NN/I-NP barks/VBZ/O\n", "1\\/2/CD of/IN it/PRP\n"}) {
    INFO(text);
    CHECK(recognised(text) == Format::inline_tags);
    CHECK(recognised(text, "file") == Format::inline_tags);
    CHECK(recognised(text, "file", false) != Format::inline_tags);
  }
}

TEST_CASE("texts with slashes are not word/TAG") {
  for (const std::string text :
       {"and/or\n", "1/2\n", "1/2 3/4 5/6 1/1 2/2\n", "1/2/2020\n3/4/2020\n5/6/2020\n",
        "http://a.b/c\nhttp://a.b/d\nhttp://a.b/e\n", "/usr/bin/a\n/usr/bin/b\n/usr/bin/c\n",
        "either/or and/or he/she\n", "AC/DC\n", "He/PRP left\n", "We met on 1/2/2020.\n", "\n"}) {
    INFO(text);
    CHECK(recognised(text) == Format::text);
  }
  CHECK(recognised("a/b\tX\nc/d\tY\n\n", "file") == Format::conll);
}

TEST_CASE("the plan of word/TAG says which tag is the label") {
  const auto plan = [](const std::string& text, const ReaderOptions& options) {
    return one_line(make_reader(io::memory_input(text, "file"), options)->plan());
  };
  CHECK(plan("a/X\n", inline_options()) == "word/TAG lines, labels in tag 1 of 1");
  CHECK(plan("a/X/Y\n", inline_options({"2"})) == "word/TAG/TAG lines, labels in tag 1 of 2");
}
