#include "text/zero_width.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "text/marked_text.h"
#include "text/tokeniser.h"

namespace seqlab::text {
namespace {

using tests::marked_sentences;
using tests::marked_tokens;

const std::vector<std::string> signs = {"\u00AD", "\u061C", "\u200B", "\u200E", "\u200F", "\u202A",
                                        "\u202C", "\u202E", "\u2060", "\u2061", "\u2064", "\u2066",
                                        "\u2069", "\u206A", "\u206F", "\uFEFF"};

std::string form(const std::string& word) {
  std::string buffer;
  return std::string(visible_word(word, buffer));
}

TEST_CASE("a word is looked up without signs that have no width, wherever they are in it") {
  for (const std::string& sign : signs) {
    CAPTURE(sign);
    CHECK(has_zero_width(sign));
    CHECK(form("Os" + sign + "lo") == "Oslo");
    CHECK(form(sign + "Oslo" + sign + sign) == "Oslo");
    CHECK(form("\u00D8" + sign + "stfold") == "\u00D8stfold");
    CHECK(form(sign + "\u5317\u4EAC") == "\u5317\u4EAC");
    CHECK(form("\xFF" + sign + "\xE2") == "\xFF\xE2");
    CHECK(without_zero_width(sign + sign).empty());
  }
}

TEST_CASE("a word of nothing but signs without width stays as it is") {
  for (const std::string& sign : signs) CHECK(form(sign) == sign);
  CHECK(form("\u200B\uFEFF") == "\u200B\uFEFF");
  CHECK(form("\u200C") == "\u200C");
  CHECK(form("").empty());
}

TEST_CASE("a non-joiner counts where the script spells with it, and nowhere else") {
  for (const std::string word : {"Auf\u200Clage", "Anna\u200C", "\u200CAnna", "\u0434\u200C\u0430",
                                 "\u03B1\u200C\u03B2", "\u5317\u200C\u4EAC", "1\u200C2", "a\u0301\u200Cb"}) {
    CAPTURE(word);
    CHECK(has_zero_width(word));
    CHECK(form(word).find("\u200C") == std::string::npos);
  }
  for (const std::string word :
       {"\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",  // Persian
        "\u0645\u06CC\u200C", "\u200C\u0645", "\u0645\u064E\u200Cx", "\u0645\u200C\u200C",
        "\u0915\u094D\u200C\u0937",  // Devanagari, after a virama
        "\u09B0\u200C\u09CD\u09AF",  // Bengali
        "\u0D28\u0D4D\u200C",        // Malayalam
        "\u0712\u200C\u0712",        // Syriac
        "\u1820\u200C\u1820"}) {     // Mongolian
    CAPTURE(word);
    CHECK_FALSE(has_zero_width(word));
    CHECK(form(word) == word);
  }
  // Other signs are none there either.
  CHECK(form("\u0645\u06CC\u200C\u200F\u062E\u200E") == "\u0645\u06CC\u200C\u062E");
}

TEST_CASE("joiners, variation selectors, tags and other invisible letters are parts of words") {
  for (const std::string word : {"\U0001F468\u200D\U0001F469\u200D\U0001F467",
                                 "\u2764\uFE0F",
                                 "\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",
                                 "\u0915\u094D\u200D\u0937",
                                 "\u182E\u180E\u1820",
                                 "a\u034Fb",
                                 "\u3164",
                                 "\u2019",
                                 "\u2014",
                                 "\u2026",
                                 "\u202F",
                                 "\u2065",
                                 "\u200A",
                                 "\uFEFE",
                                 "\uFFFD",
                                 "\u00AE",
                                 "\u061B",
                                 "caf\u00E9",
                                 "\xE2\x80",
                                 "\xC2",
                                 "plain"}) {
    CAPTURE(word);
    CHECK_FALSE(has_zero_width(word));
    CHECK(form(word) == word);
  }
}

TEST_CASE("a long text of non-joiners takes linear time") {
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) text += "\u200C\u0301";
  CHECK(has_zero_width(text));
  CHECK(without_zero_width("a" + text + "\u0645") == "a" + text + "\u0645");
}

TEST_CASE("signs without width are no tokens, and tokens are parts of the text") {
  for (const std::string language : {"en", "de"}) {
    const Tokeniser tokeniser(language);
    CHECK(marked_tokens(tokeniser, "Anna\u200B left \u200F Oslo\uFEFF.") == "Anna|left|Oslo\uFEFF|.");
    CHECK(marked_tokens(tokeniser, "\uFEFFAnna left") == "Anna|left");
    CHECK(marked_tokens(tokeniser, "\u200EAnna\u200E (\u200FOslo\u200F) \u202Aleft\u202C.") ==
          "Anna\u200E|(\u200F|Oslo\u200F|)|left\u202C|.");
    CHECK(marked_tokens(tokeniser, "Anna\u200BBerg\u2060Dahl") == "Anna|Berg\u2060Dahl");
    CHECK(marked_tokens(tokeniser, "soft\u00ADhyphen\u00AD no\u00ADma") ==
          "soft\u00ADhyphen\u00AD|no\u00ADma");
    CHECK(marked_tokens(tokeniser, "Auf\u200Clage\u200C.") == "Auf\u200Clage\u200C|.");
    CHECK(marked_sentences(tokeniser, "Anna left.\u200E \uFEFFWe stay.\u200BHe, too.") ==
          "Anna left.\u200E || We stay. || He, too.");
    CHECK(tokeniser.sentences("\u200B \uFEFF\u200F").empty());
    CHECK(tokeniser.tokens("\u200E").empty());
    CHECK(tokeniser.tokens("\uFEFFa \u200Eb") == TextSentence{{3, 4}, {8, 9}});
  }
  const Tokeniser english("en");
  CHECK(marked_tokens(english, "I do\u00ADn't pay $\u200E5 to a.\u00ADb@c.org") ==
        "I|do\u00AD|n't|pay|$\u200E|5|to|a.\u00ADb@c.org");
}

TEST_CASE("words of Persian and Hindi keep their non-joiners") {
  for (const std::string language : {"en", "fa"}) {
    const Tokeniser tokeniser(language);
    const std::string verb = "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645";
    CHECK(marked_tokens(tokeniser, verb + " \u200F" + verb + ".") == verb + "|" + verb + "|.");
  }
}

TEST_CASE("tokens and sentences are the same with and without these signs") {
  const std::vector<std::string> parts = {
      "Anna",         "don't", " ", " ",       ". ",           ", ",     "$5", "\u00E9t\u00E9",
      "\u4E2D\u6587", "(",     ")", "a@b.org", "\u0645\u0631", "\u2026", ":)", "U.S. "};
  std::mt19937_64 random(1);
  for (const std::string language : {"en", "de", "ar"}) {
    const Tokeniser tokeniser(language);
    for (int round = 0; round < 500; ++round) {
      std::string plain;
      std::string marked;
      std::vector<std::size_t> places;  // of each byte of `plain` in `marked`
      for (std::size_t n = random() % 20 + 1; n > 0; --n) {
        const std::string& sign = signs[random() % signs.size()];
        if (random() % 2 == 0 && sign != "\u200B") marked += sign;
        for (const char byte : parts[random() % parts.size()]) {
          places.push_back(marked.size());
          plain += byte;
          marked += byte;
        }
      }
      places.push_back(marked.size());
      std::vector<TextSentence> expected = tokeniser.sentences(plain);
      for (TextSentence& sentence : expected) {
        for (TextSpan& token : sentence) token = {places[token.begin], places[token.end]};
      }
      if (tokeniser.sentences(marked) != expected) FAIL_CHECK("language '" << language << "': " << marked);
    }
  }
}

TEST_CASE("runs of signs without width have their places, and the non-joiner is always one of them") {
  using Runs = std::vector<std::pair<std::size_t, std::size_t>>;
  CHECK(zero_width_runs("plain").empty());
  CHECK(zero_width_runs("caf\u00E9").empty());
  CHECK(zero_width_runs("\u200Ba\u00ADb\uFEFF\u200Fc\u2060") == Runs{{0, 3}, {4, 6}, {7, 13}, {14, 17}});
  CHECK(zero_width_runs("\u0645\u200C\u0646") == Runs{{2, 5}});
}

}  // namespace
}  // namespace seqlab::text
