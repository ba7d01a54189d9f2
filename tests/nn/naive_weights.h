// Reads weights of a flat vector for the naive network.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "naive_network.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"
#include "nn/recurrent/layer_output.h"
#include "nn/recurrent/recurrent.h"

namespace seqlab::tests {

inline const nn::Slot* find_slot(const nn::Layout& layout, const std::string& name) {
  for (const nn::Slot& slot : layout.slots()) {
    if (slot.name == name) return &slot;
  }
  return nullptr;
}

inline const nn::Slot& slot_called(const nn::Layout& layout, const std::string& name) {
  const nn::Slot* slot = find_slot(layout, name);
  if (slot == nullptr) throw std::logic_error("no weight is called " + name);
  return *slot;
}

inline Numbers numbers_of(const nn::Layout& layout, const std::vector<double>& weights,
                          const std::string& name) {
  const nn::Slot& slot = slot_called(layout, name);
  const auto begin = weights.begin() + static_cast<std::ptrdiff_t>(slot.offset);
  return {begin, begin + static_cast<std::ptrdiff_t>(slot.size())};
}

// The directions of the layer `name`, with learned or zero initial states.
inline std::vector<NaiveCell> naive_layer(const nn::Layout& layout, const std::vector<double>& weights,
                                          const std::string& name, const nn::RecurrentShape& shape) {
  std::vector<NaiveCell> directions;
  if (!shape.cell.kind) {
    NaiveCell layer;
    layer.shape = shape.cell;
    layer.input = numbers_of(layout, weights, name + ".window.weight");
    layer.bias = numbers_of(layout, weights, name + ".window.bias");
    layer.states = {Numbers(shape.hidden, 0.0)};
    return {layer};
  }
  for (std::size_t direction = 0; direction < shape.directions; ++direction) {
    const std::string prefix = name + (direction == 0 ? ".ahead." : ".back.");
    const auto initial = [&](const std::string& state) {
      return shape.initial == nn::InitialState::learned
                 ? numbers_of(layout, weights, prefix + "initial." + state)
                 : Numbers(shape.hidden, 0.0);
    };
    const auto if_there = [&](const std::string& part) {
      return find_slot(layout, prefix + part) == nullptr ? Numbers()
                                                         : numbers_of(layout, weights, prefix + part);
    };
    NaiveCell cell{shape.cell,
                   numbers_of(layout, weights, prefix + "input"),
                   numbers_of(layout, weights, prefix + "recurrent"),
                   numbers_of(layout, weights, prefix + "bias"),
                   if_there("raw"),
                   if_there("peepholes"),
                   {initial("h")}};
    if (shape.cell.kind == nn::CellKind::lstm) cell.states.push_back(initial("c"));
    directions.push_back(std::move(cell));
  }
  return directions;
}

inline std::vector<std::vector<NaiveCell>> naive_layers(const nn::Layout& layout,
                                                        const std::vector<double>& weights,
                                                        const std::string& name, std::size_t layers,
                                                        const nn::RecurrentShape& shape) {
  std::vector<std::vector<NaiveCell>> all;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    nn::RecurrentShape own = shape;
    if (layer > 0) own.cell.context = 0;
    all.push_back(naive_layer(layout, weights, name + "." + std::to_string(layer), own));
  }
  return all;
}

// The processing of each layer's output; the first has no connection.
inline std::vector<NaiveReading> naive_readings(const nn::Layout& layout, const std::vector<double>& weights,
                                                const std::string& name, std::size_t layers,
                                                const nn::LayerOutputShape& shape) {
  std::vector<NaiveReading> all(layers);
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const auto numbers = [&](const std::string& part) {
      return numbers_of(layout, weights, name + "." + std::to_string(layer) + "." + part);
    };
    NaiveReading& own = all[layer];
    if (layer > 0 && shape.connections == nn::Connections::residual) own.connections = "residual";
    if (layer > 0 && shape.connections == nn::Connections::highway) {
      own.connections = "highway";
      own.weight = numbers("transform.weight");
      own.bias = numbers("transform.bias");
    }
    if (shape.normalised) {
      own.gain = numbers("norm.gain");
      own.norm_bias = numbers("norm.bias");
    }
  }
  return all;
}

// One column of a matrix.
inline Numbers column_of(const nn::Matrix<double>& matrix, std::size_t column) {
  const nn::Vector<double> values = matrix.col(nn::index(column));
  return {values.data(), values.data() + values.size()};
}

inline double largest_difference(const Numbers& a, const Numbers& b) {
  if (a.size() != b.size()) throw std::logic_error("vectors of different lengths are compared");
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(a[i] - b[i]);
    // A NaN difference must not look small.
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

}  // namespace seqlab::tests
