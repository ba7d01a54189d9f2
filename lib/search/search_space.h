// What a search for good options may choose from.
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

// A value for each option that is searched, in the order of the space, as OptionTable::set() takes it.
using Configuration = std::vector<std::string>;

// Options, each with a list of values or a range of numbers.
class SearchSpace {
 public:
  // Why an option cannot be searched; empty when it can.
  using Refusal = std::function<std::string(const options::OptionInfo&)>;

  // searches: "NAME=VALUE,VALUE,..."; "NAME=VALUE;VALUE;..." where values have commas in them; for numbers
  // also "NAME=LOW..HIGH", drawn evenly, or "NAME=LOW..HIGH:log", whose logarithm is drawn evenly. Throws
  // UsageError for a text of another form, for an option that is unknown (naming the nearest), refused or
  // searched twice, and for a value, or the end of a range, that the option does not take or that comes
  // twice.
  SearchSpace(std::span<const std::string> searches, std::span<const options::OptionInfo* const> options,
              const Refusal& refusal);

  [[nodiscard]] std::vector<std::string> names() const;
  // Numbers from a range have some four digits; whole ones stay whole.
  [[nodiscard]] Configuration draw(const base::Noise& noise) const;

 private:
  struct Searched {
    std::string name;
    std::vector<std::string> values;  // empty: a range
    double low = 0;
    double high = 0;
    bool whole = false;
    bool logarithmic = false;
  };
  static Searched parse(const options::OptionInfo& option, const std::string& values);
  static void parse_range(const options::OptionInfo& option, std::string_view range, Searched& searched);
  static std::string draw(const Searched& searched, double uniform);

  std::vector<Searched> searched_;
};

// Configurations one after the other, none of them twice: first a given one, then those that a seed draws.
class ConfigurationSource {
 public:
  ConfigurationSource(SearchSpace space, Configuration first, std::uint64_t seed);
  // Nothing when a hundred thousand draws have given nothing new.
  std::optional<Configuration> next();

 private:
  SearchSpace space_;
  Configuration first_;
  base::Noise noise_;
  std::uint64_t draws_ = 0;
  std::set<Configuration> given_;
};

}  // namespace seqlab::search
