// Config files, one option per line.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/errors.h"
#include "io/input.h"

namespace seqlab::options {

// A line of a config file, or an option and its value from elsewhere.
struct OptionSetting {
  std::string name;
  std::string value;
  Place place = {};  // of the line, in a config file
};

// The settings after a line [name], up to the next such line.
struct ConfigSection {
  std::string name;
  std::vector<OptionSetting> settings;
  Place place = {};  // of its line
};

struct Config {
  std::vector<OptionSetting> settings;  // before the first section
  std::vector<ConfigSection> sections;
};

// `name = value` lines; blank lines and lines that begin with # are skipped. White space around name and
// value is dropped; double quotes keep that of a value. [name] begins a section; a name consists of ASCII
// letters, digits, - and _. Throws UsageError with file and line, also for a section that is there twice.
Config read_config(std::unique_ptr<io::Input> input);

// The line that read_config() reads back as this option. A value with a line break, which no line can hold,
// gives a comment instead.
std::string config_line(const std::string& name, const std::string& value);

}  // namespace seqlab::options
