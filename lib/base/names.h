// The names of an enumeration's values: one table per enumeration, for command line, model files and help.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/edit_distance.h"
#include "base/errors.h"

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

// The value of a name. Throws UsageError for an unknown name, with the nearest and all known ones. `what`
// names the enumeration in the message: "tag scheme".
template <Named Enum>
Enum parse_name(std::string_view name, std::string_view what) {
  constexpr auto table = name_table(Enum{});
  if (const auto value = find_name<Enum>(name)) return *value;
  std::string all;
  std::string_view nearest = table[0].first;
  for (const auto& [known, value] : table) {
    if (edit_distance(name, known) < edit_distance(name, nearest)) nearest = known;
    all += (all.empty() ? "" : ", ") + std::string(known);
  }
  throw UsageError("unknown " + std::string(what) + " '" + std::string(name) + "'; did you mean '" +
                   std::string(nearest) + "'? Known: " + all);
}

template <Named Enum>
constexpr std::string_view name_of(Enum value) {
  for (const auto& [name, named] : name_table(Enum{})) {
    if (named == value) return name;
  }
  return "";
}

// The printed name of each value, in the order of the table.
template <Named Enum>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  for (const auto& [name, value] : name_table(Enum{})) {
    if (name == name_of(value)) names.emplace_back(name);
  }
  return names;
}

}  // namespace seqlab::base
