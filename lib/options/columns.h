// Columns of the data that options name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "options/option_value.h"

namespace seqlab::options {

// What a head is called that learns from a column: the column, of MISC:Key the key; "label" where the column
// is the format's default.
std::string head_name(std::string_view label_column);

// A further column that a model reads, and the length of its values' vectors.
struct FeatureColumn {
  std::string column;
  std::size_t dimension = 0;
  friend bool operator==(const FeatureColumn&, const FeatureColumn&) = default;
};

// "COLUMN:DIMENSION"; the column may hold a colon itself.
template <>
struct OptionValue<FeatureColumn> {
  static constexpr OptionType type = OptionType::text;
  static FeatureColumn parse(const OptionInfo& option, const std::string& text);
  static std::string print(const FeatureColumn& feature);
};

}  // namespace seqlab::options
