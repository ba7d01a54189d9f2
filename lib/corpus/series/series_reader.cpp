#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/edit_distance.h"
#include "base/errors.h"
#include "corpus/annotations/table_rows.h"
#include "corpus/lines.h"
#include "corpus/series/series.h"
#include "text/ascii.h"

namespace seqlab::corpus {
namespace {

// The whole text as a number; nothing if it is none.
std::optional<double> number_in(std::string_view text) {
  if (text.size() > 1 && text.starts_with('+') && text[1] != '-') text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

// Digits with a comma between them.
bool has_decimal_comma(std::string_view text) {
  const std::size_t comma = text.find(',');
  return comma != std::string_view::npos && comma > 0 && comma + 1 < text.size() &&
         text::is_digit(text[comma - 1]) && text::is_digit(text[comma + 1]);
}

// Reads the rows of a table and takes the columns that were asked for.
class SeriesReader {
 public:
  SeriesReader(std::unique_ptr<io::Input> input, const SeriesOptions& options)
      : rows_(lines_of(std::move(input), options.encoding)) {
    read_header();
    if (options.columns.empty()) {
      for (std::size_t column = 0; column < header_.size(); ++column) take(column);
    }
    for (const std::string& name : options.columns) take(column_called(name));
  }

  Series read() {
    for (CsvRecord row; rows_.next(row);) add(row);
    return std::move(series_);
  }

 private:
  static Lines lines_of(std::unique_ptr<io::Input> input, const std::string& encoding) {
    Lines lines(std::move(input), encoding, false);
    refuse_carriage_returns(lines);
    return lines;
  }

  void read_header() {
    CsvRecord row;
    if (!rows_.next(row))
      throw DataError({rows_.name()}, "there are no rows; the first one names the columns");
    for (const std::string& name : rows_.fields(row)) header_.emplace_back(trimmed_field(name));
    line_ = row.line;
    const bool numbers =
        std::ranges::all_of(header_, [](const std::string& name) { return number_in(name).has_value(); });
    if (numbers) refuse_header("the first row has numbers alone; it must have the names of the columns");
  }

  [[nodiscard]] std::size_t column_called(const std::string& name) const {
    const auto found = std::ranges::find(header_, name);
    if (found != header_.end()) return static_cast<std::size_t>(found - header_.begin());
    const auto nearest = std::ranges::min_element(
        header_, {}, [&](const std::string& other) { return base::edit_distance(name, other); });
    std::string all;
    for (const std::string& other : header_) all += (all.empty() ? "" : ", ") + other;
    refuse_header("no column is called '" + name + "'; did you mean '" + *nearest + "'? The table has " +
                  all);
  }

  void take(std::size_t column) {
    const std::string& name = header_[column];
    if (name.empty()) refuse_header("column " + std::to_string(column + 1) + " has no name");
    if (std::ranges::count(header_, name) > 1) refuse_header("several columns are called '" + name + "'");
    columns_.push_back(column);
    series_.names.push_back(name);
  }

  [[noreturn]] void refuse_header(const std::string& problem) const {
    throw DataError({rows_.name(), line_}, problem);
  }

  void add(const CsvRecord& row) {
    std::vector<std::string> fields = rows_.fields(row);
    while (fields.size() > header_.size() && is_blank(fields.back())) fields.pop_back();
    if (fields.size() != header_.size()) {
      throw DataError({rows_.name(), row.line}, "the row has " + std::to_string(fields.size()) +
                                                    " fields; the first row names " +
                                                    std::to_string(header_.size()) + " columns");
    }
    for (const std::size_t column : columns_) {
      const std::string_view field = trimmed_field(fields[column]);
      const std::optional<double> number = number_in(field);
      if (!number) refuse(row, column, field);
      series_.values.push_back(*number);
    }
  }

  [[noreturn]] void refuse(const CsvRecord& row, std::size_t column, std::string_view field) const {
    const Place place = rows_.place(row, column);
    if (field.empty()) {
      throw DataError(
          place, "the column '" + header_[column] + "' is empty here; a series has a number in each row");
    }
    throw DataError(place, "'" + std::string(field) + "' in the column '" + header_[column] +
                               "' is no finite number; " +
                               (has_decimal_comma(field) ? "decimals are written with a point, as 1.5"
                                                         : "name the columns that have numbers"));
  }

  TableRows rows_;
  std::vector<std::string> header_;
  std::size_t line_ = 0;  // of the header
  std::vector<std::size_t> columns_;
  Series series_;
};

}  // namespace

Series read_series(std::unique_ptr<io::Input> input, const SeriesOptions& options) {
  return SeriesReader(std::move(input), options).read();
}

}  // namespace seqlab::corpus
