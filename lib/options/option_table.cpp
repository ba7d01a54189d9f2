#include "options/option_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/edit_distance.h"
#include "io/line_reader.h"

namespace seqlab::options {

namespace {

std::string number(double value) {
  std::array<char, 32> text{};
  const bool whole = std::abs(value) < 1e15 && std::floor(value) == value;
  const auto [end, error] = whole ? std::to_chars(text.begin(), text.end(), static_cast<long long>(value))
                                  : std::to_chars(text.begin(), text.end(), value);
  return {text.begin(), end};
}

std::string joined(const std::vector<std::string>& words, const std::string& separator) {
  std::string result;
  for (const auto& word : words) result += (result.empty() ? "" : separator) + word;
  return result;
}

[[noreturn]] void refuse(const OptionInfo& option, const std::string& value, const std::string& right) {
  throw UsageError("--" + option.name + ": '" + value + "' " + right);
}

void check_range(const OptionInfo& option, const std::string& value, double parsed) {
  if (option.range.contains(parsed)) return;
  refuse(
      option, value,
      "is out of range; give " + option.range.to_string() + (option.unit.empty() ? "" : " " + option.unit));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r";
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

std::string value_name(const OptionInfo& option) {
  if (!option.value.empty()) return option.value;
  switch (option.type) {
    case OptionType::flag:
      return {};
    case OptionType::integer:
      return "N";
    case OptionType::real:
      return "X";
    case OptionType::choice:
      return joined(option.choices, "|");
    case OptionType::text:
    case OptionType::repeated:
      break;
  }
  return "TEXT";
}

std::string described(const OptionInfo& option) {
  std::vector<std::string> notes;
  if (option.type == OptionType::repeated) notes.emplace_back("may be repeated");
  const std::string range = option.range.to_string();
  if (!range.empty()) notes.push_back(range + (option.unit.empty() ? "" : " " + option.unit));
  if (!option.default_text.empty()) {
    notes.push_back("default: " + option.default_text);
  } else if (option.type != OptionType::flag && !joined(option.defaults, "").empty()) {
    notes.push_back("default: " + joined(option.defaults, ", "));
  }
  return option.help + (notes.empty() ? "" : " (" + joined(notes, "; ") + ")");
}

}  // namespace

bool OptionRange::contains(double value) const {
  return (low_open ? value > low : value >= low) && (high_open ? value < high : value <= high);
}

std::string OptionRange::to_string() const {
  const bool from = std::isfinite(low);
  const bool to = std::isfinite(high);
  if (!from && !to) return {};
  if (!to) return low_open ? "above " + number(low) : number(low) + " or more";
  if (!from) return high_open ? "below " + number(high) : "at most " + number(high);
  return (low_open ? "above " : "") + number(low) + " to " + (high_open ? "below " : "") + number(high);
}

void check_option(const OptionInfo& option, const std::string& value) {
  switch (option.type) {
    case OptionType::flag:
      option_values::parse_flag(option, value);
      break;
    case OptionType::integer:
      check_range(option, value, static_cast<double>(option_values::parse_integer(option, value)));
      break;
    case OptionType::real:
      check_range(option, value, option_values::parse_real(option, value));
      break;
    case OptionType::choice: {
      const auto& choices = option.choices;
      // An empty value stands for "not chosen" where that is what the default is.
      const bool unset = value.empty() && option.defaults == std::vector<std::string>{""};
      if (unset || std::find(choices.begin(), choices.end(), value) != choices.end()) break;
      refuse(option, value,
             "is unknown; give one of " + joined(choices, ", ") + nearest_hint(value, choices));
    }
    case OptionType::text:
    case OptionType::repeated:
      break;
  }
  if (option.problem) {
    const std::string problem = option.problem(value);
    if (!problem.empty()) refuse(option, value, problem);
  }
}

std::string nearest_name(std::string_view name, std::span<const std::string> names) {
  // Half of the letters wrong is another word; a prefix of at least three letters is what was meant.
  const std::string* best = nullptr;
  std::size_t smallest = std::max<std::size_t>(1, name.size() / 2) + 1;
  if (name.size() > 64) return {};
  for (const auto& candidate : names) {
    const bool prefix = name.size() >= 3 && candidate.starts_with(name);
    const std::size_t distance = prefix ? 1 : base::edit_distance(name, candidate);
    if (distance < smallest) {
      smallest = distance;
      best = &candidate;
    }
  }
  return best ? *best : std::string();
}

std::string nearest_hint(std::string_view name, std::span<const std::string> names) {
  const std::string nearest = nearest_name(name, names);
  return nearest.empty() ? std::string() : "; the nearest is '" + nearest + "'";
}

std::vector<OptionSetting> read_config(std::unique_ptr<io::Input> input) {
  io::LineReader lines(std::move(input));
  std::vector<OptionSetting> settings;
  std::string_view line;
  while (lines.next(line)) {
    const std::string_view text = trimmed(line);
    if (text.empty() || text.front() == '#') continue;
    if (text.find('\0') != std::string_view::npos) {
      throw UsageError(to_string(lines.place()) + ": a NUL byte; a config file is text");
    }
    const std::size_t equals = text.find('=');
    const std::string_view name = trimmed(text.substr(0, equals));
    if (equals == std::string_view::npos || name.empty()) {
      throw UsageError(to_string(lines.place()) + ": this line is no option; write 'name = value'");
    }
    std::string_view value = trimmed(text.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    settings.push_back({std::string(name), std::string(value), lines.place()});
  }
  return settings;
}

std::string config_line(const std::string& name, const std::string& value) {
  if (value.find('\n') != std::string::npos) {
    std::string text = value;
    std::replace(text.begin(), text.end(), '\n', ' ');
    return "# " + name + " has a line end in it: " + text;
  }
  const bool quoted = value.size() != trimmed(value).size() || value.starts_with('"');
  return name + " = " + (quoted ? '"' + value + '"' : value);
}

std::string help_text(std::span<const OptionInfo* const> options) {
  constexpr std::size_t indent = 28;
  constexpr std::size_t width = 80;
  std::vector<std::string> groups;
  for (const auto* option : options) {
    if (std::find(groups.begin(), groups.end(), option->group) == groups.end()) {
      groups.push_back(option->group);
    }
  }
  std::string text;
  for (const auto& group : groups) {
    text += (text.empty() ? "" : "\n") + group + ":\n";
    for (const auto* option : options) {
      if (option->group != group) continue;
      std::string line = "  ";
      if (option->short_name) line += std::string("-") + option->short_name + ", ";
      line += "--" + option->name;
      const std::string value = value_name(*option);
      if (!value.empty()) line += " " + value;
      if (line.size() + 2 > indent) {
        text += line + "\n";
        line.clear();
      }
      line.resize(indent, ' ');
      const std::string help = described(*option);
      std::size_t begin = 0;
      while (begin < help.size()) {
        const std::size_t end = std::min(help.find(' ', begin), help.size());
        if (line.size() > indent && line.size() + 1 + end - begin > width) {
          text += line + "\n";
          line.assign(indent, ' ');
        }
        if (line.size() > indent) line += ' ';
        line += help.substr(begin, end - begin);
        begin = end + 1;
      }
      text += line + "\n";
    }
  }
  return text;
}

namespace option_values {

std::uint64_t parse_integer(const OptionInfo& option, const std::string& value) {
  std::uint64_t result = 0;
  const char* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, result);
  if (error == std::errc() && stop == end) return result;
  const bool digits = !value.empty() &&
                      value.find_first_not_of("0123456789", value[0] == '-') == std::string::npos &&
                      value != "-";
  const std::string range = option.range.to_string();
  refuse(option, value,
         std::string(digits ? "is out of range" : "is no whole number") + "; give " +
             (range.empty() ? "a whole number, 0 or more" : range) +
             (option.unit.empty() ? "" : " " + option.unit));
}

double parse_real(const OptionInfo& option, const std::string& value) {
  double result = 0;
  const char* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, result);
  const bool whole = stop == end;
  if (error == std::errc() && whole && std::isfinite(result)) return result;
  const std::string range = option.range.to_string();
  const bool too_far = error == std::errc::result_out_of_range && whole;
  refuse(option, value,
         std::string(too_far                         ? "is out of range"
                     : error == std::errc() && whole ? "is no finite number"
                                                     : "is no number") +
             "; give " + (range.empty() ? "a finite number" : range) +
             (option.unit.empty() ? "" : " " + option.unit));
}

bool parse_flag(const OptionInfo& option, const std::string& value) {
  if (value == "true") return true;
  if (value == "false") return false;
  refuse(option, value, "is neither true nor false");
}

std::string print_real(double value) {
  return number(value);
}

}  // namespace option_values

}  // namespace seqlab::options
