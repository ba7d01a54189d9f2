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

// Whether a field may begin or end in a space.
bool may_have_outer_spaces(std::string_view row) {
  return row.front() == ' ' || row.back() == ' ' || row.find("\t ") != std::string_view::npos ||
         row.find(" \t") != std::string_view::npos;
}

void check_spaces(const corpus::ColumnProvenance& record, Findings& findings) {
  std::vector<std::string_view> fields;
  for (const corpus::SentenceLines::Row& row : record.lines.rows) {
    const std::string_view text = record.lines.text(row);
    if (!may_have_outer_spaces(text)) continue;
    corpus::split_fields(text, '\t', fields);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (trimmed_field(fields[i]).size() == fields[i].size()) continue;
      const bool label = std::any_of(
          record.label_fields.begin(), record.label_fields.end(),
          [&](const corpus::ColumnField& field) { return field.column == i && field.key.empty(); });
      const auto column = static_cast<std::size_t>(fields[i].data() - text.data()) + 1;
      findings.add(label ? Level::error : Level::warning, Kind::outer_space, row.line, column, [&] {
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

std::string_view trimmed_field(std::string_view field) {
  const std::string_view inner = corpus::without_outer_spaces(field);
  return inner.empty() ? field : inner;
}

void check_rows(const corpus::ColumnProvenance& record, const RowLayout& layout, Findings& findings) {
  if (layout.tabs) check_spaces(record, findings);
  if (layout.numbers && !layout.numbers_read) check_numbers(record.lines, findings);
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
    counted.rows.push_back({begin, counted.raw.size(), row.line});
    counted.raw += '\n';
  }
  lines = std::move(counted);
  return !lines.rows.empty();
}

}  // namespace seqlab::check
