#include "options/config.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "io/line_reader.h"

namespace seqlab::options {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r";
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

// Begins the section of a line that begins with [.
void begin_section(std::string_view line, const Place& place, Config& config) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  const bool closed = line.ends_with(']');
  const std::string name(closed ? trimmed(line.substr(1, line.size() - 2)) : "");
  if (name.empty() || name.find_first_not_of(letters) != std::string::npos) {
    throw UsageError(to_string(place) +
                     ": this line begins no section; write '[name]', with a name of letters, " +
                     "digits, - and _");
  }
  if (std::ranges::find(config.sections, name, &ConfigSection::name) != config.sections.end()) {
    throw UsageError(to_string(place) + ": there is a section [" + name + "] already");
  }
  config.sections.push_back({name, {}, place});
}

}  // namespace

Config read_config(std::unique_ptr<io::Input> input) {
  io::LineReader lines(std::move(input));
  Config config;
  std::string_view line;
  while (lines.next(line)) {
    const std::string_view text = trimmed(line);
    if (text.empty() || text.front() == '#') continue;
    if (text.find('\0') != std::string_view::npos) {
      throw UsageError(to_string(lines.place()) + ": NUL byte; a config file must be text");
    }
    if (text.front() == '[') {
      begin_section(text, lines.place(), config);
      continue;
    }
    const std::size_t equals = text.find('=');
    const std::string_view name = trimmed(text.substr(0, equals));
    if (equals == std::string_view::npos || name.empty()) {
      throw UsageError(to_string(lines.place()) + ": this line sets no option; write 'name = value'");
    }
    std::string_view value = trimmed(text.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    auto& settings = config.sections.empty() ? config.settings : config.sections.back().settings;
    settings.push_back({std::string(name), std::string(value), lines.place()});
  }
  return config;
}

std::string config_line(const std::string& name, const std::string& value) {
  if (value.find('\n') != std::string::npos) {
    std::string text = value;
    std::replace(text.begin(), text.end(), '\n', ' ');
    return "# " + name + " contains a line break: " + text;
  }
  const bool quoted = value.size() != trimmed(value).size() || value.starts_with('"');
  return name + " = " + (quoted ? '"' + value + '"' : value);
}

}  // namespace seqlab::options
