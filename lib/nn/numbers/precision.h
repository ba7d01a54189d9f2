// How exactly a network keeps its weights where it is run but not trained.
#pragma once

#include <string_view>

namespace seqlab::nn {

// f32: single precision. bf16: the upper half of its bits, computed with in single precision. int8: the
// matrices of the recurrent layers in eight bits with a scale a row, and products of whole numbers.
enum class Precision { f32, bf16, int8 };

std::string_view to_string(Precision precision);
// Throws std::invalid_argument for an unknown name.
Precision parse_precision(std::string_view name);

}  // namespace seqlab::nn
