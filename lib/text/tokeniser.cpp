#include "text/tokeniser.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include <climits>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "text/ascii_words.h"
#include "text/english_sentences.h"
#include "text/english_tokens.h"
#include "text/icu_status.h"
#include "text/utf8.h"
#include "text/zero_width.h"

namespace seqlab::text {
namespace {

using Iterator = std::unique_ptr<icu::BreakIterator>;

// The text with line and paragraph separators, at which ICU ends sentences, replaced by spaces of the same
// length.
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

// A copy of an iterator, made when first needed, so that const calls can run in parallel.
class OwnIterator {
 public:
  explicit OwnIterator(const icu::BreakIterator& prototype) : prototype_(prototype) {}

  // All borders in a text, in bytes, except the one at 0.
  std::vector<std::size_t> borders(std::string_view text) {
    if (text.size() > INT_MAX) throw Error("a text of more than 2 GB cannot be cut into tokens as a whole");
    if (iterator_ == nullptr) iterator_.reset(prototype_.clone());
    if (iterator_ == nullptr) throw Error("ICU cannot copy a break iterator");
    UErrorCode status = U_ZERO_ERROR;
    UText* utext = utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status);
    check_icu(status);
    iterator_->setText(utext, status);
    std::vector<std::size_t> found;
    if (U_SUCCESS(status)) {
      iterator_->first();
      for (std::int32_t at = iterator_->next(); at != icu::BreakIterator::DONE; at = iterator_->next()) {
        found.push_back(static_cast<std::size_t>(at));
      }
    }
    utext_close(utext);
    check_icu(status);
    return found;
  }

 private:
  const icu::BreakIterator& prototype_;
  Iterator iterator_;
};

// A run of text without white space.
struct Run {
  TextSpan span;
  bool ascii = true;
};

std::vector<Run> runs_of(std::string_view text) {
  std::vector<Run> runs;
  std::size_t position = 0;
  bool inside = false;
  while (position < text.size()) {
    const std::size_t start = position;
    const UChar32 code_point = next_code_point(text, position);
    const bool ascii = code_point < 0x80;
    const bool white = ascii ? code_point == ' ' || (code_point >= '\t' && code_point <= '\r')
                             : u_isUWhiteSpace(code_point) != 0;
    if (!white && !inside) runs.push_back({{start, position}});
    if (!white) {
      runs.back().span.end = position;
      runs.back().ascii = runs.back().ascii && ascii;
    }
    inside = !white;
  }
  return runs;
}

// ICU's word borders inside the runs of a text, run by run. ICU is asked only where there are characters
// other than ASCII, from space to space, because a word does not depend on what is beyond a space.
class WordBorders {
 public:
  WordBorders(std::string_view text, const std::vector<Run>& runs, const AsciiWords& ascii,
              const icu::BreakIterator& prototype)
      : text_(text), runs_(runs), ascii_(ascii), iterator_(prototype) {}

  // The borders inside a run, and its end. Call it for the runs in order.
  void find(std::size_t index, std::vector<std::size_t>& borders) {
    borders.clear();
    const TextSpan run = runs_[index].span;
    if (runs_[index].ascii) {
      ascii_.append_borders(text_, run.begin, run.end, borders);
      return;
    }
    if (run.begin >= known_to_) ask_icu(index);
    // ICU attaches a combining mark to a space, so the ends of a run need not be ICU's borders.
    while (next_ < known_.size() && known_[next_] <= run.begin) ++next_;
    for (; next_ < known_.size() && known_[next_] < run.end; ++next_) borders.push_back(known_[next_]);
    borders.push_back(run.end);
  }

 private:
  [[nodiscard]] bool behind_space(std::size_t index) const {
    return text_[runs_[index].span.begin - 1] == ' ';
  }

  // Finds the borders from the last space before a run up to the first space before an ASCII run.
  void ask_icu(std::size_t index) {
    std::size_t first = index;
    while (first > 0 && !behind_space(first)) --first;
    std::size_t last = index + 1;
    while (last < runs_.size() && !(behind_space(last) && runs_[last].ascii)) ++last;
    const std::size_t begin = first == 0 ? 0 : runs_[first].span.begin - 1;
    known_to_ = last == runs_.size() ? text_.size() : runs_[last].span.begin - 1;
    known_ = iterator_.borders(text_.substr(begin, known_to_ - begin));
    for (std::size_t& border : known_) border += begin;
    next_ = 0;
  }

  std::string_view text_;
  const std::vector<Run>& runs_;
  const AsciiWords& ascii_;
  OwnIterator iterator_;
  std::vector<std::size_t> known_;
  std::size_t known_to_ = 0;
  std::size_t next_ = 0;
};

// Splits tokens, which are in order, at each start of a sentence.
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

// Moves tokens to the text that has signs without width. Those right behind a token become part of it.
void move_to(const std::vector<std::size_t>& places, TextSentence& tokens) {
  for (TextSpan& token : tokens) token = {places[token.begin], places[token.end]};
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
    check_icu(status);
    OwnIterator own(*words);
    ascii_words.emplace([&own](std::string_view text) { return own.borders(text).size(); });
  }

  [[nodiscard]] TextSentence tokens(std::string_view text) const {
    TextSentence tokens;
    const std::vector<Run> runs = runs_of(text);
    WordBorders borders(text, runs, *ascii_words, *words);
    std::vector<std::size_t> cuts;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const TextSpan run = runs[i].span;
      borders.find(i, cuts);
      if (english) {
        const bool last = i + 1 == runs.size();
        append_english_tokens(text, {run, last ? "" : text.substr(runs[i + 1].span.begin)}, cuts, tokens);
      } else {
        std::size_t begin = run.begin;
        for (const std::size_t end : cuts) tokens.push_back({std::exchange(begin, end), end});
      }
    }
    return tokens;
  }

  [[nodiscard]] std::vector<TextSentence> cut(std::string_view text) const {
    const TextSentence all = tokens(text);
    if (!english) return cut_at(all, sentence_starts(text));
    return english_sentences(text, all, [&] { return sentence_starts(text); });
  }

  // Where ICU starts a sentence.
  [[nodiscard]] std::vector<std::size_t> sentence_starts(std::string_view text) const {
    return OwnIterator(*sentences).borders(without_line_breaks(text));
  }

  std::string language;
  bool english = false;
  Iterator words;
  Iterator sentences;
  std::optional<AsciiWords> ascii_words;
};

Tokeniser::Tokeniser(const std::string& language) : impl_(std::make_unique<Impl>(language)) {}
Tokeniser::~Tokeniser() = default;
Tokeniser::Tokeniser(Tokeniser&&) noexcept = default;

std::vector<TextSentence> Tokeniser::sentences(std::string_view text) const {
  if (!has_zero_width(text)) return impl_->cut(text);
  const VisibleText visible(text);
  std::vector<TextSentence> sentences = impl_->cut(visible.text);
  for (TextSentence& sentence : sentences) move_to(visible.places, sentence);
  return sentences;
}

TextSentence Tokeniser::tokens(std::string_view text) const {
  if (!has_zero_width(text)) return impl_->tokens(text);
  const VisibleText visible(text);
  TextSentence tokens = impl_->tokens(visible.text);
  move_to(visible.places, tokens);
  return tokens;
}

const std::string& Tokeniser::language() const {
  return impl_->language;
}
std::string Tokeniser::rules() const {
  return impl_->english ? "en-1" : "icu-1";
}

}  // namespace seqlab::text
