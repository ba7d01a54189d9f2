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

// `name = value` lines; blank lines and lines that begin with # are skipped. White space around name and
// value is dropped; double quotes keep that of a value. Throws UsageError with file and line.
std::vector<OptionSetting> read_config(std::unique_ptr<io::Input> input);

// The line that read_config() reads back as this option. A value with a line break, which no line can hold,
// gives a comment instead.
std::string config_line(const std::string& name, const std::string& value);

}  // namespace seqlab::options
