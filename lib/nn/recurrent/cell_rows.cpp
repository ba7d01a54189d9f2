#include "nn/recurrent/cell_rows.h"

#include <stdexcept>

namespace seqlab::nn {

CellRows::CellRows(std::span<const CellGate> its_gates, std::span<const CellStage> its_stages,
                   std::size_t block_size, std::size_t inputs, std::size_t hidden) {
  const auto check = [](bool holds) {
    if (!holds) throw std::logic_error("the gates or stages of a cell are out of order");
  };
  if (block_size == 0 || hidden % block_size != 0) {
    throw std::invalid_argument("the blocks of a cell do not divide its units");
  }
  for (const CellGate& gate : its_gates) {
    gates.push_back(rows);
    const std::size_t height = gate.shared ? hidden / block_size : hidden;
    if (gate.input == GateInput::raw) {
      check(rows == 0 && !gate.shared);
      raw = height;
    } else if (gate.input == GateInput::weights) {
      check(projected == rows);
    }
    check(gate.bias || rows == 0);
    if (!gate.bias) biased = height;
    rows += height;
    if (gate.input != GateInput::none) projected = rows;
  }
  raw_weights = raw > 0 && inputs != hidden;
  std::vector<std::optional<std::size_t>> stage_of(its_gates.size());
  std::size_t end = 0;  // of the gates of earlier stages
  for (const CellStage& stage : its_stages) {
    check(stage.first >= end && stage.first < stage.end && stage.end <= its_gates.size());
    end = stage.end;
    const std::size_t first_row = gates[stage.first];
    const std::size_t end_row = end < gates.size() ? gates[end] : rows;
    for (std::size_t gate = stage.first; gate < end; ++gate) stage_of[gate] = stages.size();
    stages.push_back({first_row, end_row, recurrent, stage.operand});
    recurrent += end_row - first_row;
  }
  for (std::size_t gate = 0; gate < its_gates.size(); ++gate) {
    const std::size_t end_row = gate + 1 < gates.size() ? gates[gate + 1] : rows;
    const Band band{gates[gate], end_row, its_gates[gate].input, its_gates[gate].bias, stage_of[gate]};
    if (!bands.empty() && bands.back().input == band.input && bands.back().bias == band.bias &&
        bands.back().stage == band.stage) {
      bands.back().end = end_row;
    } else {
      bands.push_back(band);
    }
  }
}

}  // namespace seqlab::nn
