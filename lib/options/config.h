// Config files: a line per option.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/errors.h"
#include "io/input.h"

namespace seqlab::options {

// One line of a config file, or one value of anything else that names its options.
struct OptionSetting {
  std::string name;
  std::string value;
  Place place = {};  // of the line in a config file
};

// `name = value` lines; blank lines and lines that begin with # are skipped; white space around name and
// value does not count unless the value stands in double quotes. Throws UsageError with file and line.
std::vector<OptionSetting> read_config(std::unique_ptr<io::Input> input);

// The line of a config file that read_config() reads back as this; a comment for a value with a line end in
// it, which no line can hold.
std::string config_line(const std::string& name, const std::string& value);

}  // namespace seqlab::options
