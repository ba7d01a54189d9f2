// How models of all kinds check themselves when they are loaded.
#pragma once

#include <string>
#include <string_view>

#include "nn/choices.h"

namespace seqlab::model {

// The message of results that are not finite numbers.
constexpr std::string_view results_not_finite =
    "the model gives results that are not finite numbers, because its weights are too large; train it again, "
    "with a lower --learning-rate or --clip-norm";

// Throws ModelError if results are further from those in the file than rounding explains: other
// instruction sets round otherwise, and in eight bits a number near the middle between two integers may
// become the other one. path: of the file.
void check_deviation(double deviation, nn::Precision precision, const std::string& path);

}  // namespace seqlab::model
