// Raw text and token lines, and the formats of a line a sentence.
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"
#include "read_text.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::read_text;
using tests::rewritten;
using Words = std::vector<std::string>;

namespace {

const text::Tokeniser& english() {
  static const text::Tokeniser tokeniser("en");
  return tokeniser;
}

ReaderOptions raw(bool paragraphs = false) {
  ReaderOptions options;
  options.format = Format::text;
  options.label_columns.clear();
  options.paragraphs = paragraphs;
  options.tokeniser = &english();
  return options;
}

ReaderOptions tokens() {
  ReaderOptions options;
  options.format = Format::tokens;
  options.label_columns.clear();
  return options;
}

WriterOptions to(OutputFormat format) {
  WriterOptions options;
  options.format = format;
  return options;
}

}  // namespace

TEST_CASE("a line of raw text is a record of any number of sentences") {
  const auto records = read_text("He left. She stayed.\n\n  \nNo line end", raw());
  REQUIRE(records.size() == 4);
  REQUIRE(records[0].sentences.size() == 2);
  CHECK(records[0].sentences[0].words == Words{"He", "left", "."});
  CHECK(records[0].sentences[1].words == Words{"She", "stayed", "."});
  CHECK(records[0].sentences[1].lines == std::vector<std::size_t>{1, 1, 1});
  CHECK(records[1].sentences.empty());
  CHECK(records[2].sentences.empty());
  CHECK(records[2].text == "  ");
  CHECK(records[3].sentences[0].lines[0] == 4);
}

TEST_CASE("offsets cut every word out of the record's text") {
  for (const Record& record :
       read_text("\xE2\x80\x9CNa\xC3\xAFve\xE2\x80\x9D caf\xC3\xA9s, \xF0\x9F\x98\x80!\n", raw())) {
    for (const Sentence& sentence : record.sentences) {
      for (std::size_t t = 0; t < sentence.size(); ++t) {
        const text::TextSpan& span = sentence.offsets[t];
        CHECK(record.text.substr(span.begin, span.end - span.begin) == sentence.words[t]);
      }
    }
  }
}

TEST_CASE("paragraphs join lines up to an empty one, and tokens know their line") {
  const auto records = read_text("\n\nHe left\nthe house.\n\t\n\nShe\r\nstayed.\n\n", raw(true));
  REQUIRE(records.size() == 2);
  CHECK(records[0].text == "He left the house.");
  REQUIRE(records[0].sentences.size() == 1);
  CHECK(records[0].sentences[0].lines == std::vector<std::size_t>{3, 3, 4, 4, 4});
  CHECK(records[1].text == "She stayed.");
}

TEST_CASE("a record of raw text knows where its lines begin in the file") {
  const auto begins = [](const std::string& text, ReaderOptions options) {
    std::vector<std::pair<std::size_t, std::size_t>> all;
    for (const Record& record : read_text(text, options)) {
      for (const LineBegin& line : record.line_begins) all.emplace_back(line.byte, line.place);
    }
    return all;
  };
  using Begins = std::vector<std::pair<std::size_t, std::size_t>>;
  const std::string text = "\uFEFFcaf\u00E9\r\nB\U0001F600\n\n \nc";
  CHECK(begins(text, raw()) == Begins{{0, 1}, {0, 7}, {0, 10}, {0, 11}, {0, 13}});
  CHECK(begins(text, raw(true)) == Begins{{0, 1}, {6, 7}, {0, 13}});
  ReaderOptions other = raw(true);
  other.offsets = text::OffsetUnit::byte;
  CHECK(begins(text, other) == Begins{{0, 3}, {6, 10}, {0, 19}});
  other.offsets = text::OffsetUnit::utf16;
  CHECK(begins(text, other) == Begins{{0, 1}, {6, 7}, {0, 14}});
}

TEST_CASE("without paragraphs, no sentence crosses a line end") {
  CHECK(read_text("He left\nthe house.\n", raw()).size() == 2);
}

TEST_CASE("U+0085, U+2028 and NUL stay inside their line") {
  const auto records = read_text(std::string("a\xC2\x85"
                                             "b\nc\xE2\x80\xA8"
                                             "d\ne\0f\n",
                                             15),
                                 raw());
  REQUIRE(records.size() == 3);
  CHECK(records[0].text ==
        "a\xC2\x85"
        "b");
  CHECK(records[2].text == std::string("e\0f", 3));
}

TEST_CASE("raw text as CoNLL has one word and label per line, and an empty line per empty record") {
  CHECK(rewritten("Hi! Go.\n\nYes\n", raw(), to(OutputFormat::conll), {"X"}) ==
        "Hi\tX\n!\tX\n\nGo\tX\n.\tX\n\n\nYes\tX\n\n");
}

TEST_CASE("token lines are split only at ASCII spaces and tabs") {
  const auto records = read_text(
      " a  b\xC2\xA0"
      "c \td\n\nx",
      tokens());
  REQUIRE(records.size() == 3);
  CHECK(records[0].sentences[0].words == Words{"a",
                                               "b\xC2\xA0"
                                               "c",
                                               "d"});
  CHECK(records[1].sentences.empty());
  CHECK(records[2].sentences[0].lines == std::vector<std::size_t>{3});
}

TEST_CASE("inline output escapes the separators of words and labels") {
  CHECK(rewritten("1/2 a\\b c\n\nd\n", tokens(), to(OutputFormat::inline_tags), {"X/Y", "", "Z"}) ==
        "1\\/2/X\\/Y a\\\\b/X\\/Y c/X\\/Y\n\nd/Z\n");
  ReaderOptions conll;
  conll.format = Format::conll;
  CHECK(rewritten("New York\tB-LOC\n", conll, to(OutputFormat::inline_tags)) == "New\\ York/B-LOC\n");
}

TEST_CASE("text and token output have a line for every record or sentence") {
  const std::string text = "Hi!  Go.\n\nYes\n";
  CHECK(rewritten(text, raw(), to(OutputFormat::text)) == text);
  CHECK(rewritten(text, raw(), to(OutputFormat::tokens)) == "Hi !\nGo .\n\nYes\n");
  CHECK(rewritten("a b\n\nc\n", tokens(), to(OutputFormat::text)) == "a b\n\nc\n");
  CHECK(rewritten("a b\n\nc\n", tokens(), to(OutputFormat::tokens)) == "a b\n\nc\n");
}

TEST_CASE("signs without width are no tokens of raw text, but stay in the text and count for offsets") {
  const std::string text = "\uFEFF\u200EAnna\u200B left \u200F Oslo\uFEFF.";
  const auto records = read_text("\n" + text + "\n\u200B\n", raw());
  REQUIRE(records.size() == 3);
  CHECK(records[1].text == text);
  REQUIRE(records[1].sentences.size() == 1);
  const Sentence& sentence = records[1].sentences[0];
  CHECK(sentence.words == Words{"Anna", "left", "Oslo\uFEFF", "."});
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    const text::TextSpan token = sentence.offsets[i];
    CHECK(text.substr(token.begin, token.end - token.begin) == sentence.words[i]);
  }
  CHECK(records[2].sentences.empty());
}

TEST_CASE("words of a token line keep their number and their signs without width") {
  const auto records = read_text("Os\u00ADlo \u200F \u200Ba\n", tokens());
  CHECK(records[0].sentences[0].words == Words{"Os\u00ADlo", "\u200F", "\u200Ba"});
}

TEST_CASE("invalid UTF-8 suggests the encoding that has its bytes") {
  const auto hint = [](const std::string& line) {
    const std::string message =
        tests::error_message<DataError>([&] { (void)read_text(line + "\n", tokens()); });
    const std::size_t begin = message.find("--encoding ") + 11;
    return message.substr(begin, message.find_first_of(") ", begin) - begin);
  };
  CHECK(hint("don\x92t go") == "windows-1252");
  CHECK(hint("\x93yes\x94") == "windows-1252");
  CHECK(hint("5 \x80") == "windows-1252");
  CHECK(hint("caf\xE9 \x96 open") == "windows-1252");
  CHECK(hint("l\x92\xE9t\xE9") == "windows-1252");
  CHECK(hint("caf\xE9\x94") == "windows-1252");  // a part of a character of three bytes
  CHECK(hint("caf\xE9") == "ISO-8859-1");
  CHECK(hint("Espa\xF1"
             "a") == "ISO-8859-1");
  // The bytes of valid characters do not count.
  CHECK(hint("\u2019 caf\xE9 \u201C") == "ISO-8859-1");
  CHECK(hint("\xFF\xFE"
             "a") == "UTF-16");
}

TEST_CASE("NUL and invalid bytes become U+FFFD where that is asked for, and their lines are counted") {
  ReaderOptions options = tokens();
  options.replace_invalid = true;
  const std::string text("a\0b\nc\n\xFF\0 d\n", 11);
  const auto reader = make_reader(io::memory_input(text, "file"), options);
  const auto records = tests::records_of(*reader);
  REQUIRE(records.size() == 3);
  CHECK(records[0].sentences[0].words == Words{"a\uFFFDb"});
  CHECK(records[2].sentences[0].words == Words{"\uFFFD\uFFFD", "d"});
  CHECK(reader->remarks() ==
        std::vector<std::string>{
            "file: 2 lines had invalid UTF-8 or NUL, which are U+FFFD now, first at line 1"});
}

TEST_CASE("windows-1252 is an encoding") {
  ReaderOptions options = tokens();
  options.encoding = "windows-1252";
  CHECK(read_text("don\x92t \x80 caf\xE9\n", options)[0].sentences[0].words ==
        Words{"don\u2019t", "\u20AC", "caf\u00E9"});
}

TEST_CASE("raw text without a tokeniser is a programmer's mistake") {
  ReaderOptions options = raw();
  options.tokeniser = nullptr;
  CHECK_THROWS_AS(read_text("a\n", options), std::invalid_argument);
}

TEST_CASE("emoji sequences, combining marks and right-to-left words stay whole tokens of a line") {
  const std::string family = "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7";
  const std::string arabic = "\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85";
  const auto records = read_text(family + " e\xCC\x81t\xC3\xA9 " + arabic + "\n", tokens());
  CHECK(records[0].sentences[0].words == Words{family, "e\xCC\x81t\xC3\xA9", arabic});
  ReaderOptions options = tokens();
  options.nfc = true;
  CHECK(read_text("e\xCC\x81t\n", options)[0].sentences[0].words == Words{"\xC3\xA9t"});
}
