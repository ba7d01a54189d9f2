// Transducers with random weights, and pairs of sources and targets for them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "cell_shapes.h"
#include "naive_transduction.h"
#include "naive_weights.h"
#include "nn/transduction/transducer.h"
#include "random_numbers.h"

namespace seqlab::tests {

constexpr std::size_t source_values = 7;
constexpr std::size_t target_symbols = 5;

inline nn::TransducerShape transducer_shape(const nn::CellShape& encoder, const nn::CellShape& decoder,
                                            std::size_t layers, std::size_t directions) {
  nn::TransducerShape shape;
  shape.source = {source_values, 3};
  shape.target = {target_symbols, 2};
  shape.layers = layers;
  shape.encoder.hidden = 4;
  shape.encoder.directions = directions;
  shape.encoder.cell = encoder;
  shape.decoder_hidden = 6;
  shape.decoder_cell = decoder;
  return shape;
}

inline std::string name_of(const nn::TransducerShape& shape) {
  return name_of(shape.encoder.cell) + " to " + name_of(shape.decoder_cell) + ", " +
         std::to_string(shape.layers) + " layers, " + std::to_string(shape.encoder.directions) +
         " directions" + (shape.source.numbers ? ", numbers" : "");
}

using Symbols = std::vector<std::uint32_t>;

// Sources and targets of ragged lengths, also none.
template <class Scalar>
struct TransducerCase {
  explicit TransducerCase(const nn::TransducerShape& its_shape, double limit = 1, std::uint64_t seed = 0)
      : shape(its_shape),
        transducer(its_shape),
        random(its_shape.layers + 10 * its_shape.encoder.directions + 1000 * seed),
        weights(random.vector<Scalar>(transducer.layout().size(), limit)) {
    const std::vector<std::size_t> source_lengths = {3, 0, 4, 1, 4, 2};
    const std::vector<std::size_t> target_lengths = {1, 2, 0, 5, 3, 5};
    for (std::size_t i = 0; i < source_lengths.size(); ++i) {
      sources.push_back(symbols(source_lengths[i], source_values));
      numbers.push_back(random.matrix<Scalar>(source_values, source_lengths[i]));
      targets.push_back(symbols(target_lengths[i], target_symbols - 1));
      identities.push_back(100 + i);
    }
  }

  // Of some pairs, given by their places.
  [[nodiscard]] nn::TokenBatch<Scalar> source_tokens(const std::vector<std::size_t>& places) const {
    if (shape.source.numbers) {
      std::vector<nn::Matrix<Scalar>> own;
      for (const std::size_t place : places) own.push_back(numbers[place]);
      return nn::pack_numbers<Scalar>(own, source_values);
    }
    return nn::pack_symbols<Scalar>(spans(sources, places));
  }
  [[nodiscard]] nn::TargetBatch<Scalar> target_tokens(const std::vector<std::size_t>& places) const {
    return nn::pack_targets<Scalar>(spans(targets, places), target_symbols);
  }
  [[nodiscard]] std::vector<std::size_t> all() const {
    std::vector<std::size_t> places(sources.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    return places;
  }

  // The loss of a training step over some pairs; adds to the gradient.
  nn::LossSum loss(const std::vector<std::size_t>& places, const nn::TransducerDropout* dropout,
                   std::vector<Scalar>& gradient, base::Pool& pool,
                   nn::LossReduction reduction = nn::LossReduction::mean) {
    std::vector<std::uint64_t> own;
    for (const std::size_t place : places) own.push_back(identities[place]);
    return transducer.loss({.sources = source_tokens(places),
                            .targets = target_tokens(places),
                            .identities = own,
                            .weights = weights.data(),
                            .noise = base::Noise(3),
                            .dropout = dropout,
                            .batch_loss = {reduction, {}},
                            .gradient = gradient.data()},
                           workspace, pool);
  }

  // What the decoder reads of a target.
  [[nodiscard]] Symbols read_of(std::size_t place) const {
    Symbols read = {target_symbols - 1};
    read.insert(read.end(), targets[place].begin(), targets[place].end());
    return read;
  }
  [[nodiscard]] Tokens source_vectors(std::size_t place) const {
    if (!shape.source.numbers) {
      return symbol_vectors(transducer.layout(), weights, "source", sources[place]);
    }
    Tokens tokens;
    for (Eigen::Index i = 0; i < numbers[place].cols(); ++i) {
      tokens.push_back(column_of(numbers[place], static_cast<std::size_t>(i)));
    }
    return number_vectors(transducer.layout(), weights, "source", tokens);
  }
  [[nodiscard]] NaiveTransduction naive(std::size_t place, const Symbols& read) const {
    return transduce_naively(shape, transducer.layout(), weights, source_vectors(place), read);
  }

  nn::TransducerShape shape;
  nn::Transducer<Scalar> transducer;
  RandomNumbers random;
  std::vector<Scalar> weights;
  std::vector<Symbols> sources, targets;
  std::vector<nn::Matrix<Scalar>> numbers;  // sources of columns of numbers
  std::vector<std::uint64_t> identities;
  typename nn::Transducer<Scalar>::Workspace workspace;

 private:
  Symbols symbols(std::size_t size, std::size_t end) {
    Symbols result(size);
    for (std::uint32_t& symbol : result) symbol = static_cast<std::uint32_t>(random.below(end));
    return result;
  }
  [[nodiscard]] static std::vector<std::span<const std::uint32_t>> spans(
      const std::vector<Symbols>& all, const std::vector<std::size_t>& places) {
    std::vector<std::span<const std::uint32_t>> own;
    for (const std::size_t place : places) own.emplace_back(all[place]);
    return own;
  }
};

}  // namespace seqlab::tests
