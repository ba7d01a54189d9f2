#include "tagger/output_format.h"

#include <utility>

namespace seqlab::programs {

options::OptionInfo output_format_option(std::string default_text, bool unlabelled) {
  std::vector<std::string> refused;
  if (!unlabelled) refused = {"text", "tokens"};
  return {.name = "output-format",
          .group = "Output",
          .help = "format of the output; inline: word/LABEL, with \\/ and \\\\ for / and \\ in words",
          .refused = std::move(refused),
          .default_text = std::move(default_text)};
}

corpus::OutputFormat output_format_for(std::optional<corpus::OutputFormat> given, corpus::Format input,
                                       corpus::OutputFormat for_text) {
  if (given) return *given;
  switch (input) {
    case corpus::Format::conllu:
      return corpus::OutputFormat::conllu;
    case corpus::Format::jsonl:
      return corpus::OutputFormat::jsonl;
    case corpus::Format::inline_tags:
      return corpus::OutputFormat::inline_tags;
    case corpus::Format::text:
    case corpus::Format::brat:
      return for_text;
    default:
      return corpus::OutputFormat::conll;
  }
}

}  // namespace seqlab::programs
