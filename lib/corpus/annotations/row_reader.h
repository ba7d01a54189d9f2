// What the readers of rows between comments share: OntoNotes and WebAnno.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/columns/columns.h"
#include "corpus/reader.h"

namespace seqlab::corpus {

// A row of a sentence, split into fields.
struct AnnotatedRow {
  std::vector<std::string_view> fields;
  std::size_t line = 0;
};

// Cuts lines into sentences. Blank lines end them; lines that start with '#' are comments. Some comments
// begin a document.
class AnnotatedRowReader : public RecordReader {
 public:
  bool take(Record& record) final;
  [[nodiscard]] bool record_buffered() final { return splitter_.buffered(); }

 protected:
  // document_mark: how the comments start that begin a document.
  AnnotatedRowReader(Lines lines, std::string document_mark, const ReaderOptions& options);

  void read(Record& record) const final;

  // Called for each comment, in order. Throws DataError.
  virtual void see_comment(std::string_view /*comment*/, std::size_t /*line*/) {}
  // The separator of a row's fields, as for split_fields().
  [[nodiscard]] virtual char separator() const = 0;
  // Whether a row is a token. Throws DataError if it lacks columns.
  [[nodiscard]] virtual bool is_token(const AnnotatedRow& row) const = 0;
  // Fills in words, labels and features; the sentence has its lines already.
  virtual void fill(const std::vector<AnnotatedRow>& rows, Sentence& sentence) const = 0;

  [[nodiscard]] const std::string& name() const { return splitter_.name(); }

 private:
  SentenceSplitter splitter_;
  std::string document_mark_;
  std::size_t document_ = 0;
  bool any_ = false;
};

}  // namespace seqlab::corpus
