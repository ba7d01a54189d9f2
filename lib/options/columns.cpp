#include "options/columns.h"

#include <charconv>
#include <system_error>

#include "text/ascii.h"

namespace seqlab::options {

std::string head_name(std::string_view label_column) {
  constexpr std::string_view misc = "misc:";
  if (label_column.empty()) return "label";
  const bool key =
      label_column.size() > misc.size() && text::ascii_lower(label_column.substr(0, misc.size())) == misc;
  return std::string(key ? label_column.substr(misc.size()) : label_column);
}

FeatureColumn OptionValue<FeatureColumn>::parse(const OptionInfo& option, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::size_t dimension = 0;
  const char* const end = text.data() + text.size();
  const bool named = colon != std::string::npos && colon > 0;
  const auto [rest, error] = std::from_chars(named ? text.data() + colon + 1 : end, end, dimension);
  if (!named || error != std::errc() || rest != end ||
      !option.range.contains(static_cast<double>(dimension))) {
    refuse(option, text, "is not a column with the length of its vectors, such as XPOS:10 or MISC:Case:5");
  }
  return {text.substr(0, colon), dimension};
}

std::string OptionValue<FeatureColumn>::print(const FeatureColumn& feature) {
  return feature.column + ":" + std::to_string(feature.dimension);
}

}  // namespace seqlab::options
