#include "program/command_line.h"

#include <algorithm>
#include <boost/program_options.hpp>

#include "base/errors.h"
#include "program/data_output.h"

namespace seqlab::programs {

namespace po = boost::program_options;

namespace {

po::options_description describe(std::span<const options::OptionInfo* const> options) {
  po::options_description description;
  for (const auto* option : options) {
    auto* value = po::value<std::string>();
    if (option->type == options::OptionType::flag) value->zero_tokens();
    const std::string short_name = option->short_name ? std::string(",") + option->short_name : std::string();
    description.add_options()((option->name + short_name).c_str(), value);
  }
  return description;
}

// The flag in --force=false; null if the token is something else. Boost's flags take no value.
const options::OptionInfo* flag_with_value(const std::string& token,
                                           std::span<const options::OptionInfo* const> options) {
  const std::size_t equals = token.find('=');
  if (equals == std::string::npos) return nullptr;
  for (const auto* option : options) {
    if (option->type == options::OptionType::flag && token.substr(0, equals) == "--" + option->name)
      return option;
  }
  return nullptr;
}

std::string without_value(const std::string& token) {
  const std::string name = token.substr(std::min(token.find_first_not_of('-'), token.size()));
  return name.substr(0, name.find('='));
}

[[noreturn]] void refuse_unknown(const std::string& token,
                                 std::span<const options::OptionInfo* const> options) {
  std::vector<std::string> names;
  for (const auto* option : options) names.push_back("--" + option->name);
  const std::string shown = token.substr(0, token.find('='));
  throw UsageError("unknown option '" + shown + "'" +
                   options::nearest_hint("--" + without_value(token), names));
}

// An unset shell variable gives an empty name. Taking it as "not given" would hide the mistake.
void refuse_empty(const std::string& name, const std::string& value,
                  std::span<const options::OptionInfo* const> options) {
  if (!value.empty()) return;
  for (const auto* option : options) {
    const bool named = option->value == "FILE" || option->value == "MODEL" || option->value == "NAME";
    if (option->name == name && named) throw UsageError("--" + name + ": the value is empty");
  }
}

// The arguments in order as names and values. Only the names have been checked.
struct SplitArguments {
  std::vector<options::OptionSetting> settings;
  std::vector<std::string> files;
};

SplitArguments split_arguments(const VerbUsage& usage, std::span<const options::OptionInfo* const> options,
                               std::span<const std::string> arguments) {
  namespace style = po::command_line_style;
  const po::options_description description = describe(options);
  SplitArguments split;
  std::vector<std::string> tokens;
  bool options_ended = false;
  for (const auto& argument : arguments) {
    options_ended = options_ended || argument == "--";
    const auto* flag = options_ended ? nullptr : flag_with_value(argument, options);
    if (flag) {
      split.settings.push_back({flag->name, argument.substr(argument.find('=') + 1), {}});
    } else {
      tokens.push_back(argument);
    }
  }
  try {
    const auto parsed = po::command_line_parser(tokens)
                            .options(description)
                            .positional(po::positional_options_description().add("file", -1))
                            .style(style::unix_style & ~style::allow_guessing)
                            .allow_unregistered()
                            .run();
    for (const auto& option : parsed.options) {
      if (option.position_key >= 0) {
        split.files.insert(split.files.end(), option.value.begin(), option.value.end());
      } else if (option.unregistered) {
        refuse_unknown(option.original_tokens.empty() ? option.string_key : option.original_tokens[0],
                       options);
      } else {
        split.settings.push_back({option.string_key, option.value.empty() ? "true" : option.value[0], {}});
        refuse_empty(option.string_key, split.settings.back().value, options);
      }
    }
  } catch (const po::invalid_command_line_syntax& error) {
    throw UsageError("--" + without_value(error.tokens()) + ": a value is missing");
  } catch (const po::error& error) {
    throw UsageError(error.what());
  }
  if (std::find(split.files.begin(), split.files.end(), "") != split.files.end()) {
    throw UsageError("a file name is empty");
  }
  if (split.files.size() > usage.most_files) {
    throw UsageError("unexpected argument '" + split.files[usage.most_files] + "'");
  }
  return split;
}

// Options that every verb has.
struct GeneralOptions {
  std::string config;
  bool help = false;
};

const options::OptionTable<GeneralOptions>& general_option_table() {
  static const auto table = [] {
    options::OptionTable<GeneralOptions> options;
    options
        .add(
            {.name = "config",
             .group = "General",
             .help =
                 "file with options, one 'name = value' per line, # for comments; the command line wins; for "
                 "tagger train and tune also sections, each a corpus",
             .value = "FILE"},
            &GeneralOptions::config)
        .add({.name = "help", .short_name = 'h', .group = "General", .help = "show this help"},
             &GeneralOptions::help);
    return options;
  }();
  return table;
}

void print_help(const VerbUsage& usage, std::span<const options::OptionInfo* const> options) {
  DataOutput output;
  output.stream() << "Usage: " << usage.call << "\n\n" << usage.summary << "\n\n";
  for (const Example& example : usage.examples) {
    output.stream() << "Example, " << example.text << ":\n  " << example.call << "\n\n";
  }
  output.stream() << options::help_text(options);
  output.finish();
}

void show_help(const VerbUsage& usage, std::vector<const options::OptionInfo*> options, HelpReader* reader) {
  // Options that every verb has come last.
  std::stable_partition(options.begin(), options.end(),
                        [](const options::OptionInfo* option) { return option->group != "General"; });
  if (reader == nullptr) {
    print_help(usage, options);
  } else {
    reader->read(usage, options);
  }
}

}  // namespace

bool Given::has(const std::string& name) const {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> Given::inputs() const {
  return files.empty() ? std::vector<std::string>{"-"} : files;
}

std::optional<Given> parse(const VerbUsage& usage, const options::OptionList& list,
                           const Arguments& arguments, void* options) {
  std::vector<const options::OptionInfo*> all = list.options();
  for (const auto* option : general_option_table().options()) all.push_back(option);
  SplitArguments split = split_arguments(usage, all, arguments.words);

  GeneralOptions general;
  Given given{std::move(split.files), {}, {}};
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
    show_help(usage, std::move(all), arguments.help);
    return std::nullopt;
  }
  if (!general.config.empty()) {
    options::Config config = options::read_config(io::open_input(general.config));
    if (!usage.sections && !config.sections.empty()) {
      throw UsageError(to_string(config.sections.front().place) +
                       ": sections describe corpora for 'tagger train' " +
                       "and 'tagger tune'; here there are none");
    }
    list.set_all(options, config.settings, given.names);
    for (const auto& line : config.settings) {
      if (!given.has(line.name)) given.names.push_back(line.name);
    }
    given.sections = std::move(config.sections);
  }
  list.set_all(options, settings, {});
  return given;
}

}  // namespace seqlab::programs
