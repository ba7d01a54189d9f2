// Which format is written when none is asked for.
#pragma once

#include <string>

#include "corpus/reader.h"
#include "corpus/writer.h"
#include "options/option_table.h"

namespace seqlab::programs {

// --output-format; `default_text` says what is written without it, `unlabelled` adds the formats that hold no
// labels.
options::OptionInfo output_format_option(const std::string& default_text, bool unlabelled);

// The format of that name; with no name that of the input, or `for_text` for raw text, and conll for lines of
// tokens.
corpus::OutputFormat output_format_for(const std::string& name, corpus::Format input,
                                       corpus::OutputFormat for_text);

}  // namespace seqlab::programs
