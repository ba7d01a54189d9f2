// The options of the recurrent cell.
#pragma once

#include <cstddef>

#include "nn/recurrent/cell.h"
#include "options/option_table.h"

namespace seqlab::options {

const OptionTable<nn::CellShape>& cell_option_table();

// Throws UsageError for an option that the cell does not have, and for blocks that do not divide the units.
void check_cell(const nn::CellShape& cell, std::size_t hidden);

}  // namespace seqlab::options
