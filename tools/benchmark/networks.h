// The networks that are measured.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nn/choices.h"

namespace seqlab::benchmark {

struct NetworkSetup {
  std::optional<nn::Pooling> pooling;  // of a classifier; empty: a tagger
  std::size_t dimension = 100;
  std::size_t layers = 1;
  std::size_t hidden = 100;                      // units per direction
  std::size_t batch = 32;                        // sentences, in training
  nn::Precision precision = nn::Precision::f32;  // in labelling
  std::size_t filters = 0;  // 0: words only; else also a convolution over characters, and a CRF
  nn::CellKind cell = nn::CellKind::lstm;

  [[nodiscard]] bool classifier() const { return pooling.has_value(); }
  // "words 100, 1 x 100"; "words 100, 2 x 256, gru, int8"; "words 100 + cnn 30, 1 x 100, crf"; "sentiment,
  // words 50, 1 x 128, mean".
  [[nodiscard]] std::string name() const;
  // The same with the batch size.
  [[nodiscard]] std::string name_in_training() const;
  // The nominal cost of a token: two floating-point operations per product of the cells of two directions
  // (nn::cell_products(); 16 h (d + h) per layer of an LSTM with h units on d inputs), and three times that
  // in training. The cost of characters and heads is not counted.
  [[nodiscard]] double forward_flop() const;
  [[nodiscard]] double training_flop() const { return 3 * forward_flop(); }
};

// The networks with each of the cells whose name in training contains `text`. A network with several batch
// sizes comes first with the usual one.
std::vector<NetworkSetup> networks(std::string_view text, std::span<const nn::CellKind> cells);
// One entry per network, regardless of the batch size in training; deep networks and classifiers come again
// in eight bits.
std::vector<NetworkSetup> labelling_networks(const std::vector<NetworkSetup>& networks);

}  // namespace seqlab::benchmark
