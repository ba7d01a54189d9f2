// Networks with random weights, and sequences for them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "nn/network.h"
#include "nn/numbers/distinct_rows.h"
#include "random_numbers.h"

namespace seqlab::tests {

// A sequence of tokens, given by their types. gold: per head a label per token or, pooled, one; -1: missing;
// empty: all missing.
struct Example {
  std::vector<std::uint32_t> tokens;
  std::vector<std::vector<std::int32_t>> gold;
  std::uint64_t identity = 0;
};

// The batch has the types of its tokens, in order of first use.
inline nn::Batch batch_of(const std::vector<Example>& examples, const nn::TokenTypes& types,
                          const nn::NetworkShape& shape) {
  std::vector<std::uint32_t> all;
  for (const Example& example : examples) {
    all.insert(all.end(), example.tokens.begin(), example.tokens.end());
  }
  const nn::DistinctRows distinct(all);
  std::vector<nn::BatchSequence> sequences;
  std::size_t offset = 0;
  for (const Example& example : examples) {
    sequences.push_back({std::span(distinct.columns).subspan(offset, example.tokens.size()),
                         {example.gold.begin(), example.gold.end()},
                         example.identity});
    offset += example.tokens.size();
  }
  nn::Batch batch = nn::make_batch(sequences, shape.heads.size(), shape.pooling.has_value());
  batch.types.features.resize(types.features.size());
  batch.types.words.resize(types.words.size());
  for (const std::uint32_t type : distinct.rows) {
    for (std::size_t table = 0; table < types.words.size(); ++table) {
      batch.types.words[table].push_back(types.words[table][type]);
    }
    if (types.spellings.words() > 0) batch.types.spellings.add(types.spellings.word(type));
    for (std::size_t i = 0; i < types.features.size(); ++i) {
      batch.types.features[i].push_back(types.features[i][type]);
    }
    if (!types.symbols.empty()) batch.types.symbols.push_back(types.symbols[type]);
  }
  return batch;
}

// A network with random weights and tables, token types, and sequences. Unless the network reads only one
// table, some types share a row of the first one.
template <class Scalar>
struct NetworkCase {
  NetworkCase(const nn::NetworkShape& its_shape, std::size_t type_count,
              const std::vector<std::size_t>& lengths, std::uint64_t seed = 0)
      : shape(its_shape),
        network(its_shape),
        random(its_shape.layers + 10 * its_shape.recurrent.directions + lengths.size() + 1000 * seed),
        weights(random.vector<Scalar>(network.layout().size())) {
    const bool words_alone = !shape.input.characters && shape.input.features.empty() &&
                             !shape.input.symbols && shape.input.tables.size() == 1;
    const std::size_t rows = words_alone ? type_count : type_count - type_count / 3;
    for (const std::size_t dimension : shape.input.tables) {
      tables.push_back(random.matrix<Scalar>(dimension, tables.empty() ? rows : small_rows));
    }
    types.words.resize(tables.size());
    types.features.resize(shape.input.features.size());
    for (std::size_t type = 0; type < type_count; ++type) add_type(static_cast<std::uint32_t>(type % rows));
    for (std::size_t i = 0; i < lengths.size(); ++i) add_example(i, lengths[i]);
    // A head without any gold label would test nothing.
    for (std::size_t head = 0; head < shape.heads.size(); ++head) {
      const auto labelled = std::find_if(examples.begin(), examples.end(), [head](const Example& example) {
        return !example.gold[head].empty();
      });
      if (labelled != examples.end()) labelled->gold[head].front() = 1;
    }
  }

  [[nodiscard]] nn::Batch batch() const { return batch_of(examples, types, shape); }
  [[nodiscard]] nn::Batch batch(const std::vector<Example>& its_examples) const {
    return batch_of(its_examples, types, shape);
  }

  nn::NetworkShape shape;
  nn::Network<Scalar> network;
  RandomNumbers random;
  std::vector<Scalar> weights;
  std::vector<nn::Matrix<Scalar>> tables;
  nn::TokenTypes types;
  std::vector<Example> examples;

 private:
  void add_type(std::uint32_t row) {
    const std::size_t place = types.size() + 1;
    for (std::size_t table = 0; table < types.words.size(); ++table) {
      types.words[table].push_back(table == 0 ? row
                                              : static_cast<std::uint32_t>((place + table - 1) % small_rows));
    }
    // From the last on, so that few types have symbols of all clusters.
    if (shape.input.symbols) {
      const std::vector<std::size_t>& sizes = shape.input.symbols->clusters;
      const std::size_t count = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
      types.symbols.push_back(static_cast<std::uint32_t>(count - 1 - (place - 1) % count));
    }
    if (shape.input.characters) {
      // Including a word without characters.
      std::vector<std::uint32_t> word((place * 3) % 8);
      for (std::uint32_t& character : word) {
        character = static_cast<std::uint32_t>(random.below(shape.input.characters->alphabet));
      }
      types.spellings.add(word);
    }
    for (std::size_t i = 0; i < types.features.size(); ++i) {
      types.features[i].push_back(static_cast<std::uint32_t>(random.below(shape.input.features[i].values)));
    }
  }

  static constexpr std::size_t small_rows = 4;  // of all tables but the first

  void add_example(std::size_t place, std::size_t length) {
    Example example;
    example.identity = 50 + place;
    for (std::size_t token = 0; token < length; ++token) {
      example.tokens.push_back(static_cast<std::uint32_t>(random.below(types.size())));
    }
    for (std::size_t head = 0; head < shape.heads.size(); ++head) {
      std::vector<std::int32_t>& gold = example.gold.emplace_back();
      // Some sequences have no labels of a head.
      if ((place + head) % 5 == 4) continue;
      for (std::size_t label = 0; label < (shape.pooling ? 1 : length); ++label) {
        gold.push_back(static_cast<std::int32_t>(random.below(shape.heads[head].labels + 1)) - 1);
      }
    }
    examples.push_back(std::move(example));
  }
};

template <class Scalar>
std::vector<nn::TrainingTable<Scalar>> frozen_tables(const NetworkCase<Scalar>& given) {
  std::vector<nn::TrainingTable<Scalar>> tables;
  for (const nn::Matrix<Scalar>& table : given.tables) tables.push_back({&table, nullptr});
  return tables;
}

// The losses, and the gradients of the weights and of all tables.
template <class Scalar>
struct Learned {
  Learned(const NetworkCase<Scalar>& given, const nn::Batch& batch, const nn::DropoutRates* dropout,
          std::size_t threads, std::uint64_t noise = 3)
      : gradient(given.network.layout().size()) {
    base::Pool pool(threads);
    typename nn::Network<Scalar>::Workspace workspace;
    tables.resize(given.tables.size());
    auto learning = frozen_tables(given);
    for (std::size_t table = 0; table < tables.size(); ++table) learning[table].gradient = &tables[table];
    losses = given.network.loss({.batch = batch,
                                 .weights = given.weights.data(),
                                 .tables = learning,
                                 .noise = base::Noise(noise),
                                 .dropout = dropout,
                                 .gradient = gradient.data()},
                                workspace, pool);
    loss = losses.front();
  }
  std::vector<nn::LossSum> losses;  // of each head
  nn::LossSum loss;                 // of the first
  std::vector<Scalar> gradient;
  std::vector<nn::SparseGradient<Scalar>> tables;
};

// What is differentiated: the weighted sum of the heads' mean losses.
inline double objective(const nn::NetworkShape& shape, const std::vector<nn::LossSum>& losses) {
  double sum = 0;
  for (std::size_t head = 0; head < losses.size(); ++head) {
    sum += shape.heads[head].weight * losses[head].mean();
  }
  return sum;
}

}  // namespace seqlab::tests
