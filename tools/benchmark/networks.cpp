#include "networks.h"

#include <set>

namespace seqlab::benchmark {

std::string NetworkSetup::name() const {
  std::string text = classifier() ? "sentiment, " : "";
  text += "words " + std::to_string(dimension) + (filters > 0 ? " + cnn " + std::to_string(filters) : "") +
          ", " + std::to_string(layers) + " x " + std::to_string(hidden);
  if (classifier()) text += ", " + std::string(base::name_of(*pooling));
  if (filters > 0) text += ", crf";
  if (precision != nn::Precision::f32) text += ", " + std::string(base::name_of(precision));
  return text;
}

std::string NetworkSetup::name_in_training() const {
  return name() + ", batch " + std::to_string(batch);
}

double NetworkSetup::forward_flop() const {
  double flop = 0;
  const auto h = static_cast<double>(hidden);
  auto d = static_cast<double>(dimension + filters);
  for (std::size_t layer = 0; layer < layers; ++layer) {
    flop += 16 * h * (d + h);
    d = 2 * h;
  }
  return flop;
}

std::vector<NetworkSetup> networks(std::string_view text) {
  std::vector<NetworkSetup> result = {
      {std::nullopt, 100, 1, 100, 32},     {std::nullopt, 100, 1, 100, 8},
      {std::nullopt, 100, 2, 256, 32},     {nn::Pooling::last, 50, 1, 128, 32},
      {nn::Pooling::mean, 50, 1, 128, 32}, {std::nullopt, 100, 1, 100, 10, nn::Precision::f32, 30}};
  std::erase_if(result, [text](const NetworkSetup& network) {
    return network.name_in_training().find(text) == std::string::npos;
  });
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
