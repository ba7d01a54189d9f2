// The arguments of a verb, and who gets the help that they may ask for.
#pragma once

#include <span>
#include <string>

#include "options/option_info.h"

namespace seqlab::programs {

struct Program;
struct VerbUsage;

// Gets what --help would print: the source of man pages and completions.
class HelpReader {
 public:
  virtual ~HelpReader() = default;
  virtual void read(const Program& program) = 0;
  // The pointers are valid during the call.
  virtual void read(const VerbUsage& usage, std::span<const options::OptionInfo* const> options) = 0;
};

struct Arguments {
  // Implicit: who calls a program gives words alone.
  Arguments(std::span<const std::string> given, HelpReader* help_reader = nullptr)
      : words(given), help(help_reader) {}

  std::span<const std::string> words;
  HelpReader* help;  // null: help is printed
};

}  // namespace seqlab::programs
