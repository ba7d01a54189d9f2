#include "text/utf8.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"

namespace seqlab::text {
namespace {

TEST_CASE("the first byte that is no UTF-8 is found") {
  CHECK_FALSE(find_invalid_utf8(""));
  CHECK_FALSE(find_invalid_utf8(std::string("a\0z", 3)));
  CHECK_FALSE(find_invalid_utf8("\u00E9\u4E2D\U0001F600\uFFFF\U0010FFFF"));
  CHECK(find_invalid_utf8("ab\xFF") == 2);
  CHECK(find_invalid_utf8("\u00E9\x80") == 2);
  CHECK(find_invalid_utf8("a\xC3") == 1);              // cut
  CHECK(find_invalid_utf8("a\xE2\x82") == 1);          // cut
  CHECK(find_invalid_utf8("a\xC0\x80") == 1);          // overlong
  CHECK(find_invalid_utf8("a\xE0\x9F\xBF") == 1);      // overlong
  CHECK(find_invalid_utf8("a\xED\xA0\x80") == 1);      // a surrogate
  CHECK(find_invalid_utf8("a\xF4\x90\x80\x80") == 1);  // above U+10FFFF
  CHECK(find_invalid_utf8(std::string(1'000'000, 'x') + "\xFE") == 1'000'000);
}

TEST_CASE("each maximal invalid part becomes one replacement character") {
  const std::string replaced = "\uFFFD";
  CHECK(replace_invalid_utf8("a\u00E9") == "a\u00E9");
  CHECK(replace_invalid_utf8("a\xFFz") == "a" + replaced + "z");
  CHECK(replace_invalid_utf8("\xE2\x82z") == replaced + "z");
  CHECK(replace_invalid_utf8("\xF0\x9F\x98") == replaced);
  CHECK(replace_invalid_utf8("\xED\xA0\x80") == replaced + replaced + replaced);
  // Unicode 15, table 3-8
  CHECK(replace_invalid_utf8("a\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64") ==
        "a" + replaced + replaced + replaced + "b" + replaced + "c" + replaced + replaced + "d");
}

TEST_CASE("each NUL becomes a replacement character") {
  CHECK(replace_nul("plain") == "plain");
  CHECK(replace_nul(std::string("\0a\0\0", 4)) == "\uFFFDa\uFFFD\uFFFD");
}

TEST_CASE("normalisation form C composes") {
  CHECK(to_nfc("plain") == "plain");
  CHECK(to_nfc("e\u0301") == "\u00E9");
  CHECK(to_nfc("\u00E9") == "\u00E9");
  CHECK(to_nfc("\u1100\u1161") == "\uAC00");
  CHECK(to_nfc("\uFB01") == "\uFB01");  // compatibility characters stay
  for (const std::string text :
       {"plain", "\u00E9", "\uAC00", "\uFB01", "e\u0301", "\u1100\u1161", "x\u0301\u0323"}) {
    CAPTURE(text);
    CHECK(is_nfc(text) == (to_nfc(text) == text));
  }
}

TEST_CASE("lower case is Unicode's, in no language") {
  CHECK(to_lower("ABCxyz[@1") == "abcxyz[@1");
  CHECK(to_lower("\u00C9\u0416") == "\u00E9\u0436");
  CHECK(to_lower("\u039F\u0394\u039F\u03A3") == "\u03BF\u03B4\u03BF\u03C2");  // a final sigma
  CHECK(to_lower("\u0130I") == "i\u0307i");
  CHECK(to_lower("A\xFF\u00C9") == "a\xFF\u00E9");
  CHECK(to_lower("A\xE2\x82Z") == "a\xE2\x82z");
}

TEST_CASE("offsets are counted in code points, bytes or UTF-16") {
  const std::string text = "a\u00E9\u4E2D\U0001F600z";  // 1, 2, 3, 4 and 1 bytes
  const std::vector<std::size_t> starts = {0, 1, 3, 6, 10, 11};
  const OffsetMap points(text, OffsetUnit::codepoint);
  const OffsetMap bytes(text, OffsetUnit::byte);
  const OffsetMap utf16(text, OffsetUnit::utf16);
  const std::vector<std::size_t> units = {0, 1, 2, 3, 5, 6};
  for (std::size_t i = 0; i < starts.size(); ++i) {
    CHECK(points.from_byte(starts[i]) == i);
    CHECK(points.to_byte(i) == starts[i]);
    CHECK(bytes.from_byte(starts[i]) == starts[i]);
    CHECK(bytes.to_byte(starts[i]) == starts[i]);
    CHECK(utf16.from_byte(starts[i]) == units[i]);
    CHECK(utf16.to_byte(units[i]) == starts[i]);
  }
  CHECK(points.from_byte(4) == 2);  // inside a character: where it begins
  CHECK(bytes.from_byte(4) == 3);
  CHECK(utf16.from_byte(8) == 3);           // the same before two surrogates
  CHECK(utf16.to_byte(4) == std::nullopt);  // between two surrogates
  CHECK(points.to_byte(6) == std::nullopt);
  CHECK(utf16.to_byte(7) == std::nullopt);
  CHECK(bytes.to_byte(12) == std::nullopt);
  CHECK(bytes.to_byte(2) == std::nullopt);  // inside a character
  CHECK_THROWS_AS(points.from_byte(12), std::out_of_range);
  CHECK_THROWS_AS(bytes.from_byte(12), std::out_of_range);
}

TEST_CASE("the length of a text is counted in code points, bytes or UTF-16") {
  const std::string text = "a\u00E9\u20AC\U0001F600";
  CHECK(length_in(text, OffsetUnit::codepoint) == 4);
  CHECK(length_in(text, OffsetUnit::byte) == 10);
  CHECK(length_in(text, OffsetUnit::utf16) == 5);
  CHECK(length_in("", OffsetUnit::codepoint) == 0);
}

TEST_CASE("in ASCII all offsets are the same") {
  for (const OffsetUnit unit : {OffsetUnit::codepoint, OffsetUnit::byte, OffsetUnit::utf16}) {
    const OffsetMap map("abc", unit);
    CHECK(map.from_byte(3) == 3);
    CHECK(map.to_byte(2) == 2);
    CHECK(map.to_byte(4) == std::nullopt);
    CHECK_THROWS_AS(map.from_byte(4), std::out_of_range);
    CHECK(OffsetMap("", unit).from_byte(0) == 0);
  }
}

std::string transcoded(const std::string& encoding, const std::string& bytes, std::size_t piece) {
  Transcoder transcoder(encoding);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += piece)
    text += transcoder.convert(bytes.substr(i, piece), false);
  return text + transcoder.convert("", true);
}

TEST_CASE("bytes in other encodings become UTF-8, however they are cut") {
  std::string latin1;
  std::string utf8;
  for (int i = 0; i < 3000; ++i) {
    latin1 += "na\xEFve\n";
    utf8 += "na\u00EFve\n";
  }
  const std::string utf16("\xFF\xFE\x3D\xD8\x00\xDE\x61\x00", 8);
  const std::string kanji = "\x93\xFA\x96\x7B";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{100'000}}) {
    CHECK(transcoded("ISO-8859-1", latin1, piece) == utf8);
    CHECK(transcoded("windows-1252", "\x85", piece) == "\u2026");
    CHECK(transcoded("UTF-16", utf16, piece) == "\U0001F600a");
    CHECK(transcoded("Shift_JIS", kanji, piece) == "\u65E5\u672C");
    CHECK(transcoded("UTF-8", "a\xFFz", piece) == "a\uFFFDz");
  }
  CHECK(transcoded("Shift_JIS", "a\x93", 1) == "a\uFFFD");  // cut inside a character
}

TEST_CASE("an unknown encoding is an error in the options") {
  CHECK_THROWS_AS(Transcoder("no-such-encoding"), UsageError);
  CHECK_THROWS_AS(Transcoder(""), UsageError);
}

}  // namespace
}  // namespace seqlab::text
