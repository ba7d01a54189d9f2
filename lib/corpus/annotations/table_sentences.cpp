#include "corpus/annotations/table_sentences.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <system_error>

#include "text/ascii.h"

namespace seqlab::corpus {
namespace {

// Plain names of columns, the most telling first.
constexpr std::array<std::string_view, 19> kSentenceNames = {
    "sentence",   "sentenceid", "sentid",         "sentenceidx", "sentidx",  "sentenceindex", "sentenceno",
    "sentno",     "sentnumber", "sentencenumber", "sentencenum", "sentnum",  "sentencenr",    "sentnr",
    "idsentence", "idsent",     "sent",           "sid",         "sentences"};
constexpr std::array<std::string_view, 6> kTableWordNames = {"word",   "words", "token",
                                                             "tokens", "form",  "wordform"};
constexpr std::array<std::string_view, 12> kDocumentNames = {
    "document", "documentid", "iddocument", "doc",  "docid",  "iddoc",
    "textid",   "idtext",     "article",    "file", "fileid", "articleid"};
// Parts of names of columns that may have the number of a sentence or a text.
constexpr std::array<std::string_view, 16> kNumberNames = {
    "id",    "idx",     "index", "num",  "sent",    "doc",    "text", "tweet",
    "utter", "article", "file",  "post", "example", "sample", "line", "record"};

// What the values of a column of numbers show.
struct NumberRuns {
  std::size_t runs = 0;
  bool again = false;  // a value comes a second time, or the first row has none
  bool digits = true;  // each has a digit
};

NumberRuns runs_of(const FirstRows& sample, std::size_t column) {
  NumberRuns result;
  std::set<std::string_view> seen;
  std::string_view last;
  for (const std::vector<std::string>& row : sample.rows) {
    const std::string_view value = sentence_number(row[column]);
    if (value.empty()) {
      result.again = result.again || last.empty();
      continue;
    }
    if (value == last) continue;
    last = value;
    ++result.runs;
    result.again = result.again || !seen.insert(value).second;
    result.digits = result.digits && std::any_of(value.begin(), value.end(), text::is_digit);
  }
  return result;
}

// Whether a column counts tokens from 0 or 1 and starts again, after several of them at least once.
bool counts_tokens(const FirstRows& sample, std::size_t column) {
  std::optional<std::size_t> first;
  std::size_t last = 0;
  bool restarts = false;
  bool several = false;
  for (const std::vector<std::string>& row : sample.rows) {
    const std::optional<std::size_t> number = token_number(row[column]);
    if (!number) return false;
    if (!first) {
      if (*number > 1) return false;
      first = number;
    } else if (*number == last + 1) {
      several = true;
    } else if (*number == *first) {
      restarts = true;
    } else {
      return false;
    }
    last = *number;
  }
  return restarts && several;
}

bool may_number(std::string_view name) {
  const std::string plain = plain_column(name);
  return std::any_of(kNumberNames.begin(), kNumberNames.end(),
                     [&plain](std::string_view part) { return plain.find(part) != std::string::npos; });
}

// The column whose values change rarely and never come again: the one with the most runs of those that the
// header may call so, and the first one, whatever it is called, if it has numbers.
std::optional<std::size_t> find_runs(const FirstRows& sample, std::optional<std::size_t> word,
                                     std::optional<std::size_t> label) {
  std::optional<std::size_t> found;
  std::size_t most = 1;
  for (std::size_t column = 0; column < sample.header.size(); ++column) {
    if (column == word || column == label) continue;
    const NumberRuns runs = runs_of(sample, column);
    if (runs.again || runs.runs <= most || runs.runs * 3 > sample.rows.size() * 2) continue;
    if (!may_number(sample.header[column]) && (column != 0 || !runs.digits)) continue;
    most = runs.runs;
    found = column;
  }
  return found;
}

}  // namespace

std::optional<std::size_t> find_word_column(const std::vector<std::string>& header) {
  return find_column(header, kTableWordNames);
}

std::optional<std::size_t> find_sentence_numbers(const std::vector<std::string>& header) {
  return find_column(header, kSentenceNames);
}

std::optional<SentenceDivision> find_division(const FirstRows& sample) {
  if (const std::optional<std::size_t> column = find_sentence_numbers(sample.header)) {
    std::optional<std::size_t> document = find_column(sample.header, kDocumentNames);
    if (document == column) document.reset();
    return SentenceDivision{SentenceMark::number, column, document};
  }
  const std::optional<std::size_t> word = find_word_column(sample.header);
  const std::optional<std::size_t> label = find_label_column(sample.header);
  const std::optional<std::size_t> runs = find_runs(sample, word, label);
  for (std::size_t column = 0; column < sample.header.size(); ++column) {
    if (column == word || column == label || column == runs || !counts_tokens(sample, column)) continue;
    return SentenceDivision{SentenceMark::count, column, runs};
  }
  if (runs) return SentenceDivision{SentenceMark::number, runs, std::nullopt};
  if (sample.empty > 0) return SentenceDivision{};
  return std::nullopt;
}

std::string_view sentence_number(std::string_view field) {
  const std::string_view value = trimmed_field(field);
  const std::string lower = text::ascii_lower(value);
  const bool absent = lower == "nan" || lower == "null" || lower == "none" || lower == "<na>";
  return absent ? std::string_view() : value;
}

std::optional<std::size_t> token_number(std::string_view field) {
  const std::string_view text = trimmed_field(field);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace seqlab::corpus
