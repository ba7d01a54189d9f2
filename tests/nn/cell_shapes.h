// Every cell with every option that changes its formulas.
#pragma once

#include <string>
#include <vector>

#include "nn/recurrent/cell.h"

namespace seqlab::tests {

// Blocks have two states, so the units must be even.
inline std::vector<nn::CellShape> cell_shapes() {
  std::vector<nn::CellShape> shapes;
  for (const auto& [name, kind] : name_table(nn::CellKind())) {
    nn::CellShape shape{.kind = kind};
    if (kind == nn::CellKind::lstm) {
      for (const auto& [forgets, gate] : name_table(nn::ForgetGate())) {
        for (const bool peepholes : {false, true}) {
          for (const std::size_t block_size : {1U, 2U}) {
            shapes.push_back({kind, gate, peepholes, block_size});
          }
        }
      }
    } else if (kind == nn::CellKind::gru) {
      for (const auto& [reset, gate] : name_table(nn::ResetGate())) {
        shape.reset_gate = gate;
        shapes.push_back(shape);
      }
    } else if (kind == nn::CellKind::rnn) {
      for (const auto& [function, activation] : name_table(nn::Activation())) {
        shape.activation = activation;
        shapes.push_back(shape);
      }
    } else {
      shapes.push_back(shape);
    }
  }
  return shapes;
}

// Networks without recurrence: their activation functions and windows.
inline std::vector<nn::CellShape> perceptron_shapes() {
  std::vector<nn::CellShape> shapes;
  for (const auto& [name, activation] : name_table(nn::Activation())) {
    for (const std::size_t context : {0U, 1U, 3U}) {
      shapes.push_back({.kind = std::nullopt, .activation = activation, .context = context});
    }
  }
  return shapes;
}

// For messages of tests.
inline std::string name_of(const nn::CellShape& shape) {
  return (shape.kind ? std::string(base::name_of(*shape.kind)) : "none") + ", forget gate " +
         std::string(base::name_of(shape.forget_gate)) + (shape.peepholes ? ", peepholes" : "") +
         ", blocks of " + std::to_string(shape.block_size) + ", reset " +
         std::string(base::name_of(shape.reset_gate)) + ", " + std::string(base::name_of(shape.activation)) +
         ", context " + std::to_string(shape.context);
}

}  // namespace seqlab::tests
