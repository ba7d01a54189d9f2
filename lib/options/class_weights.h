// What the loss of each label is multiplied by.
#pragma once

#include <string>

#include "options/named_numbers.h"

namespace seqlab::options {

// none: 1 each. balanced: the rarer a label, the more. named: these labels; others have 1.
struct ClassWeights {
  enum class Kind { none, balanced, named } kind = Kind::none;
  NamedNumbers numbers = {};  // named
};

// "none", "balanced" or "LABEL=X,...".
template <>
struct OptionValue<ClassWeights> {
  static constexpr OptionType type = OptionType::text;
  static ClassWeights parse(const OptionInfo& option, const std::string& text);
  static std::string print(const ClassWeights& weights);
};

}  // namespace seqlab::options
