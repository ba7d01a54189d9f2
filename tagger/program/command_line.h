// Parses the arguments of a verb into its options.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "options/option_table.h"
#include "program/arguments.h"

namespace seqlab::programs {

// A call that shows what a verb is for.
struct Example {
  std::string text;  // what it does, without a full stop
  std::string call;
};

// How to call a verb: the first lines of its help.
struct VerbUsage {
  std::string call;     // "tagger tag -m MODEL [options] [FILE...]"
  std::string summary;  // full sentences
  std::size_t most_files = 0;
  bool sections = false;  // whether the config file may have sections
  std::vector<Example> examples = {};
  std::string file = "FILE";  // what a positional argument is: FILE, or MODEL for a file or a known name
};

// VerbUsage::most_files for any number of files.
constexpr std::size_t most_files = static_cast<std::size_t>(-1);

// What the caller gave, apart from option values.
struct Given {
  std::vector<std::string> files;                // positional arguments
  std::vector<std::string> names;                // options set on the command line or in the config file
  std::vector<options::ConfigSection> sections;  // of the config file

  [[nodiscard]] bool has(const std::string& name) const;
  // The files, or "-" (standard input) if there are none.
  [[nodiscard]] std::vector<std::string> inputs() const;
};

// Fills `options`, a struct with the options of the list, from the config file, then from the arguments,
// which win. If --help is given, prints the help, or hands it to the reader of help, and returns nothing.
// Throws UsageError: for an unknown option (naming the nearest), a missing or invalid value, too many files,
// or a section where there may be none.
std::optional<Given> parse(const VerbUsage& usage, const options::OptionList& list,
                           const Arguments& arguments, void* options);

template <class T>
std::optional<Given> parse(const VerbUsage& usage, const options::OptionTable<T>& table,
                           const Arguments& arguments, T& options) {
  return parse(usage, table.list(), arguments, &options);
}

}  // namespace seqlab::programs
