// What the readers of CoNLL and CoNLL-U share.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/columns/columns.h"
#include "corpus/reader.h"

namespace seqlab::corpus {

// Cuts lines into sentences, counts documents and keeps the lines as they came. The format interprets the
// rows.
class ColumnReader : public RecordReader {
 public:
  bool take(Record& record) final;
  [[nodiscard]] bool record_buffered() final { return splitter_.buffered(); }
  [[nodiscard]] std::string trailing() const final { return splitter_.trailing(); }

 protected:
  // `options`: how many lists of labels and features a sentence has.
  ColumnReader(Lines lines, LineRoles roles, const ReaderOptions& options)
      : RecordReader(options),
        splitter_(std::move(lines), std::move(roles)),
        label_columns_(options.label_columns.size()),
        feature_columns_(options.feature_columns.size()) {}

  void read(Record& record) const final;

  // A row without NUL bytes, and a buffer for its fields.
  struct Row {
    std::string_view text;
    std::size_t line;
    std::vector<std::string_view>& fields;
  };
  // Adds the row's token to the sentence; false if the row is no token. Throws DataError.
  virtual bool add_row(const Row& row, Sentence& sentence) const = 0;
  // The bytes at the end of a row that are no columns, such as a separator that other rows do not have. What
  // is written as a further column goes before them.
  [[nodiscard]] virtual std::size_t surplus(std::string_view /*row*/) const { return 0; }
  // Fills in where labels were read and what the columns are called.
  virtual void describe(ColumnProvenance& provenance) const = 0;

 private:
  SentenceSplitter splitter_;
  std::size_t label_columns_;
  std::size_t feature_columns_;
  std::size_t document_ = 0;
  bool any_ = false;
};

}  // namespace seqlab::corpus
