// Series of numbers: tables with a row per time step.
#pragma once

#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "io/input.h"

namespace seqlab::corpus {

// Numbers that were observed at equal distances in time: a row per time step, in the order of time, and a
// column per quantity.
struct Series {
  std::vector<std::string> names;  // of the columns
  std::vector<double> values;      // row by row; all finite

  [[nodiscard]] std::size_t columns() const { return names.size(); }
  [[nodiscard]] std::size_t rows() const { return names.empty() ? 0 : values.size() / names.size(); }
  [[nodiscard]] double value(std::size_t row, std::size_t column) const {
    return values[row * names.size() + column];
  }
};

// Rows [begin, end) of a series. Whoever forecasts them knows all rows before a forecast, also those before
// `begin`.
struct SeriesPart {
  std::shared_ptr<const Series> series;
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] std::size_t size() const { return end - begin; }
};

struct SeriesOptions {
  std::vector<std::string> columns;  // the names of those to read, in this order; empty: all
  std::string encoding;              // empty: UTF-8
};

// Reads a table whose first row names its columns: CSV (RFC 4180), separated by commas, semicolons or tabs,
// or by what a first line "sep=;" names. Rows keep their order, and other columns are not looked at. Throws
// DataError with the place: no row with names; a column that is not in the table, with the nearest that is;
// a row with another number of fields; a field that is empty or no finite number.
Series read_series(std::unique_ptr<io::Input> input, const SeriesOptions& options);

// Writes a table separated by commas, with each number in the fewest digits that are read as the same number.
void write_series(std::ostream& output, const Series& series);

}  // namespace seqlab::corpus
