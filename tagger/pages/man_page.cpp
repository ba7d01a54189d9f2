#include "pages/man_page.h"

#include <algorithm>
#include <string_view>

namespace seqlab::programs {

namespace {

// Text that troff prints as it stands, with its line ends as spaces between words.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '\\':
        result += "\\e";
        break;
      case '-':
        result += "\\-";
        break;
      case '\'':
        result += "\\(aq";
        break;
      case '`':
        result += "\\(ga";
        break;
      case '^':
        result += "\\(ha";
        break;
      case '~':
        result += "\\(ti";
        break;
      case '|':  // where a long value may be broken
        result += "|\\:";
        break;
      default:
        // A dot would begin a macro at the beginning of a line.
        if (c == '.' && (result.empty() || result.back() == '\n')) result += "\\&";
        result += c;
    }
  }
  return result;
}

std::string bold(std::string_view text) {
  return "\\fB" + plain(text) + "\\fR";
}

std::string section(std::string_view name) {
  return ".SH " + std::string(name) + "\n";
}

std::string item(const std::string& tag, std::string_view text) {
  return ".TP\n" + tag + "\n" + plain(text) + "\n";
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string option_items(const std::vector<options::OptionInfo>& all) {
  std::vector<std::string> groups;
  for (const auto& option : all) {
    if (std::ranges::find(groups, option.group) == groups.end()) groups.push_back(option.group);
  }
  std::string text;
  for (const std::string& group : groups) {
    if (groups.size() > 1) text += ".SS \"" + plain(group) + "\"\n";
    for (const auto& option : all) {
      if (option.group != group) continue;
      std::string tag = bold("--" + option.name);
      if (option.short_name != 0) tag = bold(std::string("-") + option.short_name) + ", " + tag;
      if (const std::string value = options::value_name(option); !value.empty()) {
        tag += " \\fI" + plain(value) + "\\fR";
      }
      text += item(tag, options::help_with_notes(option));
    }
  }
  return text;
}

std::string meanings(const std::vector<Meaning>& all) {
  std::string text;
  for (const auto& [name, meaning] : all) text += item(bold(name), meaning);
  return text;
}

std::string example_item(const Example& example) {
  return ".TP\n" + plain(example.text) + "\n.EX\n" + plain(example.call) + "\n.EE\n";
}

std::string reference_to(const CommandReference& command) {
  return ".BR " + plain(page_name(command)) + " (1)";
}

// The pages of what the command is a verb of, and of its own verbs.
std::string see_also(const CommandReference& command, const CommandReference& program) {
  std::string text;
  for (const CommandReference* other : with_verbs(program)) {
    const bool above = command.name.starts_with(other->name + " ");
    const bool below = other->name.substr(0, other->name.rfind(' ')) == command.name;
    if (other != &command && (above || below)) text += (text.empty() ? "" : ",\n") + reference_to(*other);
  }
  return text + "\n";
}

}  // namespace

std::string page_name(const CommandReference& command) {
  std::string name = command.name;
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string man_page(const CommandReference& command, const CommandReference& program) {
  const std::string name = page_name(command);
  std::string text = ".\\\" Written by the build from what --help prints.\n";
  text += ".TH " + plain(upper(name)) + " 1 \"\" \"Seqlab " + version() + "\" \"User Commands\"\n";
  // Names of options and values are not broken at line ends.
  text += ".nh\n.ad l\n";
  std::string summary = command.summary;
  if (summary.ends_with('.')) summary.pop_back();
  text += section("NAME") + plain(name) + " \\- " + plain(summary) + "\n";
  text +=
      section("SYNOPSIS") + bold(command.name) + plain(command.usage.call.substr(command.name.size())) + "\n";
  text += section("DESCRIPTION") + plain(command.usage.summary) + "\n";
  if (!command.verbs.empty()) {
    text += section("VERBS");
    for (const CommandReference& verb : command.verbs) text += item(bold(verb.word()), verb.summary);
  }
  text += section("OPTIONS") + option_items(command.options);
  if (!command.usage.examples.empty()) {
    text += section("EXAMPLES");
    for (const Example& example : command.usage.examples) text += example_item(example);
  }
  text += section("EXIT STATUS") + meanings(exit_codes());
  text += section("ENVIRONMENT") + meanings(environment_variables());
  return text + section("SEE ALSO") + see_also(command, program);
}

}  // namespace seqlab::programs
