// Recognises how a table of reviews is laid out: separator, quotes, header, columns.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "corpus/reading_plan.h"
#include "corpus/reviews/csv.h"
#include "corpus/reviews/review_sample.h"
#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

struct TableLayout {
  CsvDialect dialect;
  bool names_separator = false;    // the first line is "sep=;"
  std::size_t header_line = 0;     // 0: none
  std::string header;              // as it came
  std::vector<std::string> names;  // in the header
  std::size_t columns = 0;
  std::size_t text = 0;              // from 0
  std::optional<std::size_t> label;  // from 0

  [[nodiscard]] ReadingPlan plan() const;
};

// The records of a sample that can be read in a dialect, and how well it fits.
struct TableSample {
  CsvDialect dialect;
  std::vector<CsvRecord> records;
  std::vector<std::vector<std::string>> rows;  // of fields
  std::size_t columns = 0;                     // of most records
  std::size_t misfits = 0;  // records that cannot be read or have another number of columns
  bool names_separator = false;

  // Whether there are columns, and all records have them; of ten records or more, one in a hundred may not.
  [[nodiscard]] bool fits() const;
};

// Drops empty fields that exceed the columns of a table.
void drop_surplus(std::vector<std::string>& fields, std::size_t columns);

// The sample separated by tabs, with quotes if the file uses them as CSV does.
TableSample sample_tabs(const ReviewSample& sample);
// The sample as CSV with the separator of the options, or that which fits best. Throws DataError if two fit.
TableSample sample_csv(const ReviewSample& sample, const ReviewOptions& options);

// The layout of a table. Throws DataError, with the columns, unless it is clear which column holds what;
// UsageError for a column that does not exist. often_header as in is_header().
TableLayout table_layout(const TableSample& table, const ReviewOptions& options, const std::string& file,
                         bool often_header);

// The same, or nothing where it would throw.
std::optional<TableLayout> clear_layout(const TableSample& table, const ReviewOptions& options,
                                        const std::string& file, bool often_header);

}  // namespace seqlab::corpus
