// One option for the three dropout rates.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "options/option_info.h"
#include "options/training_options.h"

namespace seqlab::options {

// --dropout, which sets those of the three dropout rates that are not given.
OptionInfo dropout_option();
// given: whether an option of this name is given.
void spread_dropout(std::optional<double> value, const std::function<bool(const std::string&)>& given,
                    TrainingOptions& options);

}  // namespace seqlab::options
