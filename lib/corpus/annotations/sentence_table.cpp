// Tables with a header and a sentence in each row: its words and its tags between spaces, or in lists.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/annotations/table_rows.h"
#include "corpus/columns/columns.h"
#include "corpus/json/json_spans.h"
#include "corpus/readers.h"

namespace seqlab::corpus {
namespace {

constexpr std::size_t kSentenceTableRows = 100;  // that show what its columns hold

// Parts of the names of columns of tags, and of sentences.
constexpr std::array<std::string_view, 11> kTagNames = {"tag", "label", "ner",   "slot",  "iob",       "bio",
                                                        "pos", "chunk", "entit", "class", "annotation"};
constexpr std::array<std::string_view, 9> kSentenceTexts = {"token", "word", "sentence", "text", "utterance",
                                                            "query", "form", "content",  "input"};

template <std::size_t n>
bool has_part(const std::array<std::string_view, n>& parts, const std::string& name) {
  return std::any_of(parts.begin(), parts.end(),
                     [&name](std::string_view part) { return name.find(part) != std::string::npos; });
}

// A word or tag of a row.
struct ListItem {
  std::string text;
  bool quoted = false;
};

// Reads a list as Python, NumPy and JSON write it: ['Anna', "it's"], ["Anna"], [1, 0], ['a' 'b'], [B-PER, O].
class ListParser {
 public:
  explicit ListParser(std::string_view text) : text_(trimmed(text)) {}

  // Nothing if the text is no such list.
  std::optional<std::vector<ListItem>> parse() {
    const bool brackets =
        (text_.starts_with('[') && text_.ends_with(']')) || (text_.starts_with('(') && text_.ends_with(')'));
    if (!brackets || text_.size() < 2) return std::nullopt;
    text_ = text_.substr(1, text_.size() - 2);
    std::vector<ListItem> items;
    for (skip_gap(); at_ < text_.size(); skip_gap()) {
      if (text_[at_] != '\'' && text_[at_] != '"') {
        items.push_back({bare(), false});
      } else if (std::optional<std::string> text = quoted()) {
        items.push_back({std::move(*text), true});
      } else {
        return std::nullopt;
      }
    }
    return items;
  }

 private:
  static std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.substr(0, 1))) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.substr(text.size() - 1))) text.remove_suffix(1);
    return text;
  }

  [[nodiscard]] bool at_gap() const { return text_[at_] == ',' || is_gap(text_[at_]); }
  static bool is_gap(char c) { return c == '\n' || is_blank({&c, 1}); }

  void skip_gap() {
    while (at_ < text_.size() && at_gap()) ++at_;
  }

  std::string bare() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !at_gap()) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  // Nothing if the quote is not closed, or text follows it.
  std::optional<std::string> quoted() {
    const char quote = text_[at_++];
    std::string text;
    for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] != '\\') {
        text += text_[at_];
      } else if (++at_ == text_.size() || !escape(text)) {
        return std::nullopt;
      }
    }
    if (at_ == text_.size()) return std::nullopt;
    ++at_;
    if (at_ < text_.size() && !at_gap()) return std::nullopt;
    return text;
  }

  // Reads what follows a backslash, up to its last character.
  bool escape(std::string& text) {
    const char c = text_[at_];
    const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (digits == 0) {
      constexpr std::string_view names = "ntr";
      constexpr std::string_view values = "\n\t\r";
      const std::size_t known = names.find(c);
      text += known == std::string_view::npos ? c : values[known];
      return true;
    }
    const std::optional<unsigned> first = code(at_ + 1, digits);
    if (!first) return false;
    at_ += digits;
    unsigned point = *first;
    // JSON has two units of UTF-16 for characters beyond the first 65,536.
    if (c == 'u' && point >= 0xD800U && point < 0xDC00U && text_.substr(at_ + 1).starts_with("\\u")) {
      const std::optional<unsigned> second = code(at_ + 3, digits);
      if (second && *second >= 0xDC00U && *second < 0xE000U) {
        point = 0x10000U + ((point - 0xD800U) << 10U) + (*second - 0xDC00U);
        at_ += 6;
      }
    }
    return append(point, text);
  }

  [[nodiscard]] std::optional<unsigned> code(std::size_t begin, std::size_t digits) const {
    if (begin + digits > text_.size()) return std::nullopt;
    const std::string_view hex = text_.substr(begin, digits);
    unsigned value = 0;
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
    if (error != std::errc() || end != hex.data() + hex.size()) return std::nullopt;
    return value;
  }

  // Appends a code point in UTF-8; false if there is no such character.
  static bool append(unsigned point, std::string& text) {
    if (point > 0x10FFFFU || (point >= 0xD800U && point < 0xE000U)) return false;
    const auto byte = [&text](unsigned bits) { text += static_cast<char>(bits); };
    const auto rest = [&](unsigned shift) { byte(0x80U | ((point >> shift) & 0x3FU)); };
    if (point < 0x80U) {
      byte(point);
    } else if (point < 0x800U) {
      byte(0xC0U | (point >> 6U));
      rest(0);
    } else if (point < 0x10000U) {
      byte(0xE0U | (point >> 12U));
      rest(6);
      rest(0);
    } else {
      byte(0xF0U | (point >> 18U));
      rest(12);
      rest(6);
      rest(0);
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::vector<ListItem> items_between_spaces(std::string_view text) {
  std::vector<ListItem> items;
  std::string item;
  for (const char c : text) {
    if (c != '\n' && !is_blank({&c, 1})) {
      item += c;
    } else if (!item.empty()) {
      items.push_back({std::exchange(item, {}), false});
    }
  }
  if (!item.empty()) items.push_back({std::move(item), false});
  return items;
}

// What the columns of a table hold in its first rows.
class SentenceColumns {
 public:
  explicit SentenceColumns(const FirstRows& sample) : header_(sample.header) {
    for (std::size_t column = 0; column < header_.size(); ++column) {
      const bool lists =
          !sample.rows.empty() && std::all_of(sample.rows.begin(), sample.rows.end(), [&](const auto& row) {
            return is_blank(row[column]) || ListParser(row[column]).parse().has_value();
          });
      lists_.push_back(lists);
      std::vector<std::vector<ListItem>>& cells = cells_.emplace_back();
      for (const auto& row : sample.rows) cells.push_back(items(column, row[column]).value());
    }
    find(sample);
  }

  // Whether the rows are sentences: words and tags are as many in nearly all, and several in some; or all
  // that could be tags are.
  [[nodiscard]] bool found() const { return found_; }
  [[nodiscard]] std::optional<std::size_t> word() const { return word_; }
  [[nodiscard]] std::optional<std::size_t> label() const { return label_; }

  // The words or tags in a field; nothing if the column has lists and the field has none.
  [[nodiscard]] std::optional<std::vector<ListItem>> items(std::size_t column, std::string_view field) const {
    if (column < lists_.size() && lists_[column] && !is_blank(field)) return ListParser(field).parse();
    return items_between_spaces(field);
  }

 private:
  void find(const FirstRows& sample) {
    std::vector<std::size_t> words;
    std::vector<std::size_t> labels;
    for (std::size_t column = 0; column < header_.size(); ++column) {
      const std::string name = plain_column(header_[column]);
      if (has_part(kTagNames, name)) {
        labels.push_back(column);
      } else if (has_part(kSentenceTexts, name) && header_[column].find('#') == std::string::npos) {
        words.push_back(column);
      }
    }
    // The last is the first choice, unless another has a usual name.
    std::reverse(labels.begin(), labels.end());
    const std::optional<std::size_t> usual = find_label_column(header_);
    const auto place = usual ? std::find(labels.begin(), labels.end(), *usual) : labels.end();
    if (place != labels.end()) std::rotate(labels.begin(), place, place + 1);
    // Each pair is compared.
    constexpr std::size_t most_of_a_kind = 100;
    words.resize(std::min(words.size(), most_of_a_kind));
    labels.resize(std::min(labels.size(), most_of_a_kind));
    std::size_t most = 0;
    for (const std::size_t label : labels) {
      for (const std::size_t word : words) {
        const std::size_t equal = equal_rows(word, label);
        if (word_ && equal <= most) continue;
        most = equal;
        word_ = word;
        label_ = label;
      }
    }
    if (!word_ || !sample.even()) return;
    const std::size_t rows = sample.rows.size();
    found_ = has_several(*label_) && (most * 20 >= rows * 19 || marks_spans(*label_));
  }

  [[nodiscard]] std::size_t equal_rows(std::size_t word, std::size_t label) const {
    std::size_t equal = 0;
    for (std::size_t row = 0; row < cells_[word].size(); ++row) {
      equal += cells_[word][row].size() == cells_[label][row].size() ? 1 : 0;
    }
    return equal;
  }

  [[nodiscard]] bool has_several(std::size_t column) const {
    return std::any_of(cells_[column].begin(), cells_[column].end(),
                       [](const auto& cell) { return cell.size() > 1; });
  }

  // Whether each item is O or a capital, '-' or '_', and a type.
  [[nodiscard]] bool marks_spans(std::size_t column) const {
    return std::all_of(cells_[column].begin(), cells_[column].end(), [](const auto& cell) {
      return std::all_of(cell.begin(), cell.end(), [](const ListItem& item) {
        const std::string& tag = item.text;
        return tag == "O" ||
               (tag.size() > 2 && tag[0] >= 'A' && tag[0] <= 'Z' && (tag[1] == '-' || tag[1] == '_'));
      });
    });
  }

  std::vector<std::string> header_;
  std::vector<bool> lists_;                                // for each column, whether its fields are lists
  std::vector<std::vector<std::vector<ListItem>>> cells_;  // by column and row
  std::optional<std::size_t> word_;
  std::optional<std::size_t> label_;
  bool found_ = false;
};

// What take() leaves for parse().
struct SentenceRow : Provenance {
  explicit SentenceRow(CsvRecord taken) : row(std::move(taken)) {}

  CsvRecord row;
};

class SentenceTableReader : public RecordReader {
 public:
  SentenceTableReader(TableRows rows, SentenceColumns columns, const ReaderOptions& options)
      : RecordReader(options), rows_(std::move(rows)), columns_(std::move(columns)), options_(options) {
    CsvRecord first;
    if (!rows_.next(first)) return;
    header_ = TableHeader(rows_.name(), first.line, rows_.fields(first));
    word_ = column(options.word_column, columns_.word(), "sentences, such as tokens or text");
    for (const std::string& name : options.label_columns) {
      labels_.push_back(column(name, columns_.label(), "tags, such as ner_tags or labels"));
      if (labels_.back() != word_) continue;
      throw UsageError("column " + header_.described(word_) +
                       " would be both words and labels; choose with --word-column and --label-column");
    }
    for (const std::string& name : options.feature_columns) features_.push_back(header_.chosen(name));
  }

  bool take(Record& record) override {
    record = {};
    for (CsvRecord row; rows_.next(row);) {
      if (is_blank_row(fields_or_none(row))) continue;
      record.line = row.line;
      record.expected_tokens = expected_tokens(row.text);
      record.provenance = std::make_shared<SentenceRow>(std::move(row));
      return true;
    }
    return false;
  }

  void read(Record& record) const override {
    // No writer gives the table back.
    const auto taken = std::static_pointer_cast<SentenceRow>(std::exchange(record.provenance, nullptr));
    const Place place{rows_.name(), taken->row.line, 0};
    std::vector<std::string> fields = rows_.fields(taken->row);
    header_.check_count(fields, taken->row.line);
    Sentence sentence;
    sentence.file = rows_.name();
    for (const ListItem& word : items(word_, fields, place)) {
      if (word.text.empty()) throw DataError(place, "a word is empty; every token has a word");
      refuse_control(word.text, "a word", place);
      sentence.words.push_back(normalised(word.text, options_));
    }
    sentence.lines.assign(sentence.size(), taken->row.line);
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      const bool chosen = !options_.label_columns[i].empty();
      Labels& gold = sentence.gold.emplace_back();
      for (const ListItem& tag : counted(labels_[i], fields, sentence, place)) {
        gold.push_back(label_of(tag, chosen, labels_[i], place));
      }
    }
    for (const std::size_t column : features_) {
      Labels& values = sentence.features.emplace_back();
      for (const ListItem& item : counted(column, fields, sentence, place)) {
        values.push_back(column_value(item.text, options_.unlabelled, column == word_));
      }
    }
    if (sentence.size() > 0) record.sentences.push_back(std::move(sentence));
  }

  [[nodiscard]] bool record_buffered() override { return rows_.buffered(); }
  [[nodiscard]] Format format() const override { return Format::sentence_table; }
  [[nodiscard]] ReadingPlan plan() const override {
    ReadingPlan plan{"a table of sentences separated by " + separator_name(rows_.delimiter()), {}};
    if (header_.size() == 0) return plan;
    plan.parts = {{"header", "line " + std::to_string(header_.line())},
                  {"words", "column " + header_.described(word_)}};
    for (const std::size_t column : labels_) {
      plan.parts.emplace_back("labels", "column " + header_.described(column));
    }
    return plan;
  }

 private:
  [[nodiscard]] std::size_t column(const std::string& name, std::optional<std::size_t> found,
                                   const std::string& what) const {
    if (!name.empty()) return header_.chosen(name);
    if (!found) header_.refuse("no column of " + what + " in the header; it has " + header_.described());
    return *found;
  }

  // The fields of a row; one that has a value if the row cannot be cut, which parse() reports.
  [[nodiscard]] std::vector<std::string> fields_or_none(const CsvRecord& row) const {
    try {
      return rows_.fields(row);
    } catch (const DataError&) {
      return {row.text};
    }
  }

  [[nodiscard]] std::vector<ListItem> items(std::size_t column, const std::vector<std::string>& fields,
                                            const Place& place) const {
    auto items = columns_.items(column, fields[column]);
    if (items) return std::move(*items);
    throw DataError(place,
                    "column " + header_.described(column) +
                        " is no list as in other rows; a list is ['Anna', 'left'] or [\"Anna\", \"left\"]");
  }

  // The items of a column, one for each word.
  [[nodiscard]] std::vector<ListItem> counted(std::size_t column, const std::vector<std::string>& fields,
                                              const Sentence& sentence, const Place& place) const {
    std::vector<ListItem> found = items(column, fields, place);
    if (found.size() == sentence.size()) return found;
    throw DataError(place, "the row has " + std::to_string(sentence.size()) + " words in column " +
                               header_.described(word_) + ", but " + std::to_string(found.size()) +
                               " in column " + header_.described(column) +
                               "; a row is a whole sentence with a tag for each word");
  }

  [[nodiscard]] std::string label_of(const ListItem& tag, bool chosen, std::size_t column,
                                     const Place& place) const {
    refuse_control(tag.text, "a label", place);
    std::string label = tag.text;
    // As in JSON.
    if (!tag.quoted && label == "-100") return {};
    long long number = 0;
    const auto [end, error] = std::from_chars(label.data(), label.data() + label.size(), number);
    if (!tag.quoted && error == std::errc() && end == label.data() + label.size()) {
      label = label_text(nlohmann::json(number), "a tag in column " + header_.described(column),
                         {options_, chosen, place});
    }
    return options_.partly_labelled ? column_value(label, options_.unlabelled, false)
                                    : gold_label(label, options_.unlabelled, false, place);
  }

  TableRows rows_;
  SentenceColumns columns_;
  ReaderOptions options_;
  TableHeader header_;
  std::size_t word_ = 0;
  std::vector<std::size_t> labels_;
  std::vector<std::size_t> features_;
};

}  // namespace

std::unique_ptr<RecordReader> make_sentence_table_reader(Lines lines, const ReaderOptions& options) {
  SentenceColumns columns(sample_table(lines, kSentenceTableRows));
  return std::make_unique<SentenceTableReader>(TableRows(std::move(lines)), std::move(columns), options);
}

bool looks_like_sentence_table(Lines& lines) {
  const std::vector<std::string> header = sample_table(lines, 0).header;
  const bool tags = std::any_of(header.begin(), header.end(), [](const std::string& name) {
    return has_part(kTagNames, plain_column(name));
  });
  const bool words = std::any_of(header.begin(), header.end(), [](const std::string& name) {
    return has_part(kSentenceTexts, plain_column(name));
  });
  if (header.size() < 2 || !tags || !words) return false;
  return SentenceColumns(sample_table(lines, kSentenceTableRows)).found();
}

}  // namespace seqlab::corpus
