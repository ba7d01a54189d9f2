#include "pages/completions.h"

namespace seqlab::programs {

namespace {

using Kind = Offer::Kind;

// The text with a backslash before each of these characters.
std::string escaped(const std::string& text, const std::string& characters) {
  std::string result;
  for (const char c : text) {
    if (characters.find(c) != std::string::npos) result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string action(const Offer& offer, const std::string& program) {
  switch (offer.kind) {
    case Kind::files:
      return "_files";
    case Kind::models:
      return "_" + program + "_known_models";
    case Kind::choices:
      return "(" + offer.words() + ")";
    case Kind::list:
      return " _values -s , value " + offer.words();  // a space: no further arguments
    case Kind::nothing:
      break;
  }
  return " ";
}

// The specifications of an option for _arguments, one for each spelling.
std::vector<std::string> specifications(const options::OptionInfo& option, const std::string& program) {
  const std::string name = "--" + option.name;
  const std::string shorter = option.short_name == 0 ? "" : std::string("-") + option.short_name;
  const bool flag = option.type == options::OptionType::flag;
  std::string before;
  if (option.type == options::OptionType::repeated) {
    before = "*";
  } else if (!shorter.empty()) {
    before = "(" + shorter + " " + name + ")";
  }
  std::string after = "[" + escaped(option.help, "\\[]") + "]";
  if (!flag) {
    after += ":" + escaped(options::value_name(option), "\\:") + ":" + action(offer_for(option), program);
  }
  std::vector<std::string> result;
  if (!shorter.empty()) result.push_back(zsh_quoted(before + shorter + (flag ? "" : "+") + after));
  result.push_back(zsh_quoted(before + name + (flag ? "" : "=") + after));
  return result;
}

std::string positional(const VerbUsage& usage, const std::string& program) {
  if (usage.most_files == 0) return {};
  const std::string place = usage.most_files == 1 ? "1" : "*";
  return " \\\n    " + zsh_quoted(place + ":" + usage.file + ":" + action(offer_for(usage), program));
}

std::string function_name(const CommandReference& command) {
  std::string name = "_" + command.name;
  for (char& c : name) {
    if (c == ' ') c = '_';
  }
  return name;
}

// A function that completes the words after the command.
std::string function(const CommandReference& command, const std::string& program) {
  std::string text = function_name(command) + "() {\n";
  if (command.verbs.empty()) {
    text += "  _arguments -s -S";
    for (const auto& option : command.options) {
      for (const std::string& line : specifications(option, program)) text += " \\\n    " + line;
    }
    return text + positional(command.usage, program) + "\n}\n\n";
  }
  text += "  local context state state_descr line\n  typeset -A opt_args\n";
  if (command.name == program) text += "  local program=$words[1]\n";
  text += "  _arguments -C";
  for (const auto& option : command.options) {
    for (const std::string& line : specifications(option, program)) text += " \\\n    " + line;
  }
  text +=
      " \\\n    '1:verb:->verb' \\\n    '*::argument:->arguments'\n  case $state in\n    verb)\n      local "
      "-a verbs=(\n";
  for (const CommandReference& verb : command.verbs) {
    text += "        " + zsh_quoted(verb.word() + ":" + escaped(verb.summary, "\\:")) + "\n";
  }
  text += "      )\n      _describe verb verbs\n      ;;\n    arguments)\n      case $words[1] in\n";
  for (const CommandReference& verb : command.verbs) {
    text += "        " + verb.word() + ") " + function_name(verb) + " ;;\n";
  }
  return text + "      esac\n      ;;\n  esac\n}\n\n";
}

}  // namespace

std::string zsh_completion(const CommandReference& program) {
  const std::string& name = program.name;
  std::string text = "#compdef " + name + "\n# Written by the build from what --help prints.\n\n_" + name;
  text += R"zsh(_known_models() {
  local -a names=(${(f)"$(_call_program models ${(q)program} models 2>/dev/null)"})
  names=(${names[2,-1]%%$'\t'*})
  _alternative 'models:model:compadd -a names' 'files:file:_files'
}

)zsh";
  for (const CommandReference* command : with_verbs(program)) text += function(*command, name);
  return text + "_" + name + " \"$@\"\n";
}

}  // namespace seqlab::programs
