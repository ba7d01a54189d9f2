// Lengths of time as options.
#pragma once

#include <string>

#include "options/option_value.h"

namespace seqlab::programs {

// "90s", "10m" or "1.5h".
struct Duration {
  double seconds = 0;
};

}  // namespace seqlab::programs

template <>
struct seqlab::options::OptionValue<seqlab::programs::Duration> {
  static constexpr OptionType type = OptionType::text;
  static programs::Duration parse(const OptionInfo& option, const std::string& text);
  static std::string print(const programs::Duration& duration);
};
