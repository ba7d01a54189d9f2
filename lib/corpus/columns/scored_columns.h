// Columns of gold and predicted labels.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "corpus/sentence.h"
#include "io/input.h"

namespace seqlab::corpus {

struct ScoredSentence {
  std::vector<std::string> words;
  std::vector<std::string> gold;       // empty if the token is not annotated
  std::vector<std::string> predicted;  // of the same size
  std::string file;                    // the input's name
  std::vector<std::size_t> lines;      // line of each token, from 1
};

struct ScoredOptions {
  std::string gold_column;                // index from 1; empty: the last but one
  std::string predicted_column;           // empty: the last
  std::optional<std::string> unlabelled;  // the gold value that means "not annotated"
  bool replace_invalid = false;
  std::string encoding;  // empty: UTF-8
};

// Reads a stream, one sentence at a time. The columns are those of CoNLL files, with or without ids and
// comments; -DOCSTART- lines are skipped. Every error is a DataError with file, line and column.
class ScoredReader {
 public:
  ScoredReader(std::unique_ptr<io::Input> input, const ScoredOptions& options);
  ~ScoredReader();

  // Reads the next sentence; false at the end.
  bool next(ScoredSentence& sentence);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Writes "form gold predicted" lines and a blank line, as the standard conlleval script reads them, with the
// gold labels of the sentence's first label column. Columns are separated by single spaces, so spaces inside
// a word become no-break spaces (U+00A0). A token that is not annotated gets O for both labels.
void write_scored(std::ostream& output, const Sentence& sentence, const Labels& predicted);

}  // namespace seqlab::corpus
