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
#include "corpus/schemes/tag_scheme.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

// html: a page with marked spans. terminal: running text with spans in colour. brat: the .ann of a text. tsv:
// a table with a header and a token in each row.
enum class OutputFormat { conll, conllu, jsonl, inline_tags, html, terminal, brat, tsv, text, tokens };
constexpr auto name_table(OutputFormat /*format*/) {
  return base::NameTable<OutputFormat, 10>{{{"conll", OutputFormat::conll},
                                            {"conllu", OutputFormat::conllu},
                                            {"jsonl", OutputFormat::jsonl},
                                            {"inline", OutputFormat::inline_tags},
                                            {"html", OutputFormat::html},
                                            {"terminal", OutputFormat::terminal},
                                            {"brat", OutputFormat::brat},
                                            {"tsv", OutputFormat::tsv},
                                            {"text", OutputFormat::text},
                                            {"tokens", OutputFormat::tokens}}};
}

// Whether the format gives spans as such, so that its writer needs the tag schemes of gold labels.
bool shows_spans(OutputFormat format);

// Whether several inputs give one document, for which one writer writes them all.
bool is_one_document(OutputFormat format);

struct WriterOptions {
  OutputFormat format = OutputFormat::conll;
  // Where the labels go, one entry per head: in CoNLL-U a column (UPOS, XPOS, FEATS or MISC:Key; empty:
  // UPOS), in JSON Lines a key (unused for the first head, whose key is fixed), in tsv a column (empty
  // or a number: label). The others have the labels in the order of the heads and need no names.
  std::vector<std::string> label_columns = {""};
  text::OffsetUnit offsets = text::OffsetUnit::codepoint;
  // What every record has in JSON Lines, so that those without tokens have the same keys: the schemes of the
  // heads (none if nothing is predicted), and what is predicted besides labels. Formats that show spans have
  // here the schemes of gold labels if nothing is predicted; without one, labels mark no spans.
  std::vector<SchemeStyle> schemes = {};
  bool probabilities = false;
  bool span_probabilities = false;
  bool alternatives = false;
  bool gold = false;   // nothing is predicted, and gold labels were read
  bool colour = true;  // in terminal; else brackets mark the spans
};

class RecordWriter {
 public:
  virtual ~RecordWriter() = default;
  // `predicted` has one entry per sentence of the record. If nothing is predicted, gold labels are written:
  // back to where they were read if the input has the same format, else as if they were predicted. Label
  // probabilities and alternatives are written for the first head (alternatives only in JSON Lines and
  // CoNLL-U; html and tsv have the label probabilities of all), span probabilities in JSON Lines and in
  // formats that show spans, for all heads. Throws std::invalid_argument if a token has no label, or if JSON
  // Lines, CoNLL-U or tsv gets lists of labels without an entry of label_columns; UsageError if CoNLL-U has
  // no such column, if two heads would share one, or if brat gets a record without running text.
  virtual void write(const Record& record, std::span<const Predicted> predicted) = 0;
  // Call it after the last record of an input, with RecordReader::trailing().
  virtual void finish(const std::string& trailing) = 0;
  // Call it once, after the last input: ends the document.
  virtual void close() {}
};

// The JSON object of a record, as the JSON Lines writer writes it, without a line end. Options and errors as
// above.
std::string json_text(const Record& record, std::span<const Predicted> predicted,
                      const WriterOptions& options);

std::unique_ptr<RecordWriter> make_writer(std::ostream& output, const WriterOptions& options);

}  // namespace seqlab::corpus
