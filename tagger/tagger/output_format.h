// Options for writing tagged and untagged text.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "corpus/reader.h"
#include "corpus/writer.h"
#include "options/option_info.h"

namespace seqlab::programs {

// --output-format. default_text: what the help gives as the default. unlabelled: also allows the formats
// without labels.
options::OptionInfo output_format_option(std::string default_text, bool unlabelled);

// Throws UsageError if brat would have to hold the spans of several files.
void check_one_text(std::span<const std::string> files, std::optional<corpus::OutputFormat> given);

// The format given, if any. Otherwise the format of the input, if it is one of output; `for_text` for raw
// text and texts of brat, conll for the others.
corpus::OutputFormat output_format_for(std::optional<corpus::OutputFormat> given, corpus::Format input,
                                       corpus::OutputFormat for_text);

}  // namespace seqlab::programs
