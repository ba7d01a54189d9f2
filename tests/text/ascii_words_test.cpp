#include "text/ascii_words.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "text/tokeniser.h"

namespace seqlab::text {
namespace {

using Iterator = std::unique_ptr<icu::BreakIterator>;
using Create = icu::BreakIterator* (*)(const icu::Locale&, UErrorCode&);

Iterator iterator_of(const char* language, Create create) {
  UErrorCode status = U_ZERO_ERROR;
  Iterator iterator(create(icu::Locale::createCanonical(language), status));
  REQUIRE(U_SUCCESS(status));
  return iterator;
}

// All borders in a text without the one at 0, as ICU itself finds them.
std::vector<std::size_t> icu_borders(icu::BreakIterator& iterator, std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  UText* utext = utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status);
  iterator.setText(utext, status);
  std::vector<std::size_t> borders;
  iterator.first();
  for (auto at = iterator.next(); at != icu::BreakIterator::DONE; at = iterator.next()) {
    borders.push_back(static_cast<std::size_t>(at));
  }
  utext_close(utext);
  return borders;
}

// Words, marks and white space of many kinds, side by side as no writer would put them.
std::string random_text(std::mt19937_64& random, const std::vector<std::string>& parts, std::size_t most) {
  std::string text;
  for (std::size_t n = random() % most + 1; n > 0; --n) text += parts[random() % parts.size()];
  return text;
}

const std::vector<std::string> other_parts = {"a",
                                              "Zz",
                                              "\u00E9",
                                              "\u05D0",
                                              "\u0E01\u0E32",
                                              "\u4E2D\u6587",
                                              "\u30AB",
                                              "\u0301",
                                              "\u200D",
                                              "\u2019",
                                              "\u201C",
                                              "\u2026",
                                              "\u3002",
                                              "\u0661",
                                              "\uFE0F",
                                              " ",
                                              " ",
                                              "  ",
                                              "\t",
                                              "\u00A0",
                                              "\u202F",
                                              "\u2028",
                                              "\u3000",
                                              "\U0001F1E9",
                                              "\U0001F600",
                                              "1",
                                              ".",
                                              ",",
                                              "'",
                                              ":",
                                              "_",
                                              "@",
                                              "-",
                                              "\n",
                                              "!",
                                              "? ",
                                              ". ",
                                              ") ",
                                              "\" "};

const std::vector<const char*> languages = {"en", "en_US_POSIX", "de", "fi", "sv",
                                            "el", "ug",          "th", "ja", ""};

TEST_CASE("words of ASCII end where ICU ends them") {
  std::string characters;
  for (char c = 1; c > 0; ++c) {
    if (!u_isUWhiteSpace(c)) characters += c;
  }
  characters += "aaaBB11__..,,::'';@";
  std::mt19937_64 random(1);
  for (const char* language : languages) {
    const Iterator iterator = iterator_of(language, icu::BreakIterator::createWordInstance);
    const AsciiWords words([&](std::string_view text) { return icu_borders(*iterator, text).size(); });
    for (int i = 0; i < 3000; ++i) {
      std::string text;
      for (std::size_t n = random() % 12 + 1; n > 0; --n) text += characters[random() % characters.size()];
      std::vector<std::size_t> borders;
      words.append_borders(text, 0, text.size(), borders);
      if (borders == icu_borders(*iterator, text)) continue;
      FAIL_CHECK("language '" << language << "': " << text);
    }
  }
}

TEST_CASE("words are ICU's whatever surrounds them") {
  std::mt19937_64 random(2);
  for (const char* language : languages) {
    if (std::string_view(language).starts_with("en")) continue;  // English has rules of its own
    const Tokeniser tokeniser(language);
    const Iterator iterator = iterator_of(language, icu::BreakIterator::createWordInstance);
    for (int i = 0; i < 1000; ++i) {
      const std::string text = random_text(random, other_parts, 20);
      const std::vector<std::size_t> borders = icu_borders(*iterator, text);
      TextSentence expected;
      bool open = false;
      for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
        const auto begin = static_cast<std::size_t>(at);
        UChar32 code_point = 0;
        U8_NEXT_UNSAFE(text.data(), at, code_point);
        const bool white = u_isUWhiteSpace(code_point) != 0;
        if (std::binary_search(borders.begin(), borders.end(), begin)) open = false;
        if (!white && !open) expected.push_back({begin, begin});
        if (!white) expected.back().end = static_cast<std::size_t>(at);
        open = !white;
      }
      if (tokeniser.tokens(text) == expected) continue;
      FAIL_CHECK("language '" << language << "': " << text);
    }
  }
}

TEST_CASE("ICU starts no sentence after ASCII other than a full stop, closing mark or space") {
  const Iterator iterator = iterator_of("en", icu::BreakIterator::createSentenceInstance);
  std::mt19937_64 random(3);
  std::vector<std::string> parts = other_parts;
  for (char c = '!'; c <= '~'; ++c) parts.emplace_back(1, c);
  for (const char* line_end : {"\n", "\u2028"}) std::erase(parts, line_end);
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random_text(random, parts, 20);
    for (const std::size_t border : icu_borders(*iterator, text)) {
      if (border == text.size()) continue;
      const std::size_t before = text.find_last_not_of(" \t", border - 1);
      const bool allowed = before == std::string::npos || static_cast<unsigned char>(text[before]) >= 0x80 ||
                           std::string_view(".!?\"'()[]{}").find(text[before]) != std::string_view::npos;
      if (!allowed) FAIL_CHECK(text);
    }
  }
}

}  // namespace
}  // namespace seqlab::text
