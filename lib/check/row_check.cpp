#include "check/row_check.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace seqlab::check {
namespace {

bool has_quotes(char separator) {
  return separator == ',' || separator == ';';
}

// Whether a field may begin or end in a space.
bool may_have_outer_spaces(std::string_view row, char separator) {
  if (row.front() == ' ' || row.back() == ' ') return true;
  for (std::size_t at = row.find(' '); at != std::string_view::npos; at = row.find(' ', at + 1)) {
    for (const char neighbour : {row[at - 1], row[at + 1]}) {
      if (neighbour == separator || (neighbour == '"' && has_quotes(separator))) return true;
    }
  }
  return false;
}

void check_spaces(const corpus::ColumnProvenance& record, char separator, Findings& findings) {
  std::vector<std::string_view> fields;
  for (const corpus::SentenceLines::Row& row : record.lines.rows) {
    const std::string_view text = record.lines.text(row);
    if (text.empty() || !may_have_outer_spaces(text, separator)) continue;
    corpus::split_fields(text, separator, fields);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (trimmed_field(fields[i], separator).size() == fields[i].size()) continue;
      const bool label = std::any_of(
          record.label_fields.begin(), record.label_fields.end(),
          [&](const corpus::ColumnField& field) { return field.column == i && field.key.empty(); });
      const auto column = static_cast<std::size_t>(fields[i].data() - text.data()) + 1;
      // Behind a comma, a space is a matter of style.
      const std::string read = corpus::field_text(fields[i], separator);
      const bool inside_quotes = read.starts_with(' ') || read.ends_with(' ');
      const bool wrong = label && (inside_quotes || !has_quotes(separator));
      findings.add(wrong ? Level::error : Level::warning, Kind::outer_space, row.line, column, [&] {
        return (label ? "the label '" : "the field '") + std::string(fields[i].substr(0, 60)) +
               "' begins or ends in a space";
      });
    }
  }
}

// The number that a field is; nothing if it is none.
std::optional<std::uint64_t> whole_number(std::string_view field) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  if (error != std::errc() || end != field.data() + field.size()) return std::nullopt;
  return number;
}

// "3-4" and "5.1" number no token of their own.
bool is_range_or_empty_node(std::string_view id) {
  const std::size_t mark = id.find_first_of("-.");
  return mark != std::string_view::npos && whole_number(id.substr(0, mark)) &&
         whole_number(id.substr(mark + 1));
}

std::string_view first_field(std::string_view row) {
  return row.substr(0, row.find_first_of("\t "));
}

// Ranges "3-4" stand before their words.
void check_ranges(const corpus::SentenceLines& lines, Findings& findings) {
  std::uint64_t last = 0;
  for (const corpus::SentenceLines::Row& row : lines.rows) {
    last = std::max(last, whole_number(first_field(lines.text(row))).value_or(0));
  }
  std::uint64_t before = 0;
  for (const corpus::SentenceLines::Row& row : lines.rows) {
    const std::string_view id = first_field(lines.text(row));
    if (const auto number = whole_number(id)) before = *number;
    if (!is_range_or_empty_node(id) || id.find('.') != std::string_view::npos) continue;
    const std::size_t mark = id.find('-');
    const std::uint64_t begin = whole_number(id.substr(0, mark)).value();
    const std::uint64_t end = whole_number(id.substr(mark + 1)).value();
    if (begin == before + 1 && begin < end && end <= last) continue;
    findings.add(Level::warning, Kind::token_number, row.line, 1, [&] {
      return "the range '" + std::string(id.substr(0, 40)) +
             "' is not one of the words after it; the next is " + std::to_string(before + 1) + ", the last " +
             std::to_string(last);
    });
  }
}

void check_numbers(const corpus::SentenceLines& lines, Findings& findings) {
  std::optional<std::uint64_t> expected;
  std::optional<std::uint64_t> unless_wrong;  // what comes next if only the last number was wrong
  for (const corpus::SentenceLines::Row& row : lines.rows) {
    const std::string_view id = first_field(lines.text(row));
    // A comment between tokens cannot be read anyway.
    if (id.starts_with('#') || is_range_or_empty_node(id)) continue;
    const std::optional<std::uint64_t> number = whole_number(id);
    const bool first = !expected && number && *number <= 1;
    const bool right = first || (number && (number == expected.value_or(1) || number == unless_wrong));
    const std::uint64_t instead = expected.value_or(1);
    if (!right) {
      findings.add(Level::error, Kind::token_number, row.line, 1, [&] {
        return "the token's number is '" + std::string(id.substr(0, 40)) + "' where " +
               std::to_string(instead) + " comes next; a line is missing, or a blank line";
      });
    }
    expected = number.value_or(instead) + 1;
    unless_wrong = right ? std::nullopt : std::optional(instead + 1);
  }
}

}  // namespace

std::string trimmed_field(std::string_view field, char separator) {
  const std::string_view inner = corpus::without_outer_spaces(field);
  if (inner.empty()) return std::string(field);
  if (!has_quotes(separator) || inner.size() < 2 || inner.front() != '"' || inner.back() != '"') {
    return std::string(inner);
  }
  const std::string_view quoted = inner.substr(1, inner.size() - 2);
  const std::string_view text = corpus::without_outer_spaces(quoted);
  return '"' + std::string(text.empty() ? quoted : text) + '"';
}

std::size_t surplus_bytes(std::string_view row, char separator, std::size_t columns) {
  if (separator == 0 || separator == ' ' || columns < 2) return 0;
  if (!row.ends_with(separator) && !row.ends_with(' ')) return 0;
  std::vector<std::string_view> fields;
  corpus::split_fields(row, separator, fields);
  std::size_t bytes = 0;
  while (fields.size() > columns && corpus::is_blank(fields.back())) {
    bytes += fields.back().size() + 1;
    fields.pop_back();
  }
  return fields.size() == columns ? bytes : 0;
}

void check_rows(const corpus::ColumnProvenance& record, const RowLayout& layout, Findings& findings) {
  if (layout.separator != 0 && layout.separator != ' ') check_spaces(record, layout.separator, findings);
  if (layout.numbers) check_ranges(record.lines, findings);
  if (layout.numbers && !layout.numbers_read) check_numbers(record.lines, findings);
}

void check_surplus(const corpus::ColumnProvenance& record, Findings& findings) {
  const std::string_view raw = record.lines.raw;
  for (const corpus::SentenceLines::Row& row : record.lines.rows) {
    if (row.end >= raw.size() || raw[row.end] == '\n' || raw[row.end] == '\r') continue;
    findings.add(Level::warning, Kind::column_count, row.line, row.end - row.begin + 1,
                 [] { return "an empty field behind the last column, which other lines do not have"; });
  }
}

bool remove_row(std::size_t line, bool numbers, corpus::ColumnProvenance& record) {
  corpus::SentenceLines& lines = record.lines;
  const auto removed = std::find_if(lines.rows.begin(), lines.rows.end(),
                                    [line](const auto& row) { return row.line == line; });
  if (removed == lines.rows.end() || lines.rows.size() == 1) return false;
  lines.rows.erase(removed);
  record.words.clear();
  record.label_fields.clear();
  if (!numbers) return true;
  corpus::SentenceLines counted;
  std::size_t tokens = 0;
  for (const corpus::SentenceLines::Row& row : lines.rows) {
    const std::string_view text = lines.text(row);
    const std::string_view id = first_field(text);
    if (is_range_or_empty_node(id)) continue;
    const std::size_t begin = counted.raw.size();
    counted.raw += std::to_string(++tokens);
    counted.raw += text.substr(id.size());
    const std::size_t end = counted.raw.size();
    // With what is behind the columns.
    const std::string_view behind = std::string_view(lines.raw).substr(row.end);
    counted.raw += behind.substr(0, behind.find('\n'));
    counted.rows.push_back({begin, end, row.line});
    counted.raw += '\n';
  }
  lines = std::move(counted);
  return !lines.rows.empty();
}

}  // namespace seqlab::check
