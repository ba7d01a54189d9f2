// Factors on the loss of each label.
#pragma once

#include <string>

#include "options/named_numbers.h"

namespace seqlab::options {

// none: 1 for all. balanced: the rarer a label, the larger. named: as in `numbers`; 1 for other labels.
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
