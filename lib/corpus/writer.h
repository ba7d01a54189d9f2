// Writing corpora, one record at a time.
#pragma once

#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "base/names.h"
#include "corpus/reader.h"
#include "corpus/sentence.h"

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
OutputFormat parse_output_format(std::string_view name);

// One of the best sequences of labels of a sentence of n tokens.
struct Alternative {
  std::vector<std::string> labels;         // n
  double probability = 0;                  // of the whole sequence
  std::vector<double> probabilities = {};  // n, of the labels; empty: not asked for
};

// What was predicted for one sentence of n tokens.
struct Predicted {
  std::vector<std::string> labels;    // n; empty: only convert, write the gold labels
  std::vector<double> probabilities;  // n, of the labels; empty: not asked for
  // The labels of further heads, n each, one list a name in WriterOptions::further. An empty label is none.
  std::vector<std::vector<std::string>> further;
  // Of the labels and of each further head's: the probabilities of the spans that they write down, in their
  // order; empty where the labels are no scheme. No list at all: not asked for.
  std::vector<std::vector<double>> span_probabilities = {};
  // The best sequences of the labels, the best first, which are `labels`; empty: not asked for.
  std::vector<Alternative> alternatives = {};
};

struct WriterOptions {
  OutputFormat format = OutputFormat::conll;
  std::string label_column;  // where CoNLL-U puts the prediction: UPOS (default), XPOS, FEATS or MISC:Key
  // Names of the further heads: in CoNLL-U their columns, as label_column; in JSON Lines their keys. CoNLL
  // columns and word/TAG have them in this order after the label.
  std::vector<std::string> further;
  text::OffsetUnit offsets = text::OffsetUnit::codepoint;
};

class RecordWriter {
 public:
  virtual ~RecordWriter() = default;
  // `predicted` has one entry a sentence of the record. Throws std::invalid_argument where it has not a label
  // for each token, or not as many further lists as the options have names; UsageError where CoNLL-U has no
  // column of a name, or two heads would share one. Probabilities of spans are written as JSON Lines,
  // alternatives as JSON Lines and CoNLL-U.
  virtual void write(const Record& record, std::span<const Predicted> predicted) = 0;
  // Called once, after the last record, with RecordReader::trailing().
  virtual void finish(const std::string& trailing) = 0;
};

std::unique_ptr<RecordWriter> make_writer(std::ostream& output, const WriterOptions& options);

}  // namespace seqlab::corpus
