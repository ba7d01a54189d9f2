#include "options/named_numbers.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <system_error>

namespace seqlab::options {

namespace {

// The item, if it has the form NAME=NUMBER. Numbers out of a double's range become infinite.
std::optional<std::pair<std::string, double>> parse_item(const std::string& item) {
  const std::size_t sign = item.rfind('=');
  if (sign == std::string::npos || sign == 0) return std::nullopt;
  double value = 0;
  const char* const end = item.data() + item.size();
  const auto [stop, error] = std::from_chars(item.data() + sign + 1, end, value);
  if (stop != end || error == std::errc::invalid_argument) return std::nullopt;
  if (error != std::errc()) value = std::numeric_limits<double>::infinity();
  return std::pair(item.substr(0, sign), value);
}

}  // namespace

NamedNumbers OptionValue<NamedNumbers>::parse(const OptionInfo& option, const std::string& text) {
  NamedNumbers result;
  if (text.empty()) return result;
  std::set<std::string> names;
  std::size_t begin = 0;
  for (std::size_t end = 0; end <= text.size(); ++end) {
    if (end < text.size() && text[end] != ',') continue;
    auto item = parse_item(text.substr(begin, end - begin));
    if (!item) continue;
    if (!std::isfinite(item->second) || item->second < 0) {
      refuse(option, text, "needs a finite number, 0 or more, for '" + item->first + "'");
    }
    if (!names.insert(item->first).second) refuse(option, text, "names '" + item->first + "' twice");
    result.push_back(std::move(*item));
    begin = end + 1;
  }
  if (begin <= text.size()) {
    refuse(option, text, "has '" + text.substr(begin) + "' where NAME=NUMBER is needed");
  }
  return result;
}

std::string OptionValue<NamedNumbers>::print(const NamedNumbers& numbers) {
  std::vector<std::string> items;
  for (const auto& [name, number] : numbers) items.push_back(name + "=" + print_real(number));
  return join_commas(items);
}

}  // namespace seqlab::options
