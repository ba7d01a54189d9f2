#include "text/tokeniser.h"

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "catch.h"
#include "text/marked_text.h"
#include "text/zero_width.h"

namespace seqlab::text {
namespace {

using tests::marked_sentences;
using tests::marked_tokens;

std::string without(std::string text, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at))
      text.erase(at, part.size());
  }
  return text;
}

const std::vector<std::string> white_space = {" ",      "\t",     "\n",     "\r",    "\u00A0",
                                              "\u0085", "\u2028", "\u2003", "\u3000"};

// Tokens are in order, not empty, without white space, and together all the rest but signs without width.
bool covers(const Tokeniser& tokeniser, const std::string& text) {
  std::string all;
  std::size_t end = 0;
  for (const TextSentence& sentence : tokeniser.sentences(text)) {
    if (sentence.empty()) return false;
    for (const TextSpan token : sentence) {
      if (token.begin < end || token.end <= token.begin || token.end > text.size()) return false;
      end = token.end;
      all += text.substr(token.begin, token.end - token.begin);
    }
  }
  return without_zero_width(all) == without_zero_width(without(text, white_space));
}

TEST_CASE("every character that is no white space and has a width is in exactly one token") {
  const std::vector<std::string> texts = {
      "",
      " \t ",
      "Plain words, and \"quotes\" (etc.).",
      std::string("a NUL\0 inside\0", 14),
      "a line\u0085break\u2028and\u00A0others\r\nhere\n",
      " \u0301a combining mark behind a space",
      "soft\u00ADhyphen \u200B zero width \uFEFF joiners\u200D",
      "\uFFFD \U0010FFFF \u0007",
      "<<>>((:::))..-_-''``\u2019\u2019\u2026\u2026--@@##&&//\\\\",
      "http:// www. a@ @b.c 1:2:3/4-5'6\" $ .com -x- e- w/ /w n't 's `s ` ' no."};
  for (const std::string language : {"en", "de", "th", "xx-unknown"}) {
    const Tokeniser tokeniser(language);
    for (const std::string& text : texts) {
      INFO(language << ": " << text);
      CHECK(covers(tokeniser, text));
    }
  }
}

TEST_CASE("every real sentence is covered by its tokens") {
  const Tokeniser english("en");
  const Tokeniser uyghur("ug");
  for (const std::string name : {"ud-ewt/dev.conllu", "ud-uyghur/dev.conllu"}) {
    const std::string path = tests::shared_data(name);
    if (path.empty()) return;
    std::ifstream lines(path);
    std::string line;
    while (std::getline(lines, line)) {
      if (!line.starts_with("# text = ")) continue;
      line.erase(0, 9);
      CHECK(covers(english, line));
      CHECK(covers(uyghur, line));
    }
  }
}

TEST_CASE("a text without tokens has no sentence") {
  const Tokeniser tokeniser;
  for (const std::string_view text : {"", " ", "\n\n", "\u00A0\u2028\u0085"}) {
    CHECK(tokeniser.sentences(text).empty());
    CHECK(tokeniser.tokens(text).empty());
  }
}

TEST_CASE("offsets are bytes of the text that was given") {
  const Tokeniser tokeniser;
  const std::string text = "  \u00C9t\u00E9 \U0001F600.";
  CHECK(tokeniser.tokens(text) == TextSentence{{2, 7}, {8, 12}, {12, 13}});
}

TEST_CASE("sentences and tokens agree") {
  const Tokeniser tokeniser;
  const std::string text = "Mr. Smith can't. He won't... Or \"will\" he? :)";
  TextSentence joined;
  for (const TextSentence& sentence : tokeniser.sentences(text))
    joined.insert(joined.end(), sentence.begin(), sentence.end());
  CHECK(joined == tokeniser.tokens(text));
}

TEST_CASE("a line break is white space and ends no sentence") {
  for (const std::string language : {"en", "de"}) {
    const Tokeniser tokeniser(language);
    for (const std::string space : {"\n", "\r\n", "\u0085", "\u2028", "\u2029", "\n\n"}) {
      CHECK(tokeniser.sentences("ein" + space + "Satz. Noch" + space + "Einer.").size() == 2);
    }
  }
}

TEST_CASE("characters that belong together are one token") {
  for (const std::string language : {"en", "de"}) {
    const Tokeniser tokeniser(language);
    const std::string family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";
    const std::string thumb = "\U0001F44D\U0001F3FD";
    const std::string flags = "\U0001F1E9\U0001F1EA|\U0001F1EB\U0001F1F7";
    const std::string heart = "\u2764\uFE0F";
    CHECK(marked_tokens(tokeniser, family + " " + thumb + heart) == family + "|" + thumb + "|" + heart);
    CHECK(marked_tokens(tokeniser, without(flags, {"|"})) == flags);
    CHECK(marked_tokens(tokeniser, "cafe\u0301 soft\u00ADhyphen na\u00EFve") ==
          "cafe\u0301|soft\u00ADhyphen|na\u00EFve");
    CHECK(marked_tokens(tokeniser, "non\u00A0breaking\u2028space\u0085here") == "non|breaking|space|here");
  }
}

TEST_CASE("right-to-left scripts are cut at spaces and marks, in logical order") {
  for (const std::string language : {"en", "ar", "he", "ug"}) {
    const Tokeniser tokeniser(language);
    CHECK(marked_tokens(tokeniser, "\u0645\u0631\u062D\u0628\u0627\u060C \u0639\u0627\u0644\u0645\u061F") ==
          "\u0645\u0631\u062D\u0628\u0627|\u060C|\u0639\u0627\u0644\u0645|\u061F");
    CHECK(marked_tokens(tokeniser, "\u05E9\u05DC\u05D5\u05DD, \u05E2\u05D5\u05DC\u05DD!") ==
          "\u05E9\u05DC\u05D5\u05DD|,|\u05E2\u05D5\u05DC\u05DD|!");
    CHECK(marked_tokens(tokeniser, "\u0626\u06C7\u064A\u063A\u06C7\u0631 \u062A\u0649\u0644\u0649") ==
          "\u0626\u06C7\u064A\u063A\u06C7\u0631|\u062A\u0649\u0644\u0649");
    CHECK(tokeniser.sentences("\u0645\u0631\u062D\u0628\u0627\u061F \u0639\u0627\u0644\u0645\u061F").size() ==
          2);
  }
}

TEST_CASE("scripts without spaces are cut by ICU's dictionaries") {
  for (const std::string language : {"en", "th"}) {
    const Tokeniser tokeniser(language);
    CHECK(
        tokeniser.tokens("\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35\u0E0A\u0E32\u0E27\u0E42\u0E25\u0E01").size() >
        1);
    CHECK(tokeniser.tokens("\u6211\u4EEC\u559C\u6B22\u5317\u4EAC").size() > 1);
    CHECK(tokeniser.sentences("\u6211\u559C\u6B22\u3002 \u4F60\u5462\uFF1F").size() == 2);
  }
}

TEST_CASE("rules on top of ICU are for English alone") {
  CHECK(Tokeniser().language() == "en");
  for (const std::string language : {"en", "en_GB", "en-US"}) {
    const Tokeniser tokeniser(language);
    CHECK(tokeniser.language() == language);
    CHECK(tokeniser.rules() == "en-1");
    CHECK(marked_tokens(tokeniser, "don't") == "do|n't");
  }
  for (const std::string language : {"de", "ug", "xx", "no such language", ""}) {
    const Tokeniser tokeniser(language);
    CHECK(tokeniser.language() == language);
    CHECK(tokeniser.rules() == "icu-1");
    CHECK(marked_tokens(tokeniser, "don't go.") == "don't|go|.");
    CHECK(marked_sentences(tokeniser, "One two. Three.") == "One two. || Three.");
  }
}

TEST_CASE("a text of 8 MB without spaces is cut") {
  const Tokeniser tokeniser;
  const std::string word(8'000'000, 'x');
  CHECK(tokeniser.tokens(word) == TextSentence{{0, word.size()}});
  std::string marks;
  while (marks.size() < 1'000'000) marks += "<>a'sb-(:'.com@www.1-";
  CHECK(covers(tokeniser, marks));
}

TEST_CASE("a text of 100,000 tokens is cut") {
  const Tokeniser tokeniser;
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "word ";
  const auto sentences = tokeniser.sentences(text);
  REQUIRE(sentences.size() == 1);
  CHECK(sentences[0].size() == 100'000);
}

TEST_CASE("threads may share a tokeniser") {
  const Tokeniser tokeniser;
  const std::string text =
      "Mr. Smith can't. He won't... "
      "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35\u0E0A\u0E32\u0E27\u0E42\u0E25\u0E01!";
  const auto expected = tokeniser.sentences(text);
  std::vector<int> same(4, 0);
  std::vector<std::thread> threads;
  for (int& count : same) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) count += tokeniser.sentences(text) == expected ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(same == std::vector<int>(4, 100));
}

}  // namespace
}  // namespace seqlab::text
