// Names of formats and schemes on the command line.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/errors.h"

namespace seqlab::corpus {

// Names and their values; the first name of a value is the one that is printed.
template <typename Value, std::size_t size>
using NameTable = std::array<std::pair<std::string_view, Value>, size>;

// Levenshtein's distance in bytes.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

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

}  // namespace seqlab::corpus
