// What the targets that read corpora share.
#pragma once

#include <string>

#include "corpus/reader.h"
#include "corpus/writer.h"
#include "fuzz/fuzz.h"
#include "text/tokeniser.h"

namespace seqlab::fuzz {

const text::Tokeniser& english();

// Two choices: all options of reading but the format and the columns of words and labels.
corpus::ReaderOptions choose_reader_options(Input& input);

// How a corpus is written.
struct Writing {
  corpus::OutputFormat format = corpus::OutputFormat::conll;
  bool labels = false;  // other labels than those that were read
};
// One choice.
Writing choose_writing(Input& input);

// Reads a corpus, a text of this name, to its end, and writes it. What was read is whole, written as JSON
// Lines it is as many records with the same words, and columns that are written unchanged are the same bytes.
// Throws DataError and UsageError as reader and writer do.
void read_and_write(const std::string& text, const std::string& name, const corpus::ReaderOptions& options,
                    const Writing& writing);

}  // namespace seqlab::fuzz
