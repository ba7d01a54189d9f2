// Options that callers give by name, read by the tables that the programs use.
#pragma once

#include <vector>

#include "options/config.h"
#include "options/option_table.h"
#include "seqlab/input.h"

namespace seqlab {

// result: the values of options that are not given. Throws UsageError for an unknown option or a value that
// does not fit.
template <class Settings>
Settings settings_of(const options::OptionTable<Settings>& table, const Options& options,
                     Settings result = {}) {
  std::vector<options::OptionSetting> settings;
  for (const auto& [name, value] : options) settings.push_back({name, value});
  table.set_all(result, settings);
  return result;
}

}  // namespace seqlab
