#include "networks.h"

#include <set>

#include "nn/recurrent/cell_rows.h"

namespace seqlab::benchmark {

std::string NetworkSetup::name() const {
  std::string text = classifier() ? "sentiment, " : "";
  text += "words " + std::to_string(dimension) + (filters > 0 ? " + cnn " + std::to_string(filters) : "") +
          ", " + std::to_string(layers) + " x " + std::to_string(hidden);
  if (classifier()) text += ", " + std::string(base::name_of(*pooling));
  if (filters > 0) text += ", crf";
  if (cell != nn::CellKind::lstm) text += ", " + std::string(base::name_of(cell));
  if (precision != nn::Precision::f32) text += ", " + std::string(base::name_of(precision));
  return text;
}

std::string NetworkSetup::name_in_training() const {
  return name() + ", batch " + std::to_string(batch);
}

double NetworkSetup::forward_flop() const {
  std::size_t products = 0;
  std::size_t inputs = dimension + filters;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    products += 2 * nn::cell_products(nn::make_cell<float>({.kind = cell}), inputs, hidden);
    inputs = 2 * hidden;
  }
  return 2 * static_cast<double>(products);
}

std::vector<NetworkSetup> networks(std::string_view text, std::span<const nn::CellKind> cells) {
  const std::vector<NetworkSetup> all = {
      {std::nullopt, 100, 1, 100, 32},     {std::nullopt, 100, 1, 100, 8},
      {std::nullopt, 100, 2, 256, 32},     {nn::Pooling::last, 50, 1, 128, 32},
      {nn::Pooling::mean, 50, 1, 128, 32}, {std::nullopt, 100, 1, 100, 10, nn::Precision::f32, 30}};
  std::vector<NetworkSetup> result;
  for (const nn::CellKind cell : cells) {
    for (NetworkSetup network : all) {
      network.cell = cell;
      if (network.name_in_training().find(text) != std::string::npos) result.push_back(network);
    }
  }
  return result;
}

std::vector<NetworkSetup> labelling_networks(const std::vector<NetworkSetup>& networks) {
  std::vector<NetworkSetup> result;
  std::set<std::string> seen;
  for (NetworkSetup network : networks) {
    if (!seen.insert(network.name()).second) continue;
    result.push_back(network);
    if (network.layers == 1 && !network.classifier()) continue;
    network.precision = nn::Precision::int8;
    result.push_back(network);
  }
  return result;
}

}  // namespace seqlab::benchmark
