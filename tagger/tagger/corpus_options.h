// Options for reading and writing tagged and untagged text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "corpus/reader.h"
#include "corpus/sentence.h"
#include "corpus/writer.h"
#include "options/option_table.h"
#include "program/verb_options.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace seqlab::programs {

struct InputOptions {
  corpus::Format input_format = corpus::Format::automatic;
  std::string word_column = {};
  std::string label_column = {};
  std::optional<std::string> unlabelled = {};
  InvalidUtf8 invalid = InvalidUtf8::error;
  std::string encoding = {};
  bool paragraphs = false;
  text::OffsetUnit offsets = text::OffsetUnit::codepoint;
};
const options::OptionTable<InputOptions>& input_option_table();

// labels: whether gold labels are read.
corpus::ReaderOptions reader_options(const InputOptions& options, bool labels, bool nfc,
                                     const text::Tokeniser& tokeniser);

// All sentences of the files, with consecutive document numbers.
std::vector<corpus::Sentence> read_all(const std::vector<std::string>& files,
                                       const corpus::ReaderOptions& options);

// --unlabelled.
options::OptionInfo unlabelled_option();

// --output-format. default_text: what the help gives as the default. unlabelled: also allows the formats
// without labels.
options::OptionInfo output_format_option(std::string default_text, bool unlabelled);

// The format given, if any. Otherwise the format of the input; `for_text` for raw text and conll for lines of
// tokens.
corpus::OutputFormat output_format_for(std::optional<corpus::OutputFormat> given, corpus::Format input,
                                       corpus::OutputFormat for_text);

}  // namespace seqlab::programs
