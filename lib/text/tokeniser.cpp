#include "text/tokeniser.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <climits>
#include <cstdint>
#include <utility>

#include "io/errors.h"
#include "text/english_sentences.h"
#include "text/english_tokens.h"

namespace seqlab::text {
namespace {

using Iterator = std::unique_ptr<icu::BreakIterator>;

void check(UErrorCode status) {
  if (U_FAILURE(status)) throw Error(std::string("ICU failed: ") + u_errorName(status));
}

// The code point at `position`, which is moved behind it.
UChar32 next_code_point(std::string_view text, std::size_t& position) {
  const auto* start = reinterpret_cast<const std::uint8_t*>(text.data()) + position;
  std::int32_t count = 0;
  UChar32 code_point = 0;
  U8_NEXT_UNSAFE(start, count, code_point);
  position += static_cast<std::size_t>(count);
  return code_point;
}

// The text with every line or paragraph separator as a space of the same length, since ICU ends sentences
// at them.
std::string without_line_breaks(std::string_view text) {
  std::string spaced(text);
  std::size_t position = 0;
  while (position < spaced.size()) {
    const std::size_t start = position;
    switch (next_code_point(spaced, position)) {
      case '\n':
      case '\r':
        spaced[start] = ' ';
        break;
      case 0x85:
        spaced.replace(start, 2, "\u00A0");
        break;
      case 0x2028:
      case 0x2029:
        spaced.replace(start, 3, "\u2003");
        break;
      default:
        break;
    }
  }
  return spaced;
}

// All borders that an iterator finds, in bytes, without the one at 0.
std::vector<std::size_t> borders(const icu::BreakIterator& prototype, std::string_view text) {
  if (text.size() > INT_MAX) throw Error("a text of more than 2 GB cannot be cut into tokens as a whole");
  const Iterator iterator(prototype.clone());
  if (iterator == nullptr) throw Error("ICU cannot copy a break iterator");
  UErrorCode status = U_ZERO_ERROR;
  UText* utext = utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status);
  check(status);
  iterator->setText(utext, status);
  std::vector<std::size_t> found;
  if (U_SUCCESS(status)) {
    iterator->first();
    for (std::int32_t at = iterator->next(); at != icu::BreakIterator::DONE; at = iterator->next()) {
      found.push_back(static_cast<std::size_t>(at));
    }
  }
  utext_close(utext);
  check(status);
  return found;
}

// Runs of text without white space.
std::vector<TextSpan> chunks_of(std::string_view text) {
  std::vector<TextSpan> chunks;
  std::size_t position = 0;
  bool inside = false;
  while (position < text.size()) {
    const std::size_t start = position;
    const bool white = u_isUWhiteSpace(next_code_point(text, position)) != 0;
    if (!white && !inside) chunks.push_back({start, position});
    if (!white) chunks.back().end = position;
    inside = !white;
  }
  return chunks;
}

// Cuts tokens, which are in order, at each start of a sentence.
std::vector<TextSentence> cut_at(const TextSentence& tokens, const std::vector<std::size_t>& starts) {
  std::vector<TextSentence> sentences;
  auto start = starts.begin();
  for (const TextSpan token : tokens) {
    bool starts_here = sentences.empty();
    for (; start != starts.end() && *start <= token.begin; ++start) starts_here = true;
    if (starts_here) sentences.emplace_back();
    sentences.back().push_back(token);
  }
  return sentences;
}

}  // namespace

struct Tokeniser::Impl {
  explicit Impl(std::string name) : language(std::move(name)) {
    UErrorCode status = U_ZERO_ERROR;
    icu::Locale locale = icu::Locale::createCanonical(language.c_str());
    if (locale.isBogus()) locale = icu::Locale::getRoot();
    english = std::string_view(locale.getLanguage()) == "en";
    words.reset(icu::BreakIterator::createWordInstance(locale, status));
    sentences.reset(icu::BreakIterator::createSentenceInstance(locale, status));
    check(status);
  }

  [[nodiscard]] TextSentence tokens(std::string_view text) const {
    TextSentence tokens;
    const std::vector<std::size_t> word_borders = borders(*words, text);
    const std::vector<TextSpan> chunks = chunks_of(text);
    std::vector<std::size_t> cuts;
    auto border = word_borders.begin();
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      const TextSpan chunk = chunks[i];
      cuts.clear();
      // ICU lets a combining mark stick to a space, so the borders of a chunk need not be ICU's.
      while (border != word_borders.end() && *border <= chunk.begin) ++border;
      for (; border != word_borders.end() && *border < chunk.end; ++border) cuts.push_back(*border);
      cuts.push_back(chunk.end);
      if (english) {
        const bool last = i + 1 == chunks.size();
        append_english_tokens(text, {chunk, last ? "" : text.substr(chunks[i + 1].begin)}, cuts, tokens);
      } else {
        std::size_t begin = chunk.begin;
        for (const std::size_t end : cuts) tokens.push_back({std::exchange(begin, end), end});
      }
    }
    return tokens;
  }

  std::string language;
  bool english = false;
  Iterator words;
  Iterator sentences;
};

Tokeniser::Tokeniser(const std::string& language) : impl_(std::make_unique<Impl>(language)) {}
Tokeniser::~Tokeniser() = default;
Tokeniser::Tokeniser(Tokeniser&&) noexcept = default;

std::vector<TextSentence> Tokeniser::sentences(std::string_view text) const {
  const TextSentence all = impl_->tokens(text);
  const std::vector<std::size_t> starts = borders(*impl_->sentences, without_line_breaks(text));
  return impl_->english ? english_sentences(text, all, starts) : cut_at(all, starts);
}

TextSentence Tokeniser::tokens(std::string_view text) const {
  return impl_->tokens(text);
}

const std::string& Tokeniser::language() const {
  return impl_->language;
}
std::string Tokeniser::rules() const {
  return impl_->english ? "en-1" : "icu-1";
}

}  // namespace seqlab::text
