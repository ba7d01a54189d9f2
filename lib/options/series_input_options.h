// Options for reading a series and its parts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "options/option_table.h"

namespace seqlab::options {

struct SeriesInputOptions {
  std::optional<std::size_t> dev_rows;  // none: as many as a forecast has, or a tenth if that is more
  std::size_t test_rows = 0;            // 0: none in training, else as many as a forecast has
  std::size_t every = 1;
  std::string encoding;
};

// Of a series to train on, and of one to score forecasts on.
const OptionTable<SeriesInputOptions>& series_training_table();
const OptionTable<SeriesInputOptions>& series_gold_table();

}  // namespace seqlab::options
