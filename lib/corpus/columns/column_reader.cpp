#include "corpus/columns/column_reader.h"

#include <memory>
#include <utility>

namespace seqlab::corpus {

bool ColumnReader::take(Record& record) {
  record = {};
  auto provenance = std::make_shared<ColumnProvenance>();
  if (!splitter_.next(provenance->lines)) return false;
  if (provenance->lines.new_document && any_) ++document_;
  any_ = true;
  record.document = document_;
  record.expected_tokens = provenance->lines.rows.size();
  record.provenance = std::move(provenance);
  return true;
}

void ColumnReader::read(Record& record) const {
  auto& provenance = static_cast<ColumnProvenance&>(*record.provenance);
  describe(provenance);
  SentenceLines& lines = provenance.lines;
  const bool nul = lines.raw.find('\0') != std::string::npos;
  Sentence sentence;
  sentence.document = record.document;
  sentence.file = splitter_.name();
  sentence.words.reserve(lines.rows.size());
  sentence.lines.reserve(lines.rows.size());
  sentence.gold.resize(label_columns_);
  sentence.features.resize(feature_columns_);
  provenance.words.reserve(lines.rows.size());
  std::vector<std::string_view> fields;
  for (std::size_t i = 0; i < lines.rows.size(); ++i) {
    lines.rows[i].end -= surplus(lines.text(lines.rows[i]));
    const Row row = {lines.text(lines.rows[i]), lines.rows[i].line, fields};
    if (nul) refuse_nul(row.text, sentence.file, row.line);
    if (add_row(row, sentence)) provenance.words.push_back(i);
  }
  if (sentence.size() > 0) record.sentences.push_back(std::move(sentence));
}

}  // namespace seqlab::corpus
