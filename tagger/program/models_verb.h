// The verb `models` of both programs.
#pragma once

#include <span>
#include <string>

#include "program/program.h"
#include "program/shipped_models.h"

namespace seqlab::programs {

Exit models_verb(const KnownModels& known, std::span<const std::string> arguments);

}  // namespace seqlab::programs
