// Writes corpora, one record at a time.
#pragma once

#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "base/names.h"
#include "corpus/prediction.h"
#include "corpus/reader.h"
#include "corpus/sentence.h"
#include "corpus/tag_scheme.h"

namespace seqlab::corpus {

enum class OutputFormat { conll, conllu, jsonl, inline_tags, text, tokens };
constexpr auto name_table(OutputFormat /*format*/) {
  return base::NameTable<OutputFormat, 6>{{{"conll", OutputFormat::conll},
                                           {"conllu", OutputFormat::conllu},
                                           {"jsonl", OutputFormat::jsonl},
                                           {"inline", OutputFormat::inline_tags},
                                           {"text", OutputFormat::text},
                                           {"tokens", OutputFormat::tokens}}};
}

struct WriterOptions {
  OutputFormat format = OutputFormat::conll;
  // Where the labels go, one entry per head: in CoNLL-U a column (UPOS, XPOS, FEATS or MISC:Key; empty:
  // UPOS), in JSON Lines a key (unused for the first head, whose key is fixed). CoNLL columns and word/TAG
  // have the labels in the order of the heads and need no names.
  std::vector<std::string> label_columns = {""};
  text::OffsetUnit offsets = text::OffsetUnit::codepoint;
  // What every record has in JSON Lines, so that those without tokens have the same keys: the schemes of the
  // heads (none if nothing is predicted), and what is predicted besides labels.
  std::vector<SchemeStyle> schemes = {};
  bool probabilities = false;
  bool span_probabilities = false;
  bool alternatives = false;
  bool gold = false;  // nothing is predicted, and gold labels were read
};

class RecordWriter {
 public:
  virtual ~RecordWriter() = default;
  // `predicted` has one entry per sentence of the record. If nothing is predicted, gold labels are written:
  // back to where they were read if the input has the same format, else as if they were predicted. Label
  // probabilities and alternatives are written for the first head (alternatives only in JSON Lines and
  // CoNLL-U), span probabilities in JSON Lines for all heads. Throws std::invalid_argument if a token has no
  // label, or if JSON Lines or CoNLL-U gets lists of labels without an entry of label_columns; UsageError if
  // CoNLL-U has no such column, or two heads would share one.
  virtual void write(const Record& record, std::span<const Predicted> predicted) = 0;
  // Call it once, after the last record, with RecordReader::trailing().
  virtual void finish(const std::string& trailing) = 0;
};

// The JSON object of a record, as the JSON Lines writer writes it, without a line end. Options and errors as
// above.
std::string json_text(const Record& record, std::span<const Predicted> predicted,
                      const WriterOptions& options);

std::unique_ptr<RecordWriter> make_writer(std::ostream& output, const WriterOptions& options);

}  // namespace seqlab::corpus
