#include "naive_transduction.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "naive_weights.h"

namespace seqlab::tests {

namespace {

Numbers times(const Numbers& matrix, const Numbers& x) {
  Numbers product(matrix.size() / x.size(), 0.0);
  for (std::size_t row = 0; row < product.size(); ++row) {
    for (std::size_t k = 0; k < x.size(); ++k) product[row] += matrix[row * x.size() + k] * x[k];
  }
  return product;
}

Numbers joined(Numbers first, const Numbers& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// The decoder's states from the final ones of the encoder's layer.
std::vector<Numbers> decoder_states(const nn::Layout& layout, const std::vector<double>& weights,
                                    std::size_t layer, const NaiveLayerOutput& encoder, std::size_t count) {
  std::vector<Numbers> states;
  for (std::size_t state = 0; state < count; ++state) {
    Numbers read;
    for (const NaiveOutput& direction : encoder.directions) {
      read = joined(read, direction.states[std::min(state, direction.states.size() - 1)]);
    }
    const std::string name = "bridge." + std::to_string(layer) + (state == 0 ? ".h" : ".c");
    states.push_back(bridge_naively(numbers_of(layout, weights, name + ".weight"),
                                    numbers_of(layout, weights, name + ".bias"), read));
  }
  return states;
}

}  // namespace

Numbers bridge_naively(const Numbers& weight, const Numbers& bias, const Numbers& x) {
  Numbers s = times(weight, x);
  for (std::size_t i = 0; i < s.size(); ++i) s[i] = std::tanh(s[i] + bias[i]);
  return s;
}

NaiveAttended attend_naively(const NaiveGlobalAttention& attention, const Tokens& memory, const Numbers& y) {
  NaiveAttended result;
  const Numbers q = times(attention.general, y);
  double sum = 0;
  for (const Numbers& m : memory) {
    double score = 0;
    for (std::size_t i = 0; i < m.size(); ++i) score += m[i] * q[i];
    result.weights.push_back(std::exp(score));
    sum += result.weights.back();
  }
  Numbers context(q.size(), 0.0);
  for (std::size_t s = 0; s < memory.size(); ++s) {
    result.weights[s] /= sum;
    for (std::size_t i = 0; i < context.size(); ++i) context[i] += result.weights[s] * memory[s][i];
  }
  result.output = bridge_naively(attention.join, attention.bias, joined(y, context));
  return result;
}

NaiveTransduction transduce_naively(const nn::TransducerShape& shape, const nn::Layout& layout,
                                    const std::vector<double>& weights, const Tokens& source,
                                    const std::vector<std::uint32_t>& read) {
  const auto layers_of = [&](const std::string& name, const nn::RecurrentShape& recurrent) {
    return naive_layers(layout, weights, name, shape.layers, recurrent);
  };
  const auto readings_of = [&](const std::string& name) {
    return naive_readings(layout, weights, name, shape.layers, shape.layer_output);
  };
  const std::vector<NaiveLayerOutput> encoded =
      run_naive_encoder(layers_of("encoder", shape.encoder), readings_of("encoder"), source);
  std::vector<std::vector<NaiveCell>> decoder =
      layers_of("decoder", {shape.decoder_hidden, 1, nn::InitialState::zero, shape.decoder_cell});
  for (std::size_t layer = 0; layer < shape.layers; ++layer) {
    NaiveCell& cell = decoder[layer].front();
    cell.states = decoder_states(layout, weights, layer, encoded[layer], cell.states.size());
  }
  const Tokens y =
      run_naive_encoder(decoder, readings_of("decoder"), symbol_vectors(layout, weights, "target", read))
          .back()
          .outputs;
  const NaiveGlobalAttention attention{numbers_of(layout, weights, "attention.general"),
                                       numbers_of(layout, weights, "attention.join.weight"),
                                       numbers_of(layout, weights, "attention.join.bias")};
  NaiveTransduction result;
  for (const Numbers& own : y) {
    const NaiveAttended attended = attend_naively(attention, encoded.back().outputs, own);
    result.attention.push_back(attended.weights);
    result.probabilities.push_back(naive_softmax(numbers_of(layout, weights, "head.weight"),
                                                 numbers_of(layout, weights, "head.bias"), attended.output));
  }
  return result;
}

Tokens symbol_vectors(const nn::Layout& layout, const std::vector<double>& weights, const std::string& name,
                      const std::vector<std::uint32_t>& symbols) {
  const Numbers table = numbers_of(layout, weights, name + ".table");
  const std::size_t d = slot_called(layout, name + ".table").columns;
  Tokens vectors;
  for (const std::uint32_t symbol : symbols) {
    const auto begin = table.begin() + static_cast<std::ptrdiff_t>(symbol * d);
    vectors.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(d));
  }
  return vectors;
}

Tokens number_vectors(const nn::Layout& layout, const std::vector<double>& weights, const std::string& name,
                      const Tokens& numbers) {
  const Numbers table = numbers_of(layout, weights, name + ".table");
  const std::size_t d = slot_called(layout, name + ".table").columns;
  Tokens vectors;
  for (const Numbers& token : numbers) {
    Numbers x(d, 0.0);
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t k = 0; k < token.size(); ++k) x[i] += table[k * d + i] * token[k];
    }
    vectors.push_back(x);
  }
  return vectors;
}

}  // namespace seqlab::tests
