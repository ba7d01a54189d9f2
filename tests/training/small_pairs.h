// Pairs that are easily learned.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/noise.h"
#include "corpus/pairs/pairs.h"
#include "options/training_options.h"

namespace seqlab::tests {

// Words of the letters a to e. The target of one with the tag BACK is the word backwards, with SAME the word.
inline std::vector<corpus::Pair> small_pairs(std::size_t count, std::uint64_t seed) {
  const base::Noise noise(seed);
  std::vector<corpus::Pair> pairs;
  for (std::size_t i = 0; i < count; ++i) {
    corpus::Pair& pair = pairs.emplace_back();
    const base::Noise own = noise.at(i);
    const std::size_t length = 1 + own.bits(0) % 5;
    for (std::size_t letter = 1; letter <= length; ++letter) {
      pair.source.text += static_cast<char>('a' + own.bits(letter) % 5);
    }
    const bool back = own.bits(100) % 2 == 0;
    pair.source.tags = {back ? "BACK" : "SAME"};
    std::string target = pair.source.text;
    if (back) std::ranges::reverse(target);
    pair.target = target;
    pair.place = {"pairs", i + 1, 1};
  }
  return pairs;
}

// The same with vectors of seven numbers in place of symbols: a one for the letter or tag.
inline std::vector<corpus::Pair> as_vectors(std::vector<corpus::Pair> pairs) {
  constexpr std::size_t width = 7;
  for (corpus::Pair& pair : pairs) {
    corpus::Source& source = pair.source;
    const auto add = [&](std::size_t place) {
      source.numbers.resize(source.numbers.size() + width);
      source.numbers[source.numbers.size() - width + place] = 1;
    };
    for (const char letter : source.text) add(static_cast<std::size_t>(letter - 'a'));
    add(source.tags.front() == "BACK" ? 5 : 6);
    source = {.vectors = true, .width = width, .numbers = source.numbers};
  }
  return pairs;
}

inline options::TrainingOptions small_transducer_options() {
  options::TrainingOptions options = options::default_options(options::Task::transducer);
  options.model.cell.kind = nn::CellKind::gru;
  options.model.hidden = 16;
  options.model.dimension = 8;
  options.batch_size = 16;
  options.epochs = 12;
  options.learning_rate = 0.02;
  options.dropout_input = options.dropout_layers = options.dropout_output = 0;
  return options;
}

}  // namespace seqlab::tests
