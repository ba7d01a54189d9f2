#include "text/zero_width.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <cstdint>

#include "text/utf8.h"

namespace seqlab::text {
namespace {

constexpr std::int32_t zero_width_space = 0x200B;
constexpr std::int32_t non_joiner = 0x200C;

// Other than the non-joiner.
bool is_always_without_width(std::int32_t c) {
  return c == 0xAD || c == 0x61C || c == zero_width_space || c == 0x200E || c == 0x200F ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F && c != 0x2065) || c == 0xFEFF;
}

// Whether these bytes may start such a sign: all of them are in a few blocks.
bool may_start_one(std::string_view bytes) {
  if (bytes.size() < 2) return false;
  const auto first = static_cast<unsigned char>(bytes[0]);
  const auto second = static_cast<unsigned char>(bytes[1]);
  if (first == 0xE2) {
    if (bytes.size() < 3 || (second != 0x80 && second != 0x81)) return false;
    const auto third = static_cast<unsigned char>(bytes[2]);
    if (second == 0x81) return third >= 0xA0 && third <= 0xAF;
    return (third >= 0x8B && third <= 0x8F) || (third >= 0xAA && third <= 0xAE);
  }
  return (first == 0xC2 && second == 0xAD) || (first == 0xD8 && second == 0x9C) ||
         (first == 0xEF && second == 0xBB);
}

// Whether the non-joiner is part of the spelling of words with this character.
bool spells_with_non_joiner(std::int32_t c) {
  if (c < 0x300) return false;
  const int joining = u_getIntPropertyValue(c, UCHAR_JOINING_TYPE);
  if (joining == U_JT_DUAL_JOINING || joining == U_JT_RIGHT_JOINING || joining == U_JT_LEFT_JOINING)
    return true;
  if (u_getIntPropertyValue(c, UCHAR_INDIC_SYLLABIC_CATEGORY) == U_INSC_OTHER) return false;
  const int script = u_getIntPropertyValue(c, UCHAR_SCRIPT);
  return script != USCRIPT_COMMON && script != USCRIPT_INHERITED;
}

bool is_skipped(std::int32_t c) {
  const int type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR;
}

// Goes through the code points of a text and knows which of them are signs without width.
class Signs {
 public:
  explicit Signs(std::string_view text) : text_(text) {}

  // Goes to the next code point; false at the end.
  bool next() {
    begin_ = end_;
    if (begin_ == text_.size()) return false;
    code_point_ = next_code_point(text_, end_);
    is_sign_ = code_point_ == non_joiner ? !(spelt_before_ || is_spelt_behind())
                                         : is_always_without_width(code_point_);
    if (code_point_ < 0x80) {
      spelt_before_ = false;
    } else if (spells_with_non_joiner(code_point_)) {
      spelt_before_ = true;
    } else if (code_point_ != non_joiner && !is_skipped(code_point_)) {
      spelt_before_ = false;
    }
    return true;
  }
  [[nodiscard]] bool is_sign() const { return is_sign_; }
  [[nodiscard]] std::int32_t code_point() const { return code_point_; }
  [[nodiscard]] std::size_t begin() const { return begin_; }
  [[nodiscard]] std::size_t end() const { return end_; }

 private:
  // Whether the next character that counts spells with non-joiners.
  bool is_spelt_behind() {
    if (known_to_ <= begin_) {
      spelt_behind_ = false;
      for (known_to_ = end_; known_to_ < text_.size();) {
        const std::int32_t c = next_code_point(text_, known_to_);
        spelt_behind_ = c >= 0 && spells_with_non_joiner(c);
        if (spelt_behind_ || c < 0 || !is_skipped(c)) break;
      }
    }
    return spelt_behind_;
  }

  std::string_view text_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::int32_t code_point_ = 0;
  bool is_sign_ = false;
  bool spelt_before_ = false;
  bool spelt_behind_ = false;
  std::size_t known_to_ = 0;  // the end of the character that spelt_behind_ is about
};

}  // namespace

bool has_zero_width(std::string_view text) {
  if (is_ascii(text)) return false;
  bool non_joiners = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) < 0xC2 || !may_start_one(text.substr(i, 3))) continue;
    std::size_t position = i;
    const std::int32_t c = next_code_point(text, position);
    if (is_always_without_width(c)) return true;
    non_joiners = non_joiners || c == non_joiner;
  }
  if (!non_joiners) return false;
  for (Signs signs(text); signs.next();) {
    if (signs.is_sign()) return true;
  }
  return false;
}

std::string without_zero_width(std::string_view text) {
  std::string visible;
  visible.reserve(text.size());
  for (Signs signs(text); signs.next();) {
    if (!signs.is_sign()) visible.append(text, signs.begin(), signs.end() - signs.begin());
  }
  return visible;
}

std::vector<std::pair<std::size_t, std::size_t>> zero_width_runs(std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> runs;
  if (is_ascii(text)) return runs;
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0xC2 || !may_start_one(text.substr(i, 3))) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    const std::int32_t c = next_code_point(text, i);
    if (c != non_joiner && !is_always_without_width(c)) continue;
    if (runs.empty() || runs.back().second != begin) runs.emplace_back(begin, begin);
    runs.back().second = i;
  }
  return runs;
}

std::string_view visible_word(std::string_view word, std::string& buffer) {
  if (!has_zero_width(word)) return word;
  buffer = without_zero_width(word);
  return buffer.empty() ? word : std::string_view(buffer);
}

VisibleText::VisibleText(std::string_view original) {
  text.reserve(original.size());
  places.reserve(original.size() + 1);
  for (Signs signs(original); signs.next();) {
    const bool space = signs.code_point() == zero_width_space;
    if (signs.is_sign() && !space) continue;
    for (std::size_t place = signs.begin(); place < (space ? signs.begin() + 1 : signs.end()); ++place) {
      text += space ? ' ' : original[place];
      places.push_back(place);
    }
  }
  places.push_back(original.size());
}

}  // namespace seqlab::text
