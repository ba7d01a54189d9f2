// Sentences and records, which readers return and writers take.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/errors.h"
#include "corpus/provenance.h"
#include "text/tokeniser.h"

namespace seqlab::corpus {

// One string per token of a sentence; empty if the token has no label or value.
using Labels = std::vector<std::string>;

// One sentence of n tokens.
struct Sentence {
  std::vector<std::string> words;       // n forms, UTF-8
  std::vector<Labels> gold;             // n labels per column of ReaderOptions::label_columns
  std::vector<Labels> features;         // n values per column of ReaderOptions::feature_columns
  std::size_t document = 0;             // index of the document in the input, from 0
  std::size_t corpus = 0;               // index of the corpus, of several that a model is trained on
  std::string file;                     // the input's name
  std::vector<std::size_t> lines;       // line of each token in `file`, from 1 (n; empty where unknown)
  std::vector<text::TextSpan> offsets;  // n spans in Record::text, if the input is running text

  [[nodiscard]] std::size_t size() const { return words.size(); }
  [[nodiscard]] Place place(std::size_t token) const {
    return {file, token < lines.size() ? lines[token] : 0, 0};
  }
};

// Where a line of a raw text begins: in Record::text, in bytes, and in the input, in ReaderOptions::offsets.
struct LineBegin {
  std::size_t byte = 0;
  std::size_t place = 0;
};

// The unit of input and output: N records in, N records out. A CoNLL sentence, a line of tokens, a line or
// paragraph of raw text (any number of sentences, also none), or a JSON object.
struct Record {
  std::string text;                    // the running text, if the input is one
  bool tokenised = false;              // the input has tokens and no running text
  std::vector<LineBegin> line_begins;  // of raw text: one per line that it was made of
  std::vector<Sentence> sentences;
  std::shared_ptr<Provenance> provenance;
  // Why it could not be read, with its place; it has no sentences then (Malformed::skip). Empty: it was read.
  std::string problem;

  // Left by RecordReader::take() for parse().
  std::string raw;                  // the lines of the record, unless the provenance has them
  std::size_t line = 0;             // of the first line, from 1
  std::size_t column = 0;           // in it, from 1; 0: the record is the line
  std::size_t document = 0;         // in the input, from 0
  std::size_t expected_tokens = 0;  // an estimate
};

}  // namespace seqlab::corpus
