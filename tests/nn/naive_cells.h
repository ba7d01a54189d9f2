// A step of each cell, number by number, from the equations of the papers.
#pragma once

#include <vector>

#include "nn/recurrent/cell.h"

namespace seqlab::tests {

using Numbers = std::vector<double>;
using Tokens = std::vector<Numbers>;  // a vector per token

// One direction of a layer: row-major weight matrices with the rows of the gates in the order of the cell's
// header, initial states with the output first.
struct NaiveCell {
  nn::CellShape shape;
  Numbers input, recurrent, bias, raw, peepholes;
  std::vector<Numbers> states;
};

// The outputs of a layer without recurrence (Collobert and others 2011), whose input weights are those of
// each place of its window, stacked.
Tokens window_naively(const NaiveCell& layer, const Tokens& tokens);

// The states after a step from `states` with the input x.
std::vector<Numbers> step_naively(const NaiveCell& cell, const Numbers& x,
                                  const std::vector<Numbers>& states);

}  // namespace seqlab::tests
