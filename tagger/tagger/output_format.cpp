#include "tagger/output_format.h"

#include <utility>

#include "base/errors.h"

namespace seqlab::programs {

options::OptionInfo output_format_option(std::string default_text, bool unlabelled) {
  std::vector<std::string> refused;
  if (!unlabelled) refused = {"text", "tokens"};
  return {
      .name = "output-format",
      .group = "Output",
      .help =
          "format of the output; inline: word/LABEL, with \\/ and \\\\ for / and \\ in words; html: a page "
          "with marked spans; terminal: running text with spans in colour, or in brackets if NO_COLOR "
          "is set; brat: the .ann of a running text; tsv: a table with a header and a row per token",
      .refused = std::move(refused),
      .default_text = std::move(default_text)};
}

void check_one_text(std::span<const std::string> files, std::optional<corpus::OutputFormat> given) {
  if (given != corpus::OutputFormat::brat || files.size() == 1) return;
  throw UsageError("--output-format brat writes the annotation of one text, and there are " +
                   std::to_string(files.size()) + " files; run it for each, such as -o x.ann x.txt");
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
