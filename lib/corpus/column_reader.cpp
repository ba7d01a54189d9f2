#include "corpus/column_reader.h"

#include <memory>
#include <utility>

namespace seqlab::corpus {

bool ColumnReader::next(Record& record) {
  auto provenance = std::make_shared<ColumnProvenance>();
  record = {};
  if (!splitter_.next(provenance->lines)) return false;
  const SentenceLines& lines = provenance->lines;
  if (lines.new_document && any_) ++document_;
  any_ = true;
  Sentence sentence;
  sentence.document = document_;
  sentence.file = splitter_.name();
  for (std::size_t i = 0; i < lines.rows.size(); ++i) {
    if (add_row(lines.text(lines.rows[i]), lines.rows[i].line, sentence)) provenance->words.push_back(i);
  }
  describe(*provenance);
  if (sentence.size() > 0) record.sentences.push_back(std::move(sentence));
  record.provenance = std::move(provenance);
  return true;
}

}  // namespace seqlab::corpus
