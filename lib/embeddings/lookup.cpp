#include "embeddings/lookup.h"

#include <algorithm>
#include <array>
#include <utility>

#include "text/ascii.h"
#include "text/digits.h"
#include "text/utf8.h"

namespace seqlab::embeddings {
namespace {

// The Penn Treebank's names of brackets in upper case; a lower-cased treebank has them in lower case.
constexpr std::array<std::pair<std::string_view, char>, 6> brackets = {
    {{"-LRB-", '('}, {"-RRB-", ')'}, {"-LSB-", '['}, {"-RSB-", ']'}, {"-LCB-", '{'}, {"-RCB-", '}'}}};
constexpr std::size_t bracket_length = 5;

bool spells(std::string_view text, std::string_view bracket) {
  return text == bracket || std::ranges::equal(text, bracket, [](char have, char upper) {
           return have == (upper >= 'A' && upper <= 'Z' ? static_cast<char>(upper + ('a' - 'A')) : upper);
         });
}

bool may_be_escaped(std::string_view word) {
  return word.find('\\') != std::string_view::npos ||
         (word.size() >= bracket_length && word.find('-') != std::string_view::npos);
}

}  // namespace

std::string_view to_string(LookupStep step) {
  switch (step) {
    case LookupStep::exact:
      return "exact";
    case LookupStep::lower:
      return "lower case";
    case LookupStep::digits:
      return "digits as 0";
    case LookupStep::lower_digits:
      return "lower case and digits as 0";
    case LookupStep::unknown:
      break;
  }
  return "unknown";
}

std::string undo_ptb_escapes(std::string_view word) {
  std::string plain;
  for (std::size_t i = 0; i < word.size();) {
    const std::string_view rest = word.substr(i);
    if (rest.starts_with("\\/") || rest.starts_with("\\*")) {
      plain += rest[1];
      i += 2;
      continue;
    }
    const auto* const bracket = std::ranges::find_if(
        brackets, [&](const auto& row) { return spells(rest.substr(0, bracket_length), row.first); });
    if (bracket != brackets.end()) {
      plain += bracket->second;
      i += bracket_length;
    } else {
      plain += rest[0];
      ++i;
    }
  }
  return plain;
}

Spellings::Spellings(std::string_view word) : word_(word) {
  for (const char byte : word) {
    const bool ascii = static_cast<unsigned char>(byte) < 0x80;
    may_lower_ |= !ascii || text::is_upper(byte);
    may_zero_ |= !ascii || text::is_digit(byte);
  }
  if (may_be_escaped(word)) {
    plain_ = undo_ptb_escapes(word);
    escaped_ = plain_ != word;
  }
}

LookupStep Spellings::step() const {
  return static_cast<LookupStep>(stage_ / 2);
}

bool Spellings::next() {
  // Stage 0 is the word itself.
  for (++stage_; step() != LookupStep::unknown; ++stage_) {
    const bool plain = stage_ % 2 == 1;
    if (plain && !escaped_) continue;
    const std::string_view source = plain ? std::string_view(plain_) : word_;
    const bool lowers = step() == LookupStep::lower || step() == LookupStep::lower_digits;
    const bool zeroes = step() == LookupStep::digits || step() == LookupStep::lower_digits;
    if ((lowers && !may_lower_) || (zeroes && !may_zero_)) continue;
    if (lowers) {
      text_ = text::to_lower(source);
      if (zeroes) text_ = text::digits_to_zero(text_);
    } else if (zeroes) {
      text_ = text::digits_to_zero(source);
    } else {
      text_ = source;
    }
    return true;
  }
  return false;
}

}  // namespace seqlab::embeddings
