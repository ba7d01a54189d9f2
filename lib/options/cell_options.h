// The options of the recurrent cell.
#pragma once

#include "nn/recurrent/cell.h"
#include "options/option_table.h"
#include "options/training_options.h"

namespace seqlab::options {

const OptionTable<nn::CellShape>& cell_option_table();

// Throws UsageError for an option that the cell does not have, for blocks that do not divide the units, and
// for what a network without a cell or without layers cannot have.
void check_cell(const ModelOptions& options);
// The same, and for gradients through time that a network without a cell does not have.
void check_cell(const TrainingOptions& options);

}  // namespace seqlab::options
