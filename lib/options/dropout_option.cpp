#include "options/dropout_option.h"

#include "options/option_ranges.h"

namespace seqlab::options {

OptionInfo dropout_option() {
  return {.name = "dropout",
          .group = "Regularisation",
          .help = "dropout rate of input, layers and output, where these are not given separately",
          .value = "X",
          .range = below_one};
}

void spread_dropout(std::optional<double> value, const std::function<bool(const std::string&)>& given,
                    TrainingOptions& options) {
  if (!value) return;
  if (!given("dropout-input")) options.dropout_input = *value;
  if (!given("dropout-layers")) options.dropout_layers = *value;
  if (!given("dropout-output")) options.dropout_output = *value;
}

}  // namespace seqlab::options
