// Options of the verbs that read tagged or untagged text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "corpus/reader.h"
#include "corpus/sentence.h"
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

// The files of the command line; standard input where there is none.
std::vector<std::string> inputs(const std::vector<std::string>& files);

// All sentences of some files; documents are counted through.
std::vector<corpus::Sentence> read_all(const std::vector<std::string>& files,
                                       const corpus::ReaderOptions& options);

}  // namespace seqlab::programs
