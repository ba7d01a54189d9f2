// The options that a search varies, and their values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/noise.h"
#include "options/option_table.h"

namespace seqlab::search {

// A value for each searched option, in the order of the space, as OptionTable::set() takes it.
using Configuration = std::vector<std::string>;

// The searched options, each with a list of values or a range of numbers.
class SearchSpace {
 public:
  // The reason why an option cannot be searched; empty if it can.
  using Refusal = std::function<std::string(const options::OptionInfo&)>;

  // searches: "NAME=VALUE,VALUE,..."; "NAME=VALUE;VALUE;..." if values contain commas; for numbers also
  // "NAME=LOW..HIGH", drawn uniformly, or "NAME=LOW..HIGH:log", whose logarithm is drawn uniformly. Throws
  // UsageError for a text of another form, for an option that is unknown (with the nearest one), refused or
  // searched twice, and for a value or an end of a range that the option does not accept or that occurs
  // twice.
  SearchSpace(std::span<const std::string> searches, std::span<const options::OptionInfo* const> options,
              const Refusal& refusal);

  [[nodiscard]] std::vector<std::string> names() const;
  // Numbers from a range have about four significant digits; whole numbers stay whole.
  [[nodiscard]] Configuration draw(const base::Noise& noise) const;

 private:
  struct SearchedOption {
    std::string name;
    std::vector<std::string> values;  // empty: a range
    double low = 0;
    double high = 0;
    bool whole = false;
    bool logarithmic = false;
  };
  static SearchedOption parse(const options::OptionInfo& option, const std::string& values);
  static void parse_range(const options::OptionInfo& option, std::string_view range,
                          SearchedOption& searched);
  static std::string draw(const SearchedOption& searched, double uniform);

  std::vector<SearchedOption> searched_;
};

// A sequence of distinct configurations: first a given one, then random ones, drawn by a seed.
class ConfigurationSource {
 public:
  ConfigurationSource(SearchSpace space, Configuration first, std::uint64_t seed);
  // Empty after 100,000 draws in a row that were not new.
  std::optional<Configuration> next();

 private:
  SearchSpace space_;
  Configuration first_;
  base::Noise noise_;
  std::uint64_t draws_ = 0;
  std::set<Configuration> given_;
};

}  // namespace seqlab::search
