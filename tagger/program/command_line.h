// Parses the arguments of a verb into its options.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "options/option_table.h"

namespace seqlab::programs {

// How to call a verb: the first lines of its help.
struct VerbUsage {
  std::string call;     // "tagger tag -m MODEL [options] [FILE...]"
  std::string summary;  // full sentences
  std::size_t most_files = 0;
};

// VerbUsage::most_files for any number of files.
constexpr std::size_t most_files = static_cast<std::size_t>(-1);

// What the caller gave, apart from option values.
struct Given {
  std::vector<std::string> files;  // positional arguments
  std::vector<std::string> names;  // options set on the command line or in the config file

  [[nodiscard]] bool has(const std::string& name) const;
  // The files, or "-" (standard input) if there are none.
  [[nodiscard]] std::vector<std::string> inputs() const;
};

// The arguments in order as names and values. Only the names have been checked.
struct SplitArguments {
  std::vector<options::OptionSetting> settings;
  std::vector<std::string> files;
};

// Throws UsageError for an unknown option (naming the nearest), a missing value or too many files.
SplitArguments split_arguments(const VerbUsage& usage, std::span<const options::OptionInfo* const> options,
                               std::span<const std::string> arguments);

// Options that every verb has: --config and --help.
struct GeneralOptions {
  std::string config;
  bool help = false;
};
const options::OptionTable<GeneralOptions>& general_option_table();

void print_help(const VerbUsage& usage, std::span<const options::OptionInfo* const> options);

// Fills `options` from the config file, then from the arguments, which win. Prints the help and returns
// nothing if --help is given. Throws UsageError.
template <class T>
std::optional<Given> parse(const VerbUsage& usage, const options::OptionTable<T>& table,
                           std::span<const std::string> arguments, T& options) {
  std::vector<const options::OptionInfo*> all = table.options();
  for (const auto* option : general_option_table().options()) all.push_back(option);
  SplitArguments split = split_arguments(usage, all, arguments);

  GeneralOptions general;
  Given given{std::move(split.files), {}};
  std::vector<options::OptionSetting> settings;
  for (auto& setting : split.settings) {
    if (general_option_table().find(setting.name)) {
      general_option_table().set(general, setting.name, setting.value);
    } else {
      if (!given.has(setting.name)) given.names.push_back(setting.name);
      settings.push_back(std::move(setting));
    }
  }
  if (general.help) {
    print_help(usage, all);
    return std::nullopt;
  }
  if (!general.config.empty()) {
    const auto lines = options::read_config(io::open_input(general.config));
    table.set_all(options, lines, given.names);
    for (const auto& line : lines) {
      if (!given.has(line.name)) given.names.push_back(line.name);
    }
  }
  table.set_all(options, settings);
  return given;
}

}  // namespace seqlab::programs
