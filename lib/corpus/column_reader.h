// Reading sentences in columns, one at a time: what the readers of CoNLL and CoNLL-U share.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/columns.h"
#include "corpus/reader.h"

namespace seqlab::corpus {

// Cuts the lines into sentences, counts the documents and keeps the lines as they came; what a row's fields
// mean is the format's.
class ColumnReader : public RecordReader {
 public:
  bool next(Record& record) final;
  [[nodiscard]] bool record_buffered() const final { return splitter_.buffered(); }
  [[nodiscard]] std::string trailing() const final { return splitter_.trailing(); }

 protected:
  // `ids`: as SentenceSplitter takes it.
  ColumnReader(Lines lines, bool ids) : splitter_(std::move(lines), ids) {}

  // Adds the row's token to the sentence; false for a row that is no token. Throws DataError.
  virtual bool add_row(std::string_view row, std::size_t line, Sentence& sentence) = 0;
  // Says where labels were read and what the columns are called.
  virtual void describe(ColumnProvenance& provenance) const = 0;

 private:
  mutable SentenceSplitter splitter_;  // asking whether a sentence is there takes in what lies ready
  std::size_t document_ = 0;
  bool any_ = false;
};

}  // namespace seqlab::corpus
