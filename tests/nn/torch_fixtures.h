// Numbers that PyTorch printed (tools/pytorch_fixtures.py), and its weights of cells in our order.
#pragma once

#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "catch.h"
#include "naive_cells.h"
#include "nn/choices.h"

namespace seqlab::tests {

inline nlohmann::json fixture(const std::string& name) {
  std::ifstream file(std::string(SEQLAB_SOURCE_DIR) + "/tests/nn/fixtures/" + name);
  REQUIRE(file);
  return nlohmann::json::parse(file);
}

// Which of PyTorch's blocks of h rows each of our gates has. PyTorch has two biases, of W and of U; ours is
// their sum unless it is of one of them alone.
struct TorchGates {
  struct Bias {
    bool input = true;
    bool recurrent = true;
    std::size_t block = 0;
  };
  std::size_t blocks = 0;
  std::vector<std::size_t> input, recurrent;
  std::vector<Bias> bias;
};

inline TorchGates torch_gates(nn::CellKind cell) {
  // PyTorch orders gates i f g o, we i f o g.
  if (cell == nn::CellKind::lstm) {
    return {4, {0, 1, 3, 2}, {0, 1, 3, 2}, {{.block = 0}, {.block = 1}, {.block = 3}, {.block = 2}}};
  }
  // PyTorch orders gates r z n; we W n r z, U r z u, b n r z u.
  if (cell == nn::CellKind::gru) {
    return {3,
            {2, 0, 1},
            {0, 1, 2},
            {{.recurrent = false, .block = 2}, {.block = 0}, {.block = 1}, {.input = false, .block = 2}}};
  }
  return {1, {0}, {0}, {{.block = 0}}};
}

inline Numbers block_of(const Numbers& numbers, std::size_t block, std::size_t blocks) {
  const auto size = static_cast<std::ptrdiff_t>(numbers.size() / blocks);
  const auto begin = numbers.begin() + static_cast<std::ptrdiff_t>(block) * size;
  return {begin, begin + size};
}

inline Numbers reordered(const Numbers& numbers, const std::vector<std::size_t>& order, std::size_t blocks) {
  Numbers result;
  for (const std::size_t block : order) {
    const Numbers own = block_of(numbers, block, blocks);
    result.insert(result.end(), own.begin(), own.end());
  }
  return result;
}

// The weights of a direction of a layer.
struct TorchLayer {
  Numbers input, recurrent, bias;
};

// From PyTorch's four, given by name: get("weight_ih").
template <class Get>
TorchLayer layer_weights(const TorchGates& gates, const Get& get) {
  TorchLayer layer{reordered(get("weight_ih"), gates.input, gates.blocks),
                   reordered(get("weight_hh"), gates.recurrent, gates.blocks),
                   {}};
  for (const TorchGates::Bias& own : gates.bias) {
    const Numbers of_input = block_of(get("bias_ih"), own.block, gates.blocks);
    const Numbers of_state = block_of(get("bias_hh"), own.block, gates.blocks);
    for (std::size_t i = 0; i < of_input.size(); ++i) {
      layer.bias.push_back((own.input ? of_input[i] : 0) + (own.recurrent ? of_state[i] : 0));
    }
  }
  return layer;
}

// The same of their gradients; each of two biases has the gradient of the sum.
template <class Get>
TorchLayer layer_gradients(const TorchGates& gates, const Get& get) {
  TorchLayer layer{reordered(get("weight_ih"), gates.input, gates.blocks),
                   reordered(get("weight_hh"), gates.recurrent, gates.blocks),
                   {}};
  for (const TorchGates::Bias& own : gates.bias) {
    const Numbers block = block_of(get(own.input ? "bias_ih" : "bias_hh"), own.block, gates.blocks);
    layer.bias.insert(layer.bias.end(), block.begin(), block.end());
  }
  return layer;
}

}  // namespace seqlab::tests
