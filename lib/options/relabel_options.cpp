#include "options/relabel_options.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <vector>

namespace seqlab::options {

corpus::LabelNames OptionValue<corpus::LabelNames>::parse(const OptionInfo& option, const std::string& text) {
  corpus::LabelNames names;
  if (text.empty()) return names;
  for (const std::string& item : split_commas(text)) {
    const std::size_t sign = item.find('=');
    if (sign == std::string::npos || sign == 0) {
      refuse(option, text, "has '" + item + "' where NAME=NEW is needed");
    }
    const std::string name = item.substr(0, sign);
    if (std::ranges::find(names, name, &std::pair<std::string, std::string>::first) != names.end()) {
      refuse(option, text, "names '" + name + "' twice");
    }
    names.emplace_back(name, item.substr(sign + 1));
  }
  return names;
}

std::string OptionValue<corpus::LabelNames>::print(const corpus::LabelNames& names) {
  std::vector<std::string> items;
  for (const auto& [name, new_name] : names) items.push_back(name + "=" + new_name);
  return join_commas(items);
}

corpus::UnlabelledWord OptionValue<corpus::UnlabelledWord>::parse(const OptionInfo& option,
                                                                  const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (text.empty()) refuse(option, text, "is no word");
  if (colon == std::string::npos || colon == 0) return {text, 0};
  std::size_t following = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, following);
  if (error != std::errc() || rest != end) {
    refuse(option, text, "is not a word with the number of tokens after it, such as @:1");
  }
  return {text.substr(0, colon), following};
}

std::string OptionValue<corpus::UnlabelledWord>::print(const corpus::UnlabelledWord& word) {
  return word.word + ":" + std::to_string(word.following);
}

OptionInfo map_labels_option() {
  return {.name = "map-labels",
          .group = "Input",
          .help = "new names of gold labels or of their types; without a new name, they are not annotated",
          .value = "NAME=NEW,...",
          .default_text = "none"};
}

}  // namespace seqlab::options
