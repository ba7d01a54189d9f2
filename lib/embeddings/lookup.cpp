#include "embeddings/lookup.h"

#include <algorithm>
#include <utility>

#include "text/digits.h"
#include "text/utf8.h"

namespace seqlab::embeddings {
namespace {

// The Penn Treebank's names of brackets, in the spelling of their upper-case form; the lower-case form is
// what a lower-cased treebank has.
constexpr std::array<std::pair<std::string_view, char>, 6> brackets = {
    {{"-LRB-", '('}, {"-RRB-", ')'}, {"-LSB-", '['}, {"-RSB-", ']'}, {"-LCB-", '{'}, {"-RCB-", '}'}}};
constexpr std::size_t bracket_length = 5;

bool spells(std::string_view text, std::string_view bracket) {
  return text == bracket || std::ranges::equal(text, bracket, [](char have, char upper) {
           return have == (upper >= 'A' && upper <= 'Z' ? static_cast<char>(upper + ('a' - 'A')) : upper);
         });
}

std::string lower_with_zeros(std::string_view text) {
  return text::digits_to_zero(text::to_lower(text));
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

LookupResult look_up(std::string_view word,
                     const std::function<std::optional<std::size_t>(std::string_view)>& find) {
  if (const auto row = find(word)) return {row, LookupStep::exact};
  const std::string plain = may_be_escaped(word) ? undo_ptb_escapes(word) : std::string(word);
  const bool escaped = plain != word;
  if (escaped) {
    if (const auto row = find(plain)) return {row, LookupStep::exact};
  }
  using Form = std::string (*)(std::string_view);
  constexpr std::array<std::pair<Form, LookupStep>, 3> forms = {
      {{text::to_lower, LookupStep::lower},
       {text::digits_to_zero, LookupStep::digits},
       {lower_with_zeros, LookupStep::lower_digits}}};
  for (const auto& [form, step] : forms) {
    // A form that changes nothing has been looked for already.
    const std::string changed = form(word);
    if (changed != word) {
      if (const auto row = find(changed)) return {row, step};
    }
    if (!escaped) continue;
    if (const auto row = find(form(plain))) return {row, step};
  }
  return {};
}

}  // namespace seqlab::embeddings
