// Options that give numbers to names.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "options/option_value.h"

namespace seqlab::options {

// "words=0.1,crf=10". An item ends at the first comma after `=` and a number, or at the end of the text, so
// names may contain both signs, as morphological features do: "Case=Acc,Nom=2" is one item.
using NamedNumbers = std::vector<std::pair<std::string, double>>;

// parse() throws UsageError for an item without a name or a number, for a number that is negative or not
// finite, and for a name that occurs twice. An empty text is an empty list.
template <>
struct OptionValue<NamedNumbers> {
  static constexpr OptionType type = OptionType::text;
  static NamedNumbers parse(const OptionInfo& option, const std::string& text);
  static std::string print(const NamedNumbers& numbers);
};

}  // namespace seqlab::options
