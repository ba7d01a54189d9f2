// Names of formats and schemes on the command line.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/edit_distance.h"
#include "base/errors.h"

namespace seqlab::base {

// Names and their values; the first name of a value is the one that is printed.
template <typename Value, std::size_t size>
using NameTable = std::array<std::pair<std::string_view, Value>, size>;

// The value of a name. Throws UsageError for an unknown one, naming the nearest and all.
template <typename Value, std::size_t size>
Value parse_name(std::string_view name, const NameTable<Value, size>& table, std::string_view what) {
  std::string all;
  const std::pair<std::string_view, Value>* nearest = &table[0];
  for (const auto& entry : table) {
    if (entry.first == name) return entry.second;
    if (edit_distance(name, entry.first) < edit_distance(name, nearest->first)) nearest = &entry;
    all += (all.empty() ? "" : ", ") + std::string(entry.first);
  }
  throw UsageError("unknown " + std::string(what) + " '" + std::string(name) + "'; did you mean '" +
                   std::string(nearest->first) + "'? There are " + all);
}

template <typename Value, std::size_t size>
std::string_view name_of(Value value, const NameTable<Value, size>& table) {
  for (const auto& [name, named] : table) {
    if (named == value) return name;
  }
  return "";
}

}  // namespace seqlab::base
