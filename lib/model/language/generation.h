// Writes text with a language model, symbol by symbol.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/json/vector_lines.h"
#include "model/language/language_model.h"

namespace seqlab::model {

struct GenerationOptions {
  std::size_t length = 500;  // symbols
  bool line = false;         // end before a line end
  double temperature = 1;    // scores are divided by it before the softmax; 0: the most probable symbol
  std::size_t top = 0;       // only this many most probable symbols are drawn from; 0: all
  std::uint64_t seed = 1;
};

// Goes on from each prefix, which begins a line, and returns what is written behind it (before it, by a model
// that reads back). The symbol at a position of a sample is drawn with a random number that is a function of
// seed, sample and position alone: number `first` is the sample of the first prefix. The unknown symbol is
// never written. piece: if it is there, is called with each piece of the text of a single prefix as soon as
// it is written, by a model that reads ahead. conditions: of a model that has a condition, by sample.
std::vector<std::string> generate(const LanguageModel& model, std::span<const std::string> prefixes,
                                  std::size_t first, const GenerationOptions& options,
                                  const std::function<void(std::string_view)>& piece = {},
                                  const corpus::LineVectors* conditions = nullptr);

}  // namespace seqlab::model
