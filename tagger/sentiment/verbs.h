// The verbs of `sentiment` and its models.
#pragma once

#include <span>
#include <string>

#include "program/models.h"
#include "program/program.h"

namespace seqlab::programs {

extern const KnownModels sentiment_models;

Exit sentiment_train(std::span<const std::string> arguments);
Exit sentiment_tune(std::span<const std::string> arguments);
Exit sentiment_classify(std::span<const std::string> arguments);
Exit sentiment_eval(std::span<const std::string> arguments);
Exit sentiment_quantize(std::span<const std::string> arguments);
Exit sentiment_info(std::span<const std::string> arguments);

}  // namespace seqlab::programs
