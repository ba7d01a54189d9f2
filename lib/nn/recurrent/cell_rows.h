// Where the gates of a cell lie in the matrices of a layer.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "nn/recurrent/cell.h"

namespace seqlab::nn {

// Rows of a column of gates, from the top: those with raw input, those with W, those without input. The first
// `projected` depend on the input alone and can be computed for all tokens at once.
struct CellRows {
  // Throws std::logic_error if the gates or stages are not in the order that Cell asks for, and
  // std::invalid_argument if blocks do not divide the units.
  CellRows(std::span<const CellGate> gates, std::span<const CellStage> stages, std::size_t block_size,
           std::size_t inputs, std::size_t hidden);

  // Rows [first, end) gain U y; their rows of U begin at `recurrent`.
  struct Stage {
    std::size_t first = 0;
    std::size_t end = 0;
    std::size_t recurrent = 0;
    std::size_t operand = 0;
    [[nodiscard]] std::size_t rows() const { return end - first; }
  };
  // Rows [first, end) that are computed alike, so that their weights have one gradient.
  struct Band {
    std::size_t first = 0;
    std::size_t end = 0;
    GateInput input = GateInput::none;
    bool bias = false;
    std::optional<std::size_t> stage;
    [[nodiscard]] std::size_t rows() const { return end - first; }
  };

  std::vector<std::size_t> gates;  // the first row of each
  std::size_t rows = 0;            // of all gates
  std::size_t raw = 0;             // with raw input: h or 0
  bool raw_weights = false;        // whether raw input is P x, not x
  std::size_t projected = 0;       // with raw input or W
  std::size_t biased = 0;          // the first row with a bias; all after it have one
  std::size_t recurrent = 0;       // of U
  std::vector<Stage> stages;
  std::vector<Band> bands;

  [[nodiscard]] std::size_t height(std::size_t gate) const {
    return (gate + 1 < gates.size() ? gates[gate + 1] : rows) - gates[gate];
  }
  [[nodiscard]] std::size_t weighted() const { return projected - raw; }  // rows of W
  [[nodiscard]] std::size_t biases() const { return rows - biased; }
};

// Multiplications of weights and activations in a step of one direction: the nominal cost of the cell.
template <class Scalar>
std::size_t cell_products(const Cell<Scalar>& cell, std::size_t inputs, std::size_t hidden) {
  const CellRows rows(cell.gates, cell.stages, cell.block_size, inputs, hidden);
  return (rows.weighted() + (rows.raw_weights ? rows.raw : 0)) * inputs + rows.recurrent * hidden;
}

}  // namespace seqlab::nn
