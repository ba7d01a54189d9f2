// What --help says about a program and its verbs, as data: the source of man pages and completions.
#pragma once

#include <string>
#include <vector>

#include "options/option_info.h"
#include "program/command_line.h"
#include "program/program.h"

namespace seqlab::programs {

// A program, or a verb.
struct CommandReference {
  std::string name;     // "tagger embeddings info"
  std::string summary;  // one line
  VerbUsage usage;
  std::vector<options::OptionInfo> options;
  std::vector<CommandReference> verbs;  // of a program, or of a verb that has verbs of its own

  // The last word of the name.
  [[nodiscard]] std::string word() const;
};

CommandReference reference_of(const Program& program);

// The command and, before those that follow it, its verbs and their verbs.
std::vector<const CommandReference*> with_verbs(const CommandReference& command);

// What a shell can offer as the value of an option or as an argument.
struct Offer {
  enum class Kind {
    nothing,
    files,
    models,
    choices,
    list
  };  // models: names and files; list: choices, with commas

  Kind kind = Kind::nothing;
  std::vector<std::string> choices = {};

  // The choices, with spaces between them.
  [[nodiscard]] std::string words() const;
};
Offer offer_for(const options::OptionInfo& option);
// For a positional argument.
Offer offer_for(const VerbUsage& usage);

}  // namespace seqlab::programs
