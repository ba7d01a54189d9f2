#include "pages/completions.h"

namespace seqlab::programs {

namespace {

using Kind = Offer::Kind;

std::string fish_quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

std::string value(const Offer& offer, const std::string& program) {
  switch (offer.kind) {
    case Kind::files:
      return " -r -F";
    case Kind::models:
      return " -r -F -a '(__" + program + "_known_models)'";
    case Kind::choices:
      return " -x -a " + fish_quoted(offer.words());
    case Kind::list:
      return " -x -a '(__fish_append , " + offer.words() + ")'";
    case Kind::nothing:
      break;
  }
  return " -x";
}

std::string lines(const CommandReference& command, const std::string& program) {
  const std::string words = command.name.size() == program.size() ? "" : command.name.substr(program.size());
  const std::string condition = command.verbs.empty() ? "_verb" : "_needs_verb";
  const std::string begin = "complete -c " + program + " -n '__" + program + condition + words + "'";
  std::string text;
  for (const CommandReference& verb : command.verbs) {
    text += begin + " -a " + verb.word() + " -d " + fish_quoted(verb.summary) + "\n";
  }
  for (const auto& option : command.options) {
    text += begin;
    if (option.short_name != 0) text += std::string(" -s ") + option.short_name;
    text += " -l " + option.name;
    if (option.type != options::OptionType::flag) text += value(offer_for(option), program);
    text += " -d " + fish_quoted(option.help) + "\n";
  }
  const Offer files = offer_for(command.usage);
  if (files.kind == Kind::files) text += begin + " -F\n";
  if (files.kind == Kind::models) text += begin + " -F -a '(__" + program + "_known_models)'\n";
  return text;
}

}  // namespace

std::string fish_completion(const CommandReference& program) {
  const std::string& name = program.name;
  std::string text = "# fish completion for " + name + ", written by the build from what --help prints\n";
  text += "\nfunction __" + name + "_verb";
  text += R"fish(
    set -l words (commandline -opc)[2..-1]
    set -l length (count $argv)
    test (count $words) -ge $length; and test "$words[1..$length]" = "$argv"
end
)fish";
  text += "\nfunction __" + name + "_needs_verb";
  text += R"fish(
    set -l words (commandline -opc)[2..-1]
    test "$words" = "$argv"
end
)fish";
  text += "\nfunction __" + name + "_known_models";
  text += R"fish(
    set -l words (commandline -opc)
    $words[1] models 2>/dev/null | tail -n +2 | cut -f 1
end

)fish";
  text += "complete -c " + name + " -f\n";
  for (const CommandReference* command : with_verbs(program)) text += lines(*command, name);
  return text;
}

}  // namespace seqlab::programs
