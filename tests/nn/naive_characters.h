// Naive character inputs, number by number, from the equations of the papers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "naive_network.h"
#include "nn/inputs/character_input.h"
#include "nn/numbers/layout.h"

namespace seqlab::tests {

// The column of a word, given as the rows of its characters; name: of the input.
Numbers naive_characters(const nn::CharacterShape& shape, const nn::Layout& layout,
                         const std::vector<double>& weights, const std::string& name,
                         std::span<const std::uint32_t> word);

}  // namespace seqlab::tests
