#include "check/sign_check.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>

#include "text/utf8.h"

namespace seqlab::check {
namespace {

bool is_wide_space(std::int32_t c) {
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_latin(std::int32_t c) {
  return c < 0x250;
}

// Whether a sign without width has no meaning between these characters (0: none). Joiners have one inside
// scripts that join letters, and between emoji.
bool is_without_width(std::int32_t c, std::int32_t before, std::int32_t after) {
  if (c == 0x200C || c == 0x200D) return is_latin(before) || is_latin(after);
  return c == 0xAD || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069);
}

// Whether two characters are UTF-8 that was read as windows-1252 or ISO-8859-1: the first and second byte of
// an accented letter, or the first two of a quotation mark or dash.
bool is_misread(std::int32_t first, std::int32_t second) {
  // What windows-1252 has for 0x80 to 0x9F.
  constexpr std::array<std::int32_t, 27> high = {0x20AC, 0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                                 0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x17D,  0x2018,
                                                 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC,
                                                 0x2122, 0x161,  0x203A, 0x153,  0x17E,  0x178};
  if (first == 0xE2) return second == 0x20AC || second == 0x80;
  if (first == 0xC2) return second >= 0x80 && second <= 0xBF;
  return first == 0xC3 &&
         ((second >= 0x80 && second <= 0xBF) || std::find(high.begin(), high.end(), second) != high.end());
}

std::string name_of_sign(std::int32_t c) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "U+%04X", static_cast<unsigned>(c));
  return text.data();
}

// The string up to about 60 bytes around a position, with its invisible signs as <U+200B>.
std::string shown(std::string_view string, std::size_t around) {
  constexpr std::size_t reach = 30;
  std::size_t begin = around > reach ? around - reach : 0;
  while (begin > 0 && (static_cast<unsigned char>(string[begin]) & 0xC0U) == 0x80U) --begin;
  const std::size_t end = std::min(string.size(), around + reach);
  std::string result = begin > 0 ? "..." : "";
  std::size_t position = begin;
  while (position < end) {
    const std::size_t start = position;
    const std::int32_t c = text::next_code_point(string, position);
    const bool visible = c >= 0x20 && !is_without_width(c, 'a', 'a') && !is_wide_space(c) && c != 0xFEFF;
    result += visible ? std::string(string.substr(start, position - start)) : "<" + name_of_sign(c) + ">";
  }
  return result + (end < string.size() ? "..." : "");
}

std::string_view name_of_kind(StringKind kind) {
  constexpr std::array<std::string_view, 3> names = {"word", "text", "label"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace

void check_signs(std::string_view string, StringKind kind, std::size_t line, Findings& findings) {
  if (text::is_ascii(string)) return;
  bool width = false;
  bool space = false;
  bool misread = false;
  const auto where = [&](std::size_t at) {
    return " in the " + std::string(name_of_kind(kind)) + " '" + shown(string, at) + "'";
  };
  std::int32_t before = 0;
  for (std::size_t position = 0; position < string.size();) {
    const std::size_t start = position;
    const std::int32_t c = text::next_code_point(string, position);
    std::size_t ahead = position;
    const std::int32_t after = ahead < string.size() ? text::next_code_point(string, ahead) : 0;
    if (c >= 0x80) {
      if (!width && is_without_width(c, before, after)) {
        width = true;
        findings.add(Level::warning, Kind::zero_width, line, 0,
                     [&] { return "the sign without width " + name_of_sign(c) + where(start); });
      }
      if (!space && kind != StringKind::text && is_wide_space(c)) {
        space = true;
        findings.add(Level::warning, Kind::odd_space, line, 0,
                     [&] { return "the space " + name_of_sign(c) + where(start); });
      }
      if (!misread && is_misread(c, after)) {
        misread = true;
        findings.add(Level::warning, Kind::mojibake, line, 0,
                     [&] { return "UTF-8 that was read in another encoding" + where(start); });
      }
    }
    before = c;
  }
  if (!text::is_nfc(string)) {
    findings.add(Level::warning, Kind::not_nfc, line, 0, [&] {
      return "the " + std::string(name_of_kind(kind)) + " '" + shown(string, 0) +
             "' is not in Unicode's normalisation form C, so that it differs from words that look the same";
    });
  }
}

}  // namespace seqlab::check
