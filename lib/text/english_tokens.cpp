#include "text/english_tokens.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/ascii.h"
#include "text/english_words.h"

namespace seqlab::text {
namespace {

// The longest address, number or file name; longer ones are left to ICU's rules. Without a limit, a long text
// without spaces would be scanned again from each of its words.
constexpr std::size_t longest_match = 128;

constexpr std::array<std::string_view, 3> apostrophes = {"'", "\u2019", "`"};

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

// The length of the apostrophe at a place; 0 if there is none.
std::size_t apostrophe_at(std::string_view text, std::size_t position) {
  for (const std::string_view apostrophe : apostrophes) {
    if (text.substr(position).starts_with(apostrophe)) return apostrophe.size();
  }
  return 0;
}

bool is_clitic(std::string_view letters) {
  return letters == "s" || letters == "m" || letters == "d" || letters == "ll" || letters == "ve" ||
         letters == "re";
}

// Reads one chunk from left to right. Each `match_...` looks for one kind of token at a place and returns its
// end, or the place itself if there is none.
class Scanner {
 public:
  Scanner(std::string_view text, const Chunk& chunk, const std::vector<std::size_t>& cuts,
          std::vector<TextSpan>& tokens)
      : text_(text.substr(0, chunk.span.end)),
        begin_(chunk.span.begin),
        end_(chunk.span.end),
        following_(chunk.following),
        cuts_(cuts),
        tokens_(tokens) {}

  void run() {
    std::size_t position = read_plain_word();
    while (position < end_) {
      while (cuts_[next_cut_] <= position) ++next_cut_;
      position = read_token(position);
    }
  }

 private:
  using Match = std::size_t (Scanner::*)(std::size_t) const;

  // Most chunks are a word of letters, or one followed by a mark that no rule joins to it. Returns where to
  // continue.
  std::size_t read_plain_word() {
    std::size_t letters = begin_;
    while (letters < end_ && is_letter(text_[letters])) ++letters;
    const bool marked = letters + 1 == end_ && is_one_of(text_[letters], ",!?");
    if (letters == begin_ || (letters != end_ && !marked)) return begin_;
    append_plain_word(begin_, letters, ascii_lower(slice(begin_, letters)));
    if (marked) tokens_.push_back({letters, end_});
    return end_;
  }

  std::size_t read_token(std::size_t position) {
    constexpr std::array<Match, 9> wholes = {
        &Scanner::match_url,  &Scanner::match_address,      &Scanner::match_emoticon,
        &Scanner::match_name, &Scanner::match_number,       &Scanner::match_currency,
        &Scanner::match_run,  &Scanner::match_abbreviation, &Scanner::match_apostrophe_word};
    for (const Match match : wholes) {
      const std::size_t end = (this->*match)(position);
      if (end != position) {
        tokens_.push_back({position, end});
        return end;
      }
    }
    const std::size_t end = match_compound(position, cuts_[next_cut_]);
    append_word(position, end);
    return end;
  }

  // A character of the chunk; '\0' outside it.
  [[nodiscard]] char at(std::size_t position) const { return position < end_ ? text_[position] : '\0'; }
  [[nodiscard]] char before(std::size_t position) const {
    return position > begin_ ? text_[position - 1] : '\0';
  }
  [[nodiscard]] std::string_view slice(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }
  [[nodiscard]] bool inside_word(std::size_t position) const {
    return is_alphanumeric(before(position)) && is_alphanumeric(at(position));
  }

  template <typename Accept>
  [[nodiscard]] std::size_t skip(std::size_t position, Accept accept,
                                 std::size_t most = longest_match) const {
    const std::size_t limit = std::min(end_, position + most);
    while (position < limit && accept(text_[position])) ++position;
    return position;
  }

  // --- addresses and names ---

  [[nodiscard]] std::size_t match_url(std::size_t position) const {
    if (inside_word(position)) return position;
    const std::size_t letters = skip(position, is_letter, 8);
    const std::string word = ascii_lower(slice(position, letters));
    const bool scheme = !word.empty() && slice(letters, std::min(end_, letters + 3)) == "://";
    const bool prefix = (word == "mailto" && at(letters) == ':') || (word == "www" && at(letters) == '.');
    std::size_t start = letters + (scheme ? 3 : 1);
    if (!scheme && !prefix) {
      start = match_name(position);
      if (start == position || at(start) != '/' || !is_alphanumeric(at(start + 1))) return position;
    }
    const auto continues = [](char c) { return !is_one_of(c, "<>\"|"); };
    const std::size_t end = without_closing_marks(start, skip(start, continues, text_.size()));
    return end > start ? end : position;
  }

  // A full stop, or a bracket that was opened before the address, is not part of it.
  [[nodiscard]] std::size_t without_closing_marks(std::size_t start, std::size_t end) const {
    const std::string_view address = slice(start, end);
    auto open =
        std::count(address.begin(), address.end(), '(') - std::count(address.begin(), address.end(), ')');
    while (end > start) {
      const char c = text_[end - 1];
      if (c == ')' && open < 0) {
        ++open;
      } else if (!is_one_of(c, ".,;:!?'`]}*")) {
        break;
      }
      --end;
    }
    return end;
  }

  // name@host
  [[nodiscard]] std::size_t match_address(std::size_t position) const {
    if (inside_word(position) || !(is_alphanumeric(at(position)))) return position;
    const auto in_local = [](char c) { return is_alphanumeric(c) || is_one_of(c, "._%+-"); };
    const std::size_t at_sign = skip(position, in_local);
    if (at(at_sign) != '@' || !is_alphanumeric(at(at_sign + 1))) return position;
    const auto in_host = [](char c) { return is_alphanumeric(c) || is_one_of(c, ".-_"); };
    std::size_t end = skip(at_sign + 1, in_host);
    while (!is_alphanumeric(text_[end - 1])) --end;
    return end;
  }

  // A host name ("Get-A-Free-House.com") or a file name ("02-05-02.doc"); also "@user" and "#subject".
  [[nodiscard]] std::size_t match_name(std::size_t position) const {
    if (is_alphanumeric(before(position))) return position;
    if (is_one_of(at(position), "@#") && is_letter(at(position + 1))) {
      const auto in_tag = [](char c) { return is_alphanumeric(c) || c == '_'; };
      return skip(position + 1, in_tag);
    }
    if (!is_alphanumeric(at(position))) return position;
    const auto in_name = [](char c) { return is_alphanumeric(c) || is_one_of(c, ".-_#&"); };
    std::size_t end = skip(position, in_name);
    while (end > position && !is_alphanumeric(text_[end - 1])) --end;
    const std::size_t dot = slice(position, end).rfind('.');
    if (dot == std::string_view::npos || dot == 0) return position;
    return ends_a_name(ascii_lower(slice(position + dot + 1, end))) ? end : position;
  }

  // --- emoticons ---

  [[nodiscard]] std::size_t match_emoticon(std::size_t position) const {
    static constexpr std::array<std::string_view, 14> others = {
        "^_^", "^^", "-_-", "o_O", "O_o", "T_T", ">.<", "<3", "</3", "XD", "xD", "(:", "(;", "(="};
    for (const std::string_view emoticon : others) {
      const std::size_t end = position + emoticon.size();
      if (slice(position, std::min(end, end_)) != emoticon) continue;
      if (!is_alphanumeric(before(position)) && !is_alphanumeric(at(end))) return end;
    }
    std::size_t next = position;
    if (at(next) == '>' && at(next + 1) == ':') ++next;
    if (!is_one_of(at(next), ":;=")) return position;
    ++next;
    if (is_one_of(at(next), "-^o'")) ++next;
    const char mouth = at(next);
    if (is_one_of(mouth, "()")) return skip(next, [mouth](char c) { return c == mouth; });
    // Letters and slashes are mouths only if they cannot be anything else.
    const bool alone =
        !is_alphanumeric(before(position)) && !is_alphanumeric(at(next + 1)) && at(next + 1) != '/';
    return is_one_of(mouth, "DPpOoSs/\\|*]3") && alone ? next + 1 : position;
  }

  // --- numbers ---

  [[nodiscard]] std::size_t digits(std::size_t position) const { return skip(position, is_digit); }
  [[nodiscard]] std::size_t decimals(std::size_t position) const {
    std::size_t end = digits(position);
    while (is_one_of(at(end), ".,") && is_digit(at(end + 1)) && end - position < longest_match)
      end = digits(end + 1);
    return end;
  }

  [[nodiscard]] std::size_t match_number(std::size_t position) const {
    if (is_alphanumeric(before(position))) return position;
    std::size_t start = position;
    if (is_one_of(at(start), "+.")) ++start;  // "+44", ".5"
    if (!is_digit(at(start))) return position;
    const std::size_t first = digits(start);
    if (is_digit(at(first))) return position;
    if (const std::size_t end = match_time(start, first); end != first) return end;
    if (const std::size_t end = match_date(start, first); end != first) return end;
    if (const std::size_t end = match_telephone(start, first); end != first) return end;
    const std::size_t behind = decimals(start);
    if (is_digit(at(behind))) return position;
    const std::size_t letters = skip(
        behind, [](char c) { return is_letter(c) || c == '.'; }, 8);
    if (letters == behind) {
      const std::size_t s = behind + apostrophe_at(text_, behind);
      const bool decade = s != behind && at(s) == 's' && !is_alphanumeric(at(s + 1));
      return decade && (behind - start == 2 || behind - start == 4) ? s + 1 : behind;
    }
    std::size_t unit_end = letters;
    while (at(unit_end - 1) == '.') --unit_end;
    const bool amount = before(position) == '$' && unit_end - behind == 1;
    if (amount || is_unit(ascii_lower(slice(behind, unit_end)))) return behind;
    return start == position && !is_one_of(at(first), ".,") ? position : behind;
  }

  // "5:00", "08:27:46"
  [[nodiscard]] std::size_t match_time(std::size_t start, std::size_t first) const {
    std::size_t end = first;
    while (first - start <= 2 && at(end) == ':' && digits(end + 1) == end + 3) end += 3;
    return end;
  }

  // "11/28/2000", "9/11", but not the fraction "1/2".
  [[nodiscard]] std::size_t match_date(std::size_t start, std::size_t first) const {
    if (at(first) != '/' || first - start > 4) return first;
    const std::size_t second = digits(first + 1);
    if (second == first + 1) return first;
    if (second - first == 4 && at(second) == '-' && digits(second + 1) == second + 5)
      return second + 5;  // 713/871-5119
    const std::size_t third = digits(second + 1);
    if (at(second) == '/' && third > second + 1 && third - second <= 5) return third;
    const bool month_and_day = first - start <= 2 && number(start, first) <= 12 &&
                               number(start, first) >= 1 && second - first <= 3 &&
                               number(first + 1, second) <= 31;
    const bool fraction = second - first == 2 && is_one_of(text_[first + 1], "23458") && first - start == 1;
    return month_and_day && !fraction && !is_alphanumeric(at(second)) && at(second) != '/' ? second : first;
  }

  [[nodiscard]] int number(std::size_t begin, std::size_t end) const {
    int value = 0;
    for (const char c : slice(begin, end)) value = 10 * value + (c - '0');
    return value;
  }

  // "713-853-3989", "345-9945", "11-20-2000"; "5-10" and "1969-1970" are ranges, so three tokens.
  [[nodiscard]] std::size_t match_telephone(std::size_t start, std::size_t first) const {
    std::size_t groups = 1;
    std::size_t last = first - start;
    std::size_t end = first;
    while (is_one_of(at(end), "-") && is_digit(at(end + 1)) && end - start < longest_match) {
      const std::size_t next = digits(end + 1);
      last = next - end - 1;
      end = next;
      ++groups;
    }
    if (is_alphanumeric(at(end)) || groups == 1) return first;
    const std::size_t width = first - start;
    const bool two_groups = last == 4 && (width == 3 || width == 5 || width == 1);
    return groups > 2 || two_groups ? end : first;
  }

  // "US$" before a number
  [[nodiscard]] std::size_t match_currency(std::size_t position) const {
    if (inside_word(position)) return position;
    const std::size_t letters = skip(position, is_upper, 3);
    return letters != position && at(letters) == '$' ? letters + 1 : position;
  }

  // --- punctuation ---

  [[nodiscard]] std::size_t match_run(std::size_t position) const {
    const char c = at(position);
    const auto all_of = [this, position](std::string_view set) {
      return skip(
          position, [set](char other) { return is_one_of(other, set); }, text_.size());
    };
    if (c == '.' && at(position + 1) == '.') return all_of(".");
    if (is_one_of(c, ".!?")) return all_of(".!?");
    if (is_one_of(c, "-=+*~_<>|")) {
      // Lines and arrows consist of several characters, at least one of which is a line.
      const std::size_t line = skip(position, [](char other) { return is_one_of(other, "+<>|{}"); });
      const std::size_t end = is_one_of(at(line), "-=*~_") ? all_of("-=+*~_<>|{}") : position;
      const std::string_view drawing = slice(position, end);
      if (drawing.size() > 2 || drawing == "->" || drawing == "<-" || drawing == "=>") return end;
    }
    if (is_one_of(c, "-=+*~_<>|#$%&/\\^,;:")) return all_of({&c, 1});
    for (const std::string_view mark : {"\u2026", "\u2013", "\u2014"}) {
      std::size_t end = position;
      while (text_.substr(end).starts_with(mark)) end += mark.size();
      if (end != position) return end;
    }
    for (const std::string_view mark : {"''", "``", "\u2019\u2019", "\u2018\u2018", "\u2018\u2019"}) {
      if (text_.substr(position).starts_with(mark)) return position + mark.size();
    }
    return position;
  }

  // --- words ---

  // A word with its dot, unless the dot ends the sentence.
  [[nodiscard]] std::size_t match_abbreviation(std::size_t position) const {
    const std::size_t cut = cuts_[next_cut_];
    const bool ellipsis = at(cut + 1) == '.' && at(cut + 2) == '.';
    if (at(cut) != '.' || ellipsis || !is_letter(at(position)) || inside_word(position)) return position;
    const std::string word = ascii_lower(slice(position, cut));
    const bool initial = word.size() == 1 && is_upper(at(position)) && at(position) != 'I';
    const bool number = word == "no" && !following_.empty() && is_digit(following_.front());
    Abbreviation kind = abbreviation(word);
    if (number) kind = Abbreviation::never;
    if (kind == Abbreviation::none && (initial || parts_are_short(word))) kind = Abbreviation::rarely;
    const bool keeps_dot =
        kind == Abbreviation::never || (kind != Abbreviation::none && !sentence_ends_at(cut + 1, kind));
    return keeps_dot ? cut + 1 : position;
  }

  // "u.s", "ph.d": at least two parts, none longer than two letters.
  static bool parts_are_short(std::string_view word) {
    std::size_t length = 0;
    bool dots = false;
    for (const char c : word) {
      length = c == '.' ? 0 : length + 1;
      dots = dots || c == '.';
      if (length > 2 || (c != '.' && !is_letter(c))) return false;
    }
    return dots;
  }

  // Whether the dot before `position` probably ends the sentence.
  [[nodiscard]] bool sentence_ends_at(std::size_t position, Abbreviation kind) const {
    std::size_t behind = position;
    while (is_one_of(at(behind), "\"')]") && behind < end_) ++behind;
    if (behind < end_) return false;
    if (following_.empty()) return true;
    if (kind == Abbreviation::may_end) return behind == position && !is_lower(following_.front());
    const auto letters = static_cast<std::size_t>(
        std::find_if_not(following_.begin(), following_.end(), is_letter) - following_.begin());
    return is_upper(following_.front()) && begins_sentences(ascii_lower(following_.substr(0, letters)));
  }

  // "'em", "'72", and a clitic on its own ("it 's") or cut off by ICU ("mama`s").
  [[nodiscard]] std::size_t match_apostrophe_word(std::size_t position) const {
    const std::size_t start = position + apostrophe_at(text_, position);
    if (start == position) return position;
    const std::size_t end = skip(start, is_letter, 8);
    const std::string word = ascii_lower(slice(start, end));
    const bool whole = !is_alphanumeric(at(end)) && at(end) != '\'';
    const bool behind_word = is_alphanumeric(before(position));
    if (whole && is_clitic(word) && (position == begin_ || behind_word)) return end;
    if (behind_word) return start;  // feet and inches: "5|'|2"
    if (whole && loses_its_start(word)) return end;
    return digits(start) == start + 2 && !is_alphanumeric(at(start + 2)) ? start + 2 : position;
  }

  // Joins what ICU cuts at a hyphen, ampersand or slash: "non-commercial", "R&D", "w/o", "n/a".
  [[nodiscard]] std::size_t match_compound(std::size_t position, std::size_t cut) const {
    if (inside_word(position) || !is_letter(at(position))) return cut;
    const char joint = at(cut);
    const std::size_t length = cut - position;
    if (joint == '-' && is_alphanumeric(at(cut + 1)) && is_hyphen_prefix(ascii_lower(slice(position, cut)))) {
      // "E-J" does not start with the prefix "e-".
      const bool joins = length > 1 || is_lower(at(cut + 1)) || is_upper(at(cut + 2));
      if (joins) return *std::upper_bound(cuts_.begin(), cuts_.end(), cut + 1);
    }
    const std::size_t end = skip(cut + 1, is_letter);
    const std::size_t letters = end - std::min(end, cut + 1);
    if (joint == '&' && length <= 2 && letters >= 1 && letters <= 2 && !is_digit(at(end))) return end;
    if (joint == '/' && length == 1 && before(position) != '/' && at(end) != '/' && !is_digit(at(end))) {
      const std::string behind = ascii_lower(slice(cut + 1, end));
      const bool with = at(position) == 'w' && (behind == "o" || behind == "out" || cut + 1 == end_);
      if (with || letters == 1) return end;
    }
    return cut;
  }

  // A word, cut as English treebanks cut words: "do|n't", "I|'m|a", "can|not".
  void append_word(std::size_t begin, std::size_t end) {
    const std::string lower = ascii_lower(slice(begin, end));
    if (std::all_of(lower.begin(), lower.end(), is_alphanumeric)) {
      append_plain_word(begin, end, lower);
      return;
    }
    std::vector<std::size_t> clitics;  // their starts, last first
    std::size_t rest = lower.size();
    while (const std::size_t start = clitic_start(std::string_view(lower).substr(0, rest))) {
      clitics.push_back(begin + start);
      rest = start;
    }
    for (std::size_t start = begin; start < end;) {
      const std::size_t next = clitics.empty() ? end : clitics.back();
      if (!clitics.empty()) clitics.pop_back();
      tokens_.push_back({start, next});
      start = next;
    }
  }

  // The same for a word without apostrophes; `lower` is the word in lower case.
  void append_plain_word(std::size_t begin, std::size_t end, std::string_view lower) {
    const std::size_t cut = merged_word_cut(lower);
    if (cut != 0) tokens_.push_back({begin, begin + cut});
    tokens_.push_back({begin + cut, end});
  }

  // The start of the last clitic of a word; 0 if there is none or nothing precedes it.
  static std::size_t clitic_start(std::string_view word) {
    for (const std::string_view letters : {"s", "t", "m", "d", "ll", "ve", "re"}) {
      if (!word.ends_with(letters)) continue;
      const std::string_view rest = word.substr(0, word.size() - letters.size());
      for (const std::string_view apostrophe : apostrophes) {
        if (!rest.ends_with(apostrophe)) continue;
        const std::size_t start = rest.size() - apostrophe.size();
        if (letters != "t") return start;
        return start > 1 && rest[start - 1] == 'n' ? start - 1 : 0;
      }
    }
    return 0;
  }

  std::string_view text_;
  std::size_t begin_;
  std::size_t end_;
  std::string_view following_;
  const std::vector<std::size_t>& cuts_;
  std::vector<TextSpan>& tokens_;
  std::size_t next_cut_ = 0;
};

}  // namespace

void append_english_tokens(std::string_view text, const Chunk& chunk, const std::vector<std::size_t>& cuts,
                           std::vector<TextSpan>& tokens) {
  Scanner(text, chunk, cuts, tokens).run();
}

}  // namespace seqlab::text
