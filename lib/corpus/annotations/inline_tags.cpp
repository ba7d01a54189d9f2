// word/TAG: one sentence per line, each word with its tags behind slashes.
#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/columns/columns.h"
#include "corpus/readers.h"
#include "corpus/schemes/scheme_detector.h"
#include "corpus/schemes/tag_scheme.h"
#include "text/ascii.h"

namespace seqlab::corpus {
namespace {

// How many lines are read to recognise the format: one of an input that is still being written.
std::size_t most_inline_lines(const Lines& lines) {
  return lines.live() ? 1 : 100;
}

// Cuts a line at its spaces and tabs, but for those that a backslash escapes.
std::vector<std::string_view> inline_tokens(std::string_view line) {
  std::vector<std::string_view> tokens;
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  for (std::size_t begin = 0; begin < line.size();) {
    if (is_space(line[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < line.size() && !is_space(line[end]))
      end += line[end] == '\\' && end + 1 < line.size() ? 2 : 1;
    tokens.push_back(line.substr(begin, end - begin));
    begin = end;
  }
  return tokens;
}

// The places of a token's slashes, but for those that a backslash escapes.
std::vector<std::size_t> inline_slashes(std::string_view token) {
  std::vector<std::size_t> slashes;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '\\') {
      ++i;
    } else if (token[i] == '/') {
      slashes.push_back(i);
    }
  }
  return slashes;
}

// A backslash before any other character is part of the text.
std::string unescaped_part(std::string_view part) {
  std::string text;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const bool escapes = part[i] == '\\' && i + 1 < part.size() &&
                         (part[i + 1] == '/' || part[i + 1] == '\\' || part[i + 1] == ' ');
    text += part[escapes ? ++i : i];
  }
  return text;
}

// The number of slashes that most tokens of the first lines have: in others, a slash is part of the word or a
// tag is missing. 0: no tokens.
std::size_t count_inline_tags(Lines& lines) {
  std::map<std::size_t, std::size_t> tokens;  // by their number of slashes
  for (std::size_t ahead = 0; ahead < most_inline_lines(lines); ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) break;
    for (const std::string_view token : inline_tokens(line->text)) ++tokens[inline_slashes(token).size()];
  }
  const auto most = std::max_element(tokens.begin(), tokens.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == tokens.end() ? 0 : most->first;
}

class InlineReader : public RecordReader {
 public:
  InlineReader(Lines lines, std::size_t tags, const ReaderOptions& options)
      : RecordReader(options), lines_(std::move(lines)), tags_(tags), options_(options) {
    if (!options.word_column.empty() && options.word_column != "1") {
      throw UsageError("the word of word/TAG comes first; leave --word-column out");
    }
    for (const std::string& column : options.label_columns) {
      labels_.push_back(chosen(column, tags_));
      if (labels_.back() == 0)
        throw UsageError("column 1 of word/TAG is the word; its first tag is column 2");
    }
    for (const std::string& column : options.feature_columns) features_.push_back(chosen(column, 0));
  }

  bool take(Record& record) override {
    record = {};
    Line line;
    if (!lines_.next(line)) return false;
    record.raw = line.text;
    record.line = line.number;
    record.expected_tokens = expected_tokens(line.text);
    return true;
  }

  void read(Record& record) const override {
    refuse_nul(record.raw, lines_.name(), record.line);
    Sentence sentence;
    sentence.gold.resize(labels_.size());
    sentence.features.resize(features_.size());
    std::vector<std::string> parts;
    for (const std::string_view token : inline_tokens(record.raw)) {
      const Place place{lines_.name(), record.line,
                        static_cast<std::size_t>(token.data() - record.raw.data()) + 1};
      split(token, place, parts);
      sentence.words.push_back(normalised(parts[0], options_));
      for (std::size_t i = 0; i < labels_.size(); ++i) {
        const std::string& label = parts[labels_[i]];
        sentence.gold[i].push_back(options_.partly_labelled
                                       ? column_value(label, options_.unlabelled, false)
                                       : gold_label(label, options_.unlabelled, false, place));
      }
      for (std::size_t i = 0; i < features_.size(); ++i) {
        sentence.features[i].push_back(
            column_value(parts[features_[i]], options_.unlabelled, features_[i] == 0));
      }
    }
    if (sentence.size() == 0) return;
    sentence.file = lines_.name();
    sentence.lines.assign(sentence.size(), record.line);
    record.sentences.push_back(std::move(sentence));
  }

  [[nodiscard]] bool record_buffered() override { return lines_.buffered(); }
  [[nodiscard]] Format format() const override { return Format::inline_tags; }
  [[nodiscard]] ReadingPlan plan() const override {
    ReadingPlan plan{tags_ > 1 ? "word/TAG/TAG lines" : "word/TAG lines", {}};
    for (const std::size_t column : labels_) {
      plan.parts.emplace_back("labels", "tag " + std::to_string(column) + " of " + std::to_string(tags_));
    }
    return plan;
  }

 private:
  // Columns count from the word.
  [[nodiscard]] std::size_t chosen(const std::string& text, std::size_t by_default) const {
    if (text.empty()) return by_default;
    const std::optional<std::size_t> column = column_number(text);
    if (!column) {
      throw UsageError("column '" + text +
                       "' of word/TAG, whose columns have no names; give a number: the word is column 1");
    }
    if (*column > tags_) {
      throw UsageError(lines_.name() + ": no column " + text + "; the words have " + std::to_string(tags_) +
                       (tags_ == 1 ? " tag" : " tags") + ", and the word is column 1");
    }
    return *column;
  }

  // Splits a token into its word and its tags.
  void split(std::string_view token, const Place& place, std::vector<std::string>& parts) const {
    const std::vector<std::size_t> slashes = inline_slashes(token);
    if (slashes.size() < tags_) {
      throw DataError(place, "'" + std::string(token) + "' has " + std::to_string(slashes.size()) + " of " +
                                 std::to_string(tags_) + " tags; each word has them as word/TAG");
    }
    parts.clear();
    std::size_t begin = 0;
    for (std::size_t i = slashes.size() - tags_; i < slashes.size(); ++i) {
      parts.push_back(unescaped_part(token.substr(begin, slashes[i] - begin)));
      begin = slashes[i] + 1;
    }
    parts.push_back(unescaped_part(token.substr(begin)));
    if (parts[0].empty()) throw DataError(place, "the word is empty; every token has a word");
  }

  Lines lines_;
  std::size_t tags_;  // of each word, at least 1
  ReaderOptions options_;
  std::vector<std::size_t> labels_;
  std::vector<std::size_t> features_;
};

// Whether a tag has the form of a part of speech: capital letters and signs, no small letters.
bool is_capital_tag(std::string_view tag) {
  return std::none_of(tag.begin(), tag.end(), [](char c) { return text::is_lower(c); }) &&
         std::any_of(tag.begin(), tag.end(), [](char c) { return !text::is_digit(c); });
}

}  // namespace

std::unique_ptr<RecordReader> make_inline_reader(Lines lines, const ReaderOptions& options) {
  const std::size_t tags = std::max<std::size_t>(count_inline_tags(lines), 1);
  return std::make_unique<InlineReader>(std::move(lines), tags, options);
}

bool looks_like_inline(Lines& lines) {
  SchemeDetector scheme;
  std::set<std::string> kinds;
  std::size_t tokens = 0;
  std::size_t most_in_line = 0;
  bool capital = true;
  for (std::size_t ahead = 0; ahead < most_inline_lines(lines); ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) break;
    Labels labels;
    for (const std::string_view token : inline_tokens(line->text)) {
      const std::vector<std::size_t> slashes = inline_slashes(token);
      if (slashes.empty() || slashes.back() == 0 || slashes.back() + 1 == token.size()) return false;
      labels.push_back(unescaped_part(token.substr(slashes.back() + 1)));
      if (std::all_of(labels.back().begin(), labels.back().end(), text::is_digit)) return false;
      capital = capital && is_capital_tag(labels.back());
    }
    scheme.add(labels);
    kinds.insert(labels.begin(), labels.end());
    tokens += labels.size();
    most_in_line = std::max(most_in_line, labels.size());
  }
  const bool spans = scheme.style().scheme != TagScheme::none && (kinds.size() > 1 || !kinds.contains("O"));
  if (tokens == 0 || spans) return tokens > 0;
  // Paths and addresses stand one in a line, and their ends differ.
  if (most_in_line < 2) return false;
  return (capital && tokens >= 3) || (tokens >= 10 && kinds.size() * 2 <= tokens);
}

}  // namespace seqlab::corpus
