#include <map>

#include "pages/completions.h"

namespace seqlab::programs {

namespace {

using Kind = Offer::Kind;

std::string join(const std::vector<std::string>& words, const std::string& separator) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

std::string kind_name(Kind kind) {
  static const std::map<Kind, std::string> names = {{Kind::nothing, "nothing"},
                                                    {Kind::files, "files"},
                                                    {Kind::models, "models"},
                                                    {Kind::choices, "choices"},
                                                    {Kind::list, "list"}};
  return names.at(kind);
}

std::vector<std::string> spellings(const options::OptionInfo& option) {
  std::vector<std::string> words;
  if (option.short_name != 0) words.push_back(std::string("-") + option.short_name);
  words.push_back("--" + option.name);
  return words;
}

// What is offered at the end of a verb, and after each option that takes a value.
std::string rules(const CommandReference& command) {
  std::vector<std::string> words;
  for (const CommandReference& verb : command.verbs) words.push_back(verb.word());
  std::vector<std::string> names;
  // Options whose values are of one kind share a line.
  std::map<std::string, std::vector<std::string>> values;
  for (const auto& option : command.options) {
    for (const std::string& spelling : spellings(option)) {
      names.push_back(spelling);
      if (option.type == options::OptionType::flag) continue;
      const Offer offer = offer_for(option);
      std::string rule = "kind=" + kind_name(offer.kind);
      if (!offer.choices.empty()) rule += " words='" + offer.words() + "'";
      values[rule].push_back(spelling);
    }
  }
  std::string text = "    '" + command.name + "')\n      options='" + join(names, " ") + "'\n";
  if (!words.empty()) text += "      kind=choices words='" + join(words, " ") + "'\n";
  if (words.empty()) text += "      kind=" + kind_name(offer_for(command.usage).kind) + "\n";
  if (!values.empty()) {
    text += "      case $previous in\n";
    for (const auto& [rule, options] : values) {
      text += "        " + join(options, " | ") + ") value=yes " + rule + " ;;\n";
    }
    text += "      esac\n";
  }
  return text + "      ;;\n";
}

}  // namespace

std::string bash_completion(const CommandReference& program) {
  const std::string& name = program.name;
  std::string text = "# bash completion for " + name + ", written by the build from what --help prints\n\n";
  text += "_" + name + "() {\n  local verb=" + name;
  text += R"bash( current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local kind=nothing value='' options='' words=''
  # bash splits --name=value into three words.
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $previous == '=' ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  ((COMP_CWORD > 1)) && verb+=" ${COMP_WORDS[1]}"
)bash";
  for (const CommandReference& verb : program.verbs) {
    if (verb.verbs.empty()) continue;
    text += "  ((COMP_CWORD > 2)) && [[ $verb == '" + verb.name + "' ]] && verb+=\" ${COMP_WORDS[2]}\"\n";
  }
  text += "  case $verb in\n";
  for (const CommandReference* command : with_verbs(program)) text += rules(*command);
  text += R"bash(  esac
  [[ -z $value && $current == -* ]] && kind=choices words=$options
  case $kind in
    models) words=$("$1" models 2>/dev/null | tail -n +2 | cut -f 1) ;;
    list)
      if [[ $current == *,* ]]; then
        COMPREPLY=($(compgen -P "${current%,*}," -W "$words" -- "${current##*,}"))
        words=''
      fi
      ;;
  esac
  [[ -z $words ]] || COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ $kind == models || $kind == files ]]; then
    local file
    compopt -o filenames 2>/dev/null
    while IFS= read -r file; do
      COMPREPLY+=("$file")
    done < <(compgen -f -- "$current")
  fi
}
)bash";
  return text + "complete -F _" + name + " " + name + "\n";
}

}  // namespace seqlab::programs
