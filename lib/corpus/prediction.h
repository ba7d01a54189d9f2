// What a model predicts for a sentence or a text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "corpus/schemes/tag_scheme.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

// One of the best label sequences of a sentence of n tokens.
struct Alternative {
  Labels labels;                           // n
  double probability = 0;                  // of the whole sequence
  std::vector<double> probabilities = {};  // n, of the labels; empty unless asked for
};

// One head's prediction for a sentence of n tokens.
struct HeadPrediction {
  std::string name = {};                   // of the head
  SchemeStyle scheme = {};                 // of the labels; none: they mark no spans
  Labels labels = {};                      // n
  std::vector<double> probabilities = {};  // n, of the labels; empty unless asked for
  // One per span that read_spans() finds in the labels, in order; nothing unless asked for.
  std::optional<std::vector<double>> span_probabilities = {};
  std::vector<Alternative> alternatives = {};  // best first, starting with `labels`; empty unless asked for
};

// What all heads predict for one sentence, in the model's order; no heads: nothing is predicted.
struct Predicted {
  std::vector<HeadPrediction> heads;
};

// What a classifier predicts for one text.
struct Classification {
  // The index of the best label; nothing for a text without tokens, or if its probability is too low to give
  // it.
  std::optional<std::size_t> label = {};
  std::vector<float> probabilities = {};  // one per label; none for a text without tokens
  friend bool operator==(const Classification&, const Classification&) = default;
};

}  // namespace seqlab::corpus
