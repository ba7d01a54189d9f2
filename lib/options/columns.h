// Options that name columns of the data.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "options/option_value.h"

namespace seqlab::options {

// The name of the head that learns a column: the column's, or the key of MISC:Key; "label" for an empty name,
// which means the format's default column.
std::string head_name(std::string_view label_column);

// A further column that a model reads, and the length of the vectors of its values.
struct FeatureColumn {
  std::string column;
  std::size_t dimension = 0;
  friend bool operator==(const FeatureColumn&, const FeatureColumn&) = default;
};

// "COLUMN:DIMENSION"; the column may contain colons.
template <>
struct OptionValue<FeatureColumn> {
  static constexpr OptionType type = OptionType::text;
  static FeatureColumn parse(const OptionInfo& option, const std::string& text);
  static std::string print(const FeatureColumn& feature);
};

}  // namespace seqlab::options
