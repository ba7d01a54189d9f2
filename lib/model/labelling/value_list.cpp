#include "model/labelling/value_list.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace seqlab::model {

ValueList::ValueList(const std::map<std::string, std::size_t>& counts, std::size_t min_count) {
  std::vector<std::pair<std::string_view, std::size_t>> kept;
  for (const auto& [value, count] : counts) {
    if (!value.empty() && count >= min_count) kept.emplace_back(value, count);
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [value, count] : kept) values_.add(value);
}

ValueList::ValueList(std::string_view bytes, std::span<const std::uint64_t> offsets) {
  if (offsets.empty() || offsets.front() != 0 || offsets.back() != bytes.size() ||
      !std::is_sorted(offsets.begin(), offsets.end())) {
    throw std::invalid_argument("the offsets of a feature's values do not span their bytes");
  }
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
    const std::string_view value = bytes.substr(offsets[i], offsets[i + 1] - offsets[i]);
    if (value.empty() || !values_.add(value)) {
      throw std::invalid_argument("a feature has an empty value, or one value twice");
    }
  }
}

std::uint32_t ValueList::row(std::string_view value) const {
  const auto found = values_.index().find(value);
  return found ? static_cast<std::uint32_t>(*found + 1) : unknown;
}

std::string_view ValueList::value(std::size_t row) const {
  return row == unknown ? std::string_view() : values_.index().word(row - 1);
}

}  // namespace seqlab::model
