#include "verbs/duration.h"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <utility>

namespace seqlab::options {

programs::Duration OptionValue<programs::Duration>::parse(const OptionInfo& option, const std::string& text) {
  double number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(stop, static_cast<std::size_t>(text.data() + text.size() - stop));
  const double seconds = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  constexpr double most = 1e9;
  if (error != std::errc() || seconds == 0 || !(number > 0) || number > most) {
    refuse(option, text, "is not a time; give a number above 0 with a unit, such as 90s, 10m or 1.5h");
  }
  return {number * seconds};
}

std::string OptionValue<programs::Duration>::print(const programs::Duration& duration) {
  for (const auto& [unit, seconds] : {std::pair("h", 3600.0), std::pair("m", 60.0)}) {
    const double number = duration.seconds / seconds;
    if (number >= 1 && number == std::floor(number)) return print_real(number) + unit;
  }
  return print_real(duration.seconds) + "s";
}

}  // namespace seqlab::options
