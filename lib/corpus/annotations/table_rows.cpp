#include "corpus/annotations/table_rows.h"

#include <algorithm>
#include <array>
#include <utility>

#include "corpus/columns/columns.h"
#include "text/ascii.h"

namespace seqlab::corpus {
namespace {

constexpr std::array<std::string_view, 14> kTableLabelNames = {
    "tag",      "tags",   "label",       "labels", "ner",    "nertag", "nertags",
    "nerlabel", "entity", "namedentity", "iob",    "iobtag", "bio",    "biotag"};

// The separator in "sep=;"; nothing in any other line.
std::optional<char> named_delimiter(std::string_view line) {
  line = without_byte_order_mark(line);
  constexpr std::string_view name = "sep=";
  if (line.size() != name.size() + 1 || text::ascii_lower(line.substr(0, name.size())) != name) {
    return std::nullopt;
  }
  const char delimiter = line.back();
  if (delimiter != ',' && delimiter != ';' && delimiter != '\t') return std::nullopt;
  return delimiter;
}

// Where a table begins: how far ahead its header is, and what separates its fields.
struct TableStart {
  std::size_t header = 0;
  char delimiter = ',';
};

std::optional<TableStart> find_table_start(Lines& lines) {
  constexpr std::size_t most_lines = 1000;
  std::optional<char> named;
  for (std::size_t ahead = 0; ahead < most_lines; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) break;
    if (is_blank(without_byte_order_mark(line->text))) continue;
    if (named) return TableStart{ahead, *named};
    named = named_delimiter(line->text);
    if (!named) return TableStart{ahead, find_csv_delimiter(line->text)};
  }
  return std::nullopt;
}

// Drops what comes before the header; the separator of the fields.
char take_table_start(Lines& lines) {
  const TableStart start = find_table_start(lines).value_or(TableStart());
  Line line;
  for (std::size_t i = 0; i < start.header; ++i) lines.next(line);
  return start.delimiter;
}

// A field without its quotes, if it is in quotes and those inside are doubled; else as it is: a quote alone
// is a word.
std::string without_quotes(std::string_view field) {
  if (field.size() < 2 || !field.starts_with('"') || !field.ends_with('"')) return std::string(field);
  const std::string_view inside = field.substr(1, field.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '"' && !inside.substr(++i).starts_with('"')) return std::string(field);
    text += inside[i];
  }
  return text;
}

std::vector<std::string> fields_of(const CsvRecord& row, char delimiter, const std::string& file) {
  if (delimiter != '\t') return split_csv(row, CsvDialect{delimiter}, file);
  std::vector<std::string_view> parts;
  split_fields(without_byte_order_mark(row.text), '\t', parts);
  std::vector<std::string> fields;
  for (const std::string_view part : parts) fields.push_back(without_quotes(part));
  return fields;
}

// Cuts the lines ahead into rows.
class TableSampler {
 public:
  TableSampler(Lines& lines, const TableStart& start)
      : lines_(lines),
        delimiter_(start.delimiter),
        scanner_(CsvDialect{start.delimiter}),
        ahead_(start.header) {}

  FirstRows sample(std::size_t most_rows) {
    constexpr std::size_t most_lines = 20000;
    for (const std::size_t end = ahead_ + most_lines; ahead_ < end && !sample_.blanks; ++ahead_) {
      if (!sample_.header.empty() && sample_.rows.size() + sample_.others >= most_rows) break;
      const Line* line = lines_.peek(ahead_);
      if (line == nullptr) break;
      take(*line);
    }
    return std::move(sample_);
  }

 private:
  void take(const Line& line) {
    if (row_.text.empty()) {
      if (is_blank(line.text)) {
        blank_ = !sample_.rows.empty();
        // A line that is not yet written is not waited for.
        sample_.blanks = blank_ && lines_.live();
        return;
      }
      row_.line = line.number;
    } else {
      row_.text += '\n';
    }
    const std::size_t begin = row_.text.size();
    row_.text += line.text;
    if (delimiter_ != '\t') {
      scanner_.scan(line.text, begin);
      if (scanner_.open()) return;
    }
    add(std::exchange(row_, {}));
  }

  void add(const CsvRecord& row) {
    sample_.blanks = sample_.blanks || blank_;
    std::vector<std::string> fields;
    try {
      fields = fields_of(row, delimiter_, lines_.name());
    } catch (const DataError&) {
      // The reader reports it.
    }
    if (sample_.header.empty()) {
      sample_.header = std::move(fields);
      return;
    }
    if (!fields.empty() && is_blank_row(fields)) {
      ++empty_;
      return;
    }
    if (!sample_.rows.empty()) sample_.empty += empty_;
    empty_ = 0;
    while (fields.size() > sample_.header.size() && is_blank(fields.back())) fields.pop_back();
    if (fields.size() == sample_.header.size()) {
      sample_.rows.push_back(std::move(fields));
    } else {
      ++sample_.others;
    }
  }

  Lines& lines_;
  char delimiter_;
  CsvScanner scanner_;
  std::size_t ahead_;
  CsvRecord row_;
  std::size_t empty_ = 0;  // rows since the last with values
  bool blank_ = false;     // a blank line has come since the first row
  FirstRows sample_;
};

}  // namespace

TableRows::TableRows(Lines lines) : delimiter_(take_table_start(lines)), name_(lines.name()) {
  if (delimiter_ == '\t') {
    lines_.emplace(std::move(lines));
  } else {
    records_.emplace(std::move(lines), CsvDialect{delimiter_});
  }
}

bool TableRows::next(CsvRecord& row) {
  if (records_) return records_->next(row);
  for (Line line; lines_->next(line);) {
    if (is_blank(line.text)) continue;
    row = {std::string(line.text), line.number};
    return true;
  }
  return false;
}

std::vector<std::string> TableRows::fields(const CsvRecord& row) const {
  return fields_of(row, delimiter_, name_);
}

Place TableRows::place(const CsvRecord& row, std::size_t field) const {
  const CsvQuotes quotes = delimiter_ == '\t' ? CsvQuotes::none : CsvQuotes::doubled;
  return place_of_field(row, {delimiter_, quotes}, field, name_);
}

FirstRows sample_table(Lines& lines, std::size_t most_rows) {
  const std::optional<TableStart> start = find_table_start(lines);
  if (!start) return {};
  return TableSampler(lines, *start).sample(most_rows);
}

std::string TableHeader::described(std::size_t column) const {
  return std::to_string(column + 1) + " (" + names_[column] + ")";
}

std::string TableHeader::described() const {
  std::string result;
  for (std::size_t i = 0; i < names_.size(); ++i) result += (i == 0 ? "" : ", ") + described(i);
  return result;
}

std::size_t TableHeader::chosen(const std::string& text) const {
  if (const std::optional<std::size_t> number = column_number(text)) {
    if (*number < names_.size()) return *number;
  } else {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (text::ascii_lower(trimmed_field(names_[i])) == text::ascii_lower(text)) return i;
    }
  }
  throw UsageError(file_ + ": no column '" + text + "'; the table has " + described());
}

void TableHeader::refuse(const std::string& problem) const {
  throw DataError({file_, line_, 0}, problem);
}

void TableHeader::check_count(std::vector<std::string>& fields, std::size_t line) const {
  while (fields.size() > names_.size() && is_blank(fields.back())) fields.pop_back();
  if (fields.size() == names_.size()) return;
  throw DataError({file_, line, 0}, "the row has " + std::to_string(fields.size()) + " columns, the header " +
                                        std::to_string(names_.size()) +
                                        "; a word that contains the separator must be in quotes");
}

std::string plain_column(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (text::is_alphanumeric(c)) plain += text::ascii_lower({&c, 1});
  }
  return plain;
}

std::optional<std::size_t> find_column(const std::vector<std::string>& header,
                                       std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (plain_column(header[i]) == name) return i;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> find_label_column(const std::vector<std::string>& header) {
  return find_column(header, kTableLabelNames);
}

std::string_view trimmed_field(std::string_view field) {
  const std::size_t begin = std::min(field.find_first_not_of(" \t"), field.size());
  return field.substr(begin, field.find_last_not_of(" \t") + 1 - begin);
}

bool is_blank_row(const std::vector<std::string>& fields) {
  return std::all_of(fields.begin(), fields.end(), [](const std::string& field) { return is_blank(field); });
}

void refuse_control(std::string_view text, const std::string& what, const Place& place) {
  const bool control = std::any_of(text.begin(), text.end(),
                                   [](char c) { return c == '\n' || c == '\r' || c == '\t' || c == '\0'; });
  if (control) throw DataError(place, what + " with a line end, tab or NUL inside, which no column can hold");
}

}  // namespace seqlab::corpus
