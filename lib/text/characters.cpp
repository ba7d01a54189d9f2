#include "text/characters.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include <climits>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/errors.h"
#include "text/icu_status.h"
#include "text/utf8.h"

namespace seqlab::text {
namespace {

// Whether a code point may share a cluster with others. Annex 29 has a border between any two code points for
// which this is false.
bool may_join(std::int32_t code_point) {
  if (code_point == '\r') return true;  // with a line feed
  if (code_point < 0x300) return false;
  switch (u_getIntPropertyValue(code_point, UCHAR_GRAPHEME_CLUSTER_BREAK)) {
    case U_GCB_OTHER:
    case U_GCB_CONTROL:
    case U_GCB_LV:
    case U_GCB_LVT:
      return false;
    default:
      return true;
  }
}

void split_code_points(std::string_view word, std::vector<std::string_view>& characters) {
  for (std::size_t position = 0; position < word.size();) {
    const std::size_t start = position;
    next_code_point(word, position);
    characters.push_back(word.substr(start, position - start));
  }
}

bool any_may_join(std::string_view word) {
  for (std::size_t position = 0; position < word.size();) {
    if (may_join(next_code_point(word, position))) return true;
  }
  return false;
}

void split_by_icu(std::string_view word, std::vector<std::string_view>& characters) {
  if (word.size() > INT_MAX) throw Error("a word of more than 2 GB cannot be cut into characters");
  UErrorCode status = U_ZERO_ERROR;
  // An iterator is expensive to create and not thread-safe.
  thread_local std::unique_ptr<icu::BreakIterator> iterator;
  if (iterator == nullptr) {
    iterator.reset(icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    check_icu(status);
  }
  UText* const text = utext_openUTF8(nullptr, word.data(), static_cast<std::int64_t>(word.size()), &status);
  check_icu(status);
  iterator->setText(text, status);
  utext_close(text);  // the iterator has its own copy
  check_icu(status);
  std::size_t begin = 0;
  for (std::int32_t end = iterator->next(); end != icu::BreakIterator::DONE; end = iterator->next()) {
    characters.push_back(word.substr(begin, static_cast<std::size_t>(end) - begin));
    begin = static_cast<std::size_t>(end);
  }
}

}  // namespace

void split_characters(std::string_view word, CharacterUnit unit, std::vector<std::string_view>& characters) {
  characters.clear();
  if (unit == CharacterUnit::cluster && any_may_join(word)) {
    split_by_icu(word, characters);
  } else {
    split_code_points(word, characters);
  }
}

std::vector<std::string_view> split_characters(std::string_view word, CharacterUnit unit) {
  std::vector<std::string_view> characters;
  split_characters(word, unit, characters);
  return characters;
}

std::string_view prefix(std::string_view word, std::size_t count, CharacterUnit unit) {
  const std::vector<std::string_view> characters = split_characters(word, unit);
  if (count >= characters.size()) return word;
  return word.substr(0, static_cast<std::size_t>(characters[count].data() - word.data()));
}

std::string_view suffix(std::string_view word, std::size_t count, CharacterUnit unit) {
  const std::vector<std::string_view> characters = split_characters(word, unit);
  if (count >= characters.size()) return word;
  return count == 0 ? word.substr(word.size())
                    : word.substr(static_cast<std::size_t>(characters[characters.size() - count].data() -
                                                           word.data()));
}

}  // namespace seqlab::text
