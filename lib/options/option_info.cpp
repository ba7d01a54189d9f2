#include "options/option_info.h"

#include <algorithm>
#include <cmath>

#include "base/edit_distance.h"
#include "base/errors.h"
#include "options/field_type.h"

namespace seqlab::options {

namespace {

std::string join(const std::vector<std::string>& words, const std::string& separator) {
  std::string result;
  for (const auto& word : words) result += (result.empty() ? "" : separator) + word;
  return result;
}

}  // namespace

bool OptionRange::contains(double value) const {
  return (low_open ? value > low : value >= low) && (high_open ? value < high : value <= high);
}

std::string OptionRange::to_string() const {
  const bool bounded_below = std::isfinite(low);
  const bool bounded_above = std::isfinite(high);
  if (!bounded_below && !bounded_above) return {};
  if (!bounded_above) return low_open ? "above " + print_real(low) : print_real(low) + " or more";
  const std::string above = (high_open ? "below " : "at most ") + print_real(high);
  if (!bounded_below) return above;
  if (!low_open && !high_open) return print_real(low) + " to " + print_real(high);
  return (low_open ? "above " : "at least ") + print_real(low) + " and " + above;
}

void OptionInfo::check(const std::string& text) const {
  field_type->read(*this, text, nullptr);
}

bool OptionInfo::applies_to(Task task) const {
  return tasks.empty() || std::ranges::find(tasks, task) != tasks.end();
}

void refuse(const OptionInfo& option, const std::string& value, const std::string& problem) {
  throw UsageError("--" + option.name + ": '" + value + "' " + problem);
}

std::string nearest_name(std::string_view name, std::span<const std::string> names) {
  // A name with more than half of its letters wrong is another word. A candidate that continues a name of at
  // least three letters is probably meant.
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
      return join(option.choices, "|");
    case OptionType::list:
      if (!option.choices.empty()) return join(option.choices, "|") + ",...";
      break;
    case OptionType::text:
    case OptionType::repeated:
      break;
  }
  return "TEXT";
}

std::string help_with_notes(const OptionInfo& option) {
  std::vector<std::string> notes;
  if (option.type == OptionType::repeated) notes.emplace_back("may be repeated");
  const std::string range = option.range.to_string();
  if (!range.empty()) notes.push_back(range + (option.unit.empty() ? "" : " " + option.unit));
  if (!option.default_text.empty()) {
    notes.push_back("default: " + option.default_text);
  } else if (option.type != OptionType::flag && !join(option.defaults, "").empty()) {
    notes.push_back("default: " + join(option.defaults, ", "));
  }
  return option.help + (notes.empty() ? "" : " (" + join(notes, "; ") + ")");
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
      const std::string help = help_with_notes(*option);
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

}  // namespace seqlab::options
