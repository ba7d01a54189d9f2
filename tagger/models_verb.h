// The verb `models` of both programs.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "program.h"

namespace seqlab::programs {

// task: of the models that are listed, as in the model file.
Exit models_verb(std::string_view program, std::string_view task, std::span<const std::string> arguments);

}  // namespace seqlab::programs
