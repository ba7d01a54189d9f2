#include "corpus/annotations/row_reader.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/errors.h"

namespace seqlab::corpus {

AnnotatedRowReader::AnnotatedRowReader(Lines lines, std::string document_mark, const ReaderOptions& options)
    : RecordReader(options),
      splitter_(std::move(lines),
                {.ids = true, .header = 0, .is_comment = [](std::string_view) { return true; }}),
      document_mark_(std::move(document_mark)) {}

bool AnnotatedRowReader::take(Record& record) {
  record = {};
  auto provenance = std::make_shared<ColumnProvenance>();
  SentenceLines& lines = provenance->lines;
  if (!splitter_.next(lines)) return false;
  const std::string_view raw = lines.raw;
  const std::string_view lead = raw.substr(0, lines.rows.front().begin);
  std::size_t line = lines.rows.front().line - static_cast<std::size_t>(std::ranges::count(lead, '\n'));
  bool new_document = false;
  for (std::size_t begin = 0; begin < lead.size(); ++line) {
    const std::size_t end = std::min(lead.find('\n', begin), lead.size());
    std::string_view comment = without_byte_order_mark(lead.substr(begin, end - begin));
    if (comment.ends_with('\r')) comment.remove_suffix(1);
    if (comment.starts_with('#')) see_comment(comment, line);
    new_document = new_document || comment.starts_with(document_mark_);
    begin = end + 1;
  }
  if (new_document && any_) ++document_;
  any_ = true;
  record.document = document_;
  record.expected_tokens = lines.rows.size();
  record.provenance = std::move(provenance);
  return true;
}

void AnnotatedRowReader::read(Record& record) const {
  // No writer gives these lines back.
  const auto provenance =
      std::static_pointer_cast<ColumnProvenance>(std::exchange(record.provenance, nullptr));
  const SentenceLines& lines = provenance->lines;
  Sentence sentence;
  sentence.document = record.document;
  sentence.file = name();
  std::vector<AnnotatedRow> rows;
  std::size_t comment = 0;  // the line of one after a token
  for (const SentenceLines::Row& row : lines.rows) {
    const std::string_view text = lines.text(row);
    if (text.starts_with('#')) {
      comment = row.line;
      continue;
    }
    if (comment != 0) {
      throw DataError({sentence.file, comment, 0},
                      "a comment inside a sentence; a blank line ends a sentence");
    }
    refuse_nul(text, sentence.file, row.line);
    AnnotatedRow fields{{}, row.line};
    split_fields(text, separator(), fields.fields);
    if (!is_token(fields)) continue;
    sentence.lines.push_back(row.line);
    rows.push_back(std::move(fields));
  }
  if (rows.empty()) return;
  fill(rows, sentence);
  record.sentences.push_back(std::move(sentence));
}

}  // namespace seqlab::corpus
