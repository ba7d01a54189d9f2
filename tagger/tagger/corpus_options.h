// Options for reading and writing tagged and untagged text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "corpus/reader.h"
#include "corpus/sentence.h"
#include "corpus/writer.h"
#include "options/option_table.h"
#include "text/tokeniser.h"

namespace seqlab::programs {

struct InputOptions {
  std::string input_format = "automatic";
  std::string word_column = {};
  std::string label_column = {};
  std::optional<std::string> unlabelled = {};
  std::string invalid = "error";  // error | replace
  std::string encoding = {};
  bool paragraphs = false;
  std::string offsets = "codepoint";
};
const options::OptionTable<InputOptions>& input_option_table();

// labels: whether gold labels are read.
corpus::ReaderOptions reader_options(const InputOptions& options, bool labels, bool nfc,
                                     const text::Tokeniser& tokeniser);

// All sentences of the files, with consecutive document numbers.
std::vector<corpus::Sentence> read_all(const std::vector<std::string>& files,
                                       const corpus::ReaderOptions& options);

// --output-format. default_text: what the help gives as the default. unlabelled: also allows the formats
// without labels.
options::OptionInfo output_format_option(const std::string& default_text, bool unlabelled);

// The format with this name. If the name is empty, the format of the input; `for_text` for raw text and conll
// for lines of tokens.
corpus::OutputFormat output_format_for(const std::string& name, corpus::Format input,
                                       corpus::OutputFormat for_text);

}  // namespace seqlab::programs
