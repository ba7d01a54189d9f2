// Lists of names with a number each, as options take them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "options/option_value.h"

namespace seqlab::options {

// "words=0.1,crf=10". An item ends at a comma, or the end of the text, that follows `=` and a number, so that
// names may hold both signs, as features of words do: "Case=Acc,Nom=2" is one item.
using NamedNumbers = std::vector<std::pair<std::string, double>>;

// Throws UsageError where an item has no name or no number, a number is below 0 or not finite, or a name
// comes twice. An empty text is an empty list.
template <>
struct OptionValue<NamedNumbers> {
  static constexpr OptionType type = OptionType::text;
  static NamedNumbers parse(const OptionInfo& option, const std::string& text);
  static std::string print(const NamedNumbers& numbers);
};

}  // namespace seqlab::options
