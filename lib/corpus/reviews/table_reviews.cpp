// Reviews in tables.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/readers.h"
#include "corpus/reviews/csv.h"
#include "corpus/reviews/review_readers.h"
#include "corpus/reviews/review_table.h"

namespace seqlab::corpus {
namespace {

class TableReviewReader : public ReviewReader {
 public:
  TableReviewReader(CsvRecords records, ReviewFormat format, TableLayout layout, const ReviewOptions& options)
      : ReviewReader(options),
        records_(std::move(records)),
        format_(format),
        layout_(std::move(layout)),
        options_(options) {}

  bool take(Review& review) override {
    review = {};
    CsvRecord record;
    do {
      if (!records_.next(record)) return false;
    } while (is_no_record(record.text));
    review.format = format_;
    review.place = {records_.name(), record.line, 0};
    review.expected_tokens = expected_tokens(record.text);
    review.raw = std::move(record.text);
    return true;
  }

  [[nodiscard]] bool record_buffered() override { return records_.buffered(); }
  [[nodiscard]] ReviewFormat format() const override { return format_; }
  [[nodiscard]] std::optional<CsvDialect> dialect() const override { return layout_.dialect; }
  [[nodiscard]] std::string header() const override { return layout_.header; }
  [[nodiscard]] ReadingPlan plan() const override { return layout_.plan(); }

 protected:
  void read(Review& review) const override {
    const CsvRecord record{review.raw, review.place.line};
    review.provenance = std::make_shared<CsvProvenance>(review.raw);
    std::vector<std::string> fields = split_csv(record, layout_.dialect, records_.name());
    drop_surplus(fields, layout_.columns);
    add_missing(fields);
    if (fields.size() != layout_.columns) {
      throw DataError(review.place, "the record has " + counted(fields.size(), "column") + ", not " +
                                        std::to_string(layout_.columns) +
                                        "; a text that contains the delimiter must be quoted");
    }
    if (layout_.label.has_value()) review.label = trimmed_label(fields[*layout_.label]);
    if (options_.labels && review.label.empty()) {
      throw DataError(review.place, "no label; it belongs in column " + std::to_string(*layout_.label + 1));
    }
    review.text = std::move(fields[layout_.text]);
    tokenise(review, options_);
  }

 private:
  // The header, which is repeated in joined files, or a row of a spreadsheet without values.
  [[nodiscard]] bool is_no_record(std::string_view text) const {
    text = without_mark(text);
    if (!layout_.header.empty() && text == without_mark(layout_.header)) return true;
    return options_.labels && layout_.columns > 1 &&
           std::all_of(text.begin(), text.end(), [this](char c) { return c == layout_.dialect.delimiter; });
  }

  // A record may lack columns without a name.
  void add_missing(std::vector<std::string>& fields) const {
    while (!layout_.names.empty() && fields.size() < layout_.columns &&
           layout_.names[fields.size()].empty() &&
           fields.size() > std::max(layout_.text, layout_.label.value_or(0))) {
      fields.emplace_back();
    }
  }

  CsvRecords records_;
  ReviewFormat format_;
  TableLayout layout_;
  ReviewOptions options_;
};

}  // namespace

std::unique_ptr<ReviewReader> make_table_review_reader(Lines lines, ReviewFormat format, TableLayout layout,
                                                       const ReviewOptions& options) {
  Line separator;
  if (layout.names_separator) lines.next(separator);
  CsvRecords records(std::move(lines), layout.dialect, options.malformed);
  return std::make_unique<TableReviewReader>(std::move(records), format, std::move(layout), options);
}

}  // namespace seqlab::corpus
