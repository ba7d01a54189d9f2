#include "program/output_format.h"

#include <utility>
#include <vector>

namespace seqlab::programs {

options::OptionInfo output_format_option(const std::string& default_text, bool unlabelled) {
  std::vector<std::string> choices = {"conll", "conllu", "jsonl", "inline"};
  if (unlabelled) choices.insert(choices.end(), {"text", "tokens"});
  return {.name = "output-format",
          .group = "Output",
          .help = "what goes out; inline: word/LABEL with \\/ and \\\\ for / and \\ in words",
          .choices = std::move(choices),
          .default_text = default_text};
}

corpus::OutputFormat output_format_for(const std::string& name, corpus::Format input,
                                       corpus::OutputFormat for_text) {
  if (!name.empty()) return corpus::parse_output_format(name);
  switch (input) {
    case corpus::Format::conllu:
      return corpus::OutputFormat::conllu;
    case corpus::Format::jsonl:
      return corpus::OutputFormat::jsonl;
    case corpus::Format::text:
      return for_text;
    default:
      return corpus::OutputFormat::conll;
  }
}

}  // namespace seqlab::programs
