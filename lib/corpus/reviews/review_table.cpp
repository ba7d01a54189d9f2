#include "corpus/reviews/review_table.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "corpus/columns/columns.h"
#include "corpus/reviews/review_columns.h"

namespace seqlab::corpus {
namespace {

constexpr std::array<char, 3> kTableDelimiters = {',', ';', '\t'};
// Also in texts, so that they separate columns only where nothing else does.
constexpr std::array<char, 2> kRareDelimiters = {'|', '@'};

// The separator that a first line "sep=;" names, as spreadsheets write it; 0 if it is another line.
char named_separator(std::string_view line) {
  if (line.size() > 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  constexpr std::string_view name = "sep=";
  return line.size() == name.size() + 1 && plain_name(line.substr(0, name.size())) == name ? line.back()
                                                                                           : '\0';
}

// The lines of a sample without one that names the separator.
std::vector<Line> data_lines(const ReviewSample& sample) {
  std::vector<Line> lines = sample.lines;
  if (!lines.empty() && named_separator(lines.front().text) != 0) lines.erase(lines.begin());
  return lines;
}

std::vector<CsvRecord> cut(const ReviewSample& sample, CsvDialect dialect) {
  std::vector<CsvRecord> records;
  CsvScanner scanner(dialect);
  CsvRecord record;
  for (const Line& line : data_lines(sample)) {
    if (record.text.empty()) {
      if (line.text.empty()) continue;
      record.line = line.number;
    }
    scanner.scan(line.text, record.text.size());
    record.text += line.text;
    if (scanner.open()) {
      record.text += line.end;
    } else {
      records.push_back(std::exchange(record, {}));
    }
  }
  if (!record.text.empty() && sample.whole) records.push_back(std::move(record));
  return records;
}

// What speaks for quotes in the fields of a sample.
struct Quoting {
  std::vector<std::size_t> quoted;  // quoted fields of each column after the first record
  bool escaped = false;             // a quoted field holds a quote
  bool protecting = false;          // a quoted field holds a separator or a line end
};

// Splits the records; those that do not have the most frequent number of fields are misfits.
TableSample split(const ReviewSample& sample, CsvDialect dialect, Quoting* quoting = nullptr) {
  TableSample table;
  table.dialect = dialect;
  table.names_separator = !sample.lines.empty() && named_separator(sample.lines.front().text) != 0;
  std::map<std::size_t, std::size_t> counts;
  for (CsvRecord& record : cut(sample, dialect)) {
    std::vector<std::string> fields;
    std::vector<bool> quoted;
    try {
      fields = split_csv(record, dialect, sample.file, &quoted);
    } catch (const DataError&) {
      ++table.misfits;
      continue;
    }
    for (std::size_t i = 0; quoting != nullptr && i < fields.size(); ++i) {
      if (!quoted[i]) continue;
      if (quoting->quoted.size() <= i) quoting->quoted.resize(i + 1);
      quoting->quoted[i] += table.rows.empty() ? 0 : 1;
      quoting->escaped = quoting->escaped || fields[i].find('"') != std::string::npos;
      quoting->protecting = quoting->protecting || fields[i].find(dialect.delimiter) != std::string::npos ||
                            fields[i].find('\n') != std::string::npos;
    }
    ++counts[fields.size()];
    table.rows.push_back(std::move(fields));
    table.records.push_back(std::move(record));
  }
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == counts.end()) return table;
  table.columns = most->first;
  for (std::vector<std::string>& row : table.rows) {
    drop_surplus(row, table.columns);
    table.misfits += row.size() == table.columns ? 0 : 1;
  }
  return table;
}

bool has_backslash_quote(const ReviewSample& sample) {
  return std::any_of(sample.lines.begin(), sample.lines.end(),
                     [](const Line& line) { return line.text.find("\\\"") != std::string_view::npos; });
}

TableSample with_quotes(const ReviewSample& sample, char delimiter) {
  TableSample doubled = split(sample, {delimiter, CsvQuotes::doubled});
  if (doubled.misfits == 0 || !has_backslash_quote(sample)) return doubled;
  TableSample backslash = split(sample, {delimiter, CsvQuotes::backslash});
  return backslash.misfits < doubled.misfits ? backslash : doubled;
}

// The sample with a separator of those that texts have, too: as CSV, or with quotes as ordinary characters.
TableSample with_rare_delimiter(const ReviewSample& sample, char delimiter) {
  TableSample table = with_quotes(sample, delimiter);
  return table.fits() ? table : split(sample, {delimiter, CsvQuotes::none});
}

std::string table_separator(char delimiter) {
  switch (delimiter) {
    case ',':
      return "commas";
    case ';':
      return "semicolons";
    case '\t':
      return "tabs";
    default:
      return std::string("separator ") + delimiter;
  }
}

bool has_usual_names(const TableSample& table) {
  return usual_text_column(table.rows.front()).has_value() &&
         usual_label_column(table.rows.front()).has_value();
}

// Whether a rare separator of all records is one: by names, or for labels. An @ also begins names of users.
bool may_be_rare(const TableSample& table, const ReviewOptions& options) {
  if (usual_text_column(table.rows.front()).has_value()) return true;
  return options.labels && (table.dialect.delimiter != '@' || table.rows.size() >= few_records);
}

// Whether most values of a column have a character that separates columns in another reading.
bool has_delimiters(const TableSample& table, std::size_t column) {
  const auto count = std::count_if(table.rows.begin(), table.rows.end(), [&](const auto& row) {
    return column < row.size() && row[column].find_first_of(",;\t") != std::string::npos;
  });
  return 2 * static_cast<std::size_t>(count) > table.rows.size();
}

// Of the tables that different separators give, keeps those in which it is clear what the columns hold.
// Throws DataError if several are left of enough records to tell.
void keep_clear(std::vector<TableSample>& tables, const ReviewOptions& options, const std::string& file) {
  std::vector<TableSample> clear;
  for (const TableSample& table : tables) {
    const auto layout = clear_layout(table, options, file, true);
    if (layout.has_value() && !(layout->label.has_value() && has_delimiters(table, *layout->label))) {
      clear.push_back(table);
    }
  }
  if (std::any_of(clear.begin(), clear.end(), has_usual_names)) {
    std::erase_if(clear, [](const TableSample& table) { return !has_usual_names(table); });
  }
  if (clear.size() > 1 && clear.front().rows.size() > few_records) {
    throw DataError({file, 0, 0}, "both " + table_separator(clear[0].dialect.delimiter) + " and " +
                                      table_separator(clear[1].dialect.delimiter) +
                                      " could separate columns; choose with --delimiter");
  }
  if (clear.size() == 1) tables = std::move(clear);
}

std::string_view first_line(const ReviewSample& sample) {
  for (const Line& line : data_lines(sample)) {
    if (!is_blank(line.text)) return line.text;
  }
  return {};
}

class TableLayoutFinder {
 public:
  TableLayoutFinder(const TableSample& table, const ReviewOptions& options, std::string file)
      : table_(table), options_(options), file_(std::move(file)) {}

  TableLayout find(bool often_header) {
    TableLayout layout;
    layout.dialect = table_.dialect;
    layout.names_separator = table_.names_separator;
    if (table_.rows.empty()) return layout;
    const std::size_t at = first_record();
    const std::vector<std::string>& first = table_.rows[at];
    layout.columns = first.size();
    for (std::size_t i = at + 1; i < table_.rows.size(); ++i) {
      if (table_.rows[i].size() == first.size()) rows_.push_back(table_.rows[i]);
    }
    ColumnRoles roles;
    roles.text = chosen(options_.text_column, first);
    roles.label = chosen(options_.label_column, first);
    if (named_ || is_header(first, rows_, often_header)) {
      layout.header_line = table_.records[at].line;
      layout.header = table_.records[at].text;
      layout.names = first;
      std::erase(rows_, first);
    } else {
      rows_.insert(rows_.begin(), first);
    }
    columns_ = first.size();
    names_ = layout.names;
    check(roles.text, "text");
    check(roles.label, "label");
    if (rows_.empty()) rows_.push_back(std::vector<std::string>(first.size(), "-"));
    roles = find_roles(layout.names, rows_, roles, options_.labels);
    if (!roles.text.has_value() || (options_.labels && !roles.label.has_value())) refuse(roles);
    layout.text = *roles.text;
    if (options_.labels) layout.label = roles.label;
    if (roles.label == roles.text) {
      throw UsageError(file_ + ": column " + std::to_string(layout.text + 1) +
                       " would be both text and label; choose with --text-column and --label-column");
    }
    return layout;
  }

 private:
  // The first record that has as many columns as most, if most have as many; a title may stand above them.
  [[nodiscard]] std::size_t first_record() const {
    std::size_t at = 0;
    while (table_.fits() && table_.rows[at].size() != table_.columns) ++at;
    return at;
  }

  // The column that the options choose by number or name.
  std::optional<std::size_t> chosen(const std::string& column, const std::vector<std::string>& first) {
    if (column.empty()) return std::nullopt;
    if (const std::optional<std::size_t> number = column_number(column)) return number;
    named_ = true;
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (plain_name(first[i]) == plain_name(column)) return i;
    }
    throw UsageError(file_ + ": no column '" + column + "'; the first record has " +
                     described_columns({}, {first}));
  }

  void check(const std::optional<std::size_t>& column, const std::string& what) const {
    if (!column.has_value() || *column < columns_) return;
    throw UsageError(file_ + ": no column " + std::to_string(*column + 1) + " for the " + what +
                     "; choose with --" + what + "-column from " + described_columns(names_, rows_));
  }

  [[noreturn]] void refuse(const ColumnRoles& roles) const {
    const std::string missing = roles.text.has_value()                        ? "labels"
                                : roles.label.has_value() || !options_.labels ? "texts"
                                                                              : "texts and which the labels";
    throw DataError({file_, 0, 0}, "read with " + table_separator(table_.dialect.delimiter) +
                                       " between columns, it is not clear which column holds the " + missing +
                                       "; choose with --text-column and --label-column from " +
                                       described_columns(names_, rows_));
  }

  const TableSample& table_;
  const ReviewOptions& options_;
  std::string file_;
  std::size_t columns_ = 0;
  FieldRows rows_;  // without the header
  std::vector<std::string> names_;
  bool named_ = false;  // a column was chosen by name, so the first record is a header
};

}  // namespace

void drop_surplus(std::vector<std::string>& fields, std::size_t columns) {
  while (fields.size() > columns && fields.back().empty()) fields.pop_back();
}

bool TableSample::fits() const {
  const std::size_t tolerated = rows.size() < few_records ? 0 : std::max<std::size_t>(1, rows.size() / 100);
  return columns > 1 && misfits <= tolerated;
}

ReadingPlan TableLayout::plan() const {
  const auto column = [this](std::size_t number) {
    return "column " + std::to_string(number + 1) +
           (number < names.size() && !names[number].empty() ? " (" + names[number] + ")" : "");
  };
  ReadingPlan plan;
  plan.layout = table_separator(dialect.delimiter) +
                (dialect.quotes == CsvQuotes::backslash ? ", quotes escaped by backslashes" : "");
  if (header_line > 0) plan.parts.emplace_back("header", "line " + std::to_string(header_line));
  plan.parts.emplace_back("texts", column(text));
  if (label.has_value()) plan.parts.emplace_back("labels", column(*label));
  return plan;
}

TableSample sample_tabs(const ReviewSample& sample) {
  TableSample plain = split(sample, {'\t', CsvQuotes::none});
  for (const CsvQuotes quotes : {CsvQuotes::doubled, CsvQuotes::backslash}) {
    if (quotes == CsvQuotes::backslash && !has_backslash_quote(sample)) continue;
    Quoting quoting;
    TableSample quoted = split(sample, {'\t', quotes}, &quoting);
    const std::size_t records = quoted.rows.size();
    constexpr std::size_t few = 3;
    // A quote in a text must not swallow the line ends of a file that has no quoted fields.
    if (!quoted.fits() || (quoting.protecting && plain.misfits <= quoted.misfits)) continue;
    const bool whole_column =
        records > few && std::any_of(quoting.quoted.begin(), quoting.quoted.end(), [&](std::size_t count) {
          return 100 * (records - 1 - count) <= records;
        });
    if (quoting.escaped || quoting.protecting || whole_column) return quoted;
  }
  return plain;
}

TableSample sample_csv(const ReviewSample& sample, const ReviewOptions& options) {
  const char named = sample.lines.empty() ? '\0' : named_separator(sample.lines.front().text);
  const char chosen = options.delimiter != 0 ? options.delimiter : named;
  if (chosen != 0) return with_quotes(sample, chosen);
  const char usual = find_csv_delimiter(first_line(sample));
  std::vector<TableSample> fitting;
  for (const char delimiter : kTableDelimiters) {
    TableSample table = with_quotes(sample, delimiter);
    if (table.fits()) fitting.push_back(std::move(table));
  }
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (const TableSample& table : fitting) fewest = std::min(fewest, table.misfits);
  std::erase_if(fitting, [fewest](const TableSample& table) { return table.misfits > fewest; });
  if (fitting.size() > 1) keep_clear(fitting, options, sample.file);
  if (fitting.size() == 1) return fitting.front();
  if (fitting.empty()) {
    for (const char delimiter : kRareDelimiters) {
      TableSample table = with_rare_delimiter(sample, delimiter);
      if (table.fits() && may_be_rare(table, options)) return table;
    }
  }
  return with_quotes(sample, usual);
}

TableLayout table_layout(const TableSample& table, const ReviewOptions& options, const std::string& file,
                         bool often_header) {
  return TableLayoutFinder(table, options, file).find(often_header);
}

std::optional<TableLayout> clear_layout(const TableSample& table, const ReviewOptions& options,
                                        const std::string& file, bool often_header) {
  try {
    return table_layout(table, options, file, often_header);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace seqlab::corpus
