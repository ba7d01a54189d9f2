// The names of an enumeration's values: one table per enumeration, for command line, model files and help.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace seqlab::base {

// Names with their values. A value may have several names; the first is printed.
template <typename Value, std::size_t size>
using NameTable = std::array<std::pair<std::string_view, Value>, size>;

// An enumeration with a table of names: a constexpr function `name_table(Enum)` beside it.
template <typename Enum>
concept Named = std::is_enum_v<Enum> && requires {
  name_table(Enum{});
};

template <Named Enum>
std::optional<Enum> find_name(std::string_view name) {
  for (const auto& [known, value] : name_table(Enum{})) {
    if (known == name) return value;
  }
  return std::nullopt;
}

// Throws the UsageError of parse_name().
[[noreturn]] void refuse_name(std::string_view name, std::string_view what,
                              std::span<const std::string_view> known);

// The value of a name. Throws UsageError for an unknown name, with the nearest and all known ones. `what`
// names the enumeration in the message: "tag scheme".
template <Named Enum>
Enum parse_name(std::string_view name, std::string_view what) {
  if (const auto value = find_name<Enum>(name)) return *value;
  std::vector<std::string_view> known;
  for (const auto& entry : name_table(Enum{})) known.push_back(entry.first);
  refuse_name(name, what, known);
}

template <Named Enum>
constexpr std::string_view name_of(Enum value) {
  for (const auto& [name, named] : name_table(Enum{})) {
    if (named == value) return name;
  }
  return "";
}

// One name of each value, in the order of the table: the first that is not among `refused`.
template <Named Enum>
std::vector<std::string> names_of(std::span<const std::string> refused = {}) {
  std::vector<std::string> names;
  std::vector<Enum> values;
  for (const auto& [name, value] : name_table(Enum{})) {
    if (std::ranges::find(refused, name) != refused.end()) continue;
    if (std::ranges::find(values, value) != values.end()) continue;
    names.emplace_back(name);
    values.push_back(value);
  }
  return names;
}

}  // namespace seqlab::base
