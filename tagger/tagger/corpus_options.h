// Options of the verbs that read or write tagged or untagged text.
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

// What a reader is told.
corpus::ReaderOptions reader_options(const InputOptions& options, bool labels, bool nfc,
                                     const text::Tokeniser& tokeniser);

// All sentences of some files; documents are counted through.
std::vector<corpus::Sentence> read_all(const std::vector<std::string>& files,
                                       const corpus::ReaderOptions& options);

// --output-format; `default_text` says what is written without it, `unlabelled` adds the formats that hold no
// labels.
options::OptionInfo output_format_option(const std::string& default_text, bool unlabelled);

// The format of that name; with no name that of the input, or `for_text` for raw text, and conll for lines of
// tokens.
corpus::OutputFormat output_format_for(const std::string& name, corpus::Format input,
                                       corpus::OutputFormat for_text);

}  // namespace seqlab::programs
