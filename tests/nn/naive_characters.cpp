#include "naive_characters.h"

#include <cstddef>

#include "naive_weights.h"

namespace seqlab::tests {

namespace {

// Ma and Hovy 2016: pads the word with zero vectors, applies the filter at each position and takes the
// maximum.
Numbers naive_convolution(const nn::CharacterShape& shape, const Numbers& weight, const Numbers& bias,
                          const Tokens& vectors) {
  Tokens padded((shape.window - 1) / 2, Numbers(shape.dimension, 0.0));
  padded.insert(padded.end(), vectors.begin(), vectors.end());
  padded.resize(vectors.size() + shape.window - 1, Numbers(shape.dimension, 0.0));
  Numbers output;
  for (std::size_t filter = 0; filter < shape.filters; ++filter) {
    double largest = 0;
    for (std::size_t position = 0; position < vectors.size(); ++position) {
      double sum = 0;
      for (std::size_t k = 0; k < shape.window; ++k) {
        for (std::size_t i = 0; i < shape.dimension; ++i) {
          sum += weight[(k * shape.filters + filter) * shape.dimension + i] * padded[position + k][i];
        }
      }
      if (position == 0 || sum > largest) largest = sum;
    }
    output.push_back(largest + bias[filter]);
  }
  return output;
}

}  // namespace

Numbers naive_characters(const nn::CharacterShape& shape, const nn::Layout& layout,
                         const std::vector<double>& weights, const std::string& name,
                         std::span<const std::uint32_t> word) {
  const Numbers table = numbers_of(layout, weights, name + ".table");
  const auto dimension = static_cast<std::ptrdiff_t>(shape.dimension);
  Tokens vectors;
  for (const std::uint32_t character : word) {
    const auto begin = table.begin() + dimension * static_cast<std::ptrdiff_t>(character);
    vectors.emplace_back(begin, begin + dimension);
  }
  if (shape.kind == nn::CharacterKind::cnn) {
    return naive_convolution(shape, numbers_of(layout, weights, name + ".filters"),
                             numbers_of(layout, weights, name + ".bias"), vectors);
  }
  // Lample et al. 2016.
  const nn::RecurrentShape layer{
      shape.hidden, 2, nn::InitialState::zero, {.kind = nn::cell_of(shape.kind).value()}};
  const NaiveLayerOutput read = run_naive_layer(naive_layer(layout, weights, name, layer), vectors);
  Numbers output = read.directions[0].states[0];
  const Numbers& back = read.directions[1].states[0];
  output.insert(output.end(), back.begin(), back.end());
  return output;
}

}  // namespace seqlab::tests
