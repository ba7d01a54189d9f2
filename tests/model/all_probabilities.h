// A tagger's predictions on a small corpus, to compare models.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "../training/small_corpus.h"
#include "base/pool.h"
#include "catch.h"
#include "model/labelling/tagger_model.h"

namespace seqlab::tests {

// The probability of each label for each token, sentence after sentence.
inline std::vector<float> all_probabilities(const model::TaggerModel& model, std::size_t threads = 1) {
  base::Pool pool(threads);
  std::vector<float> all;
  for (const corpus::Sentence& sentence : small_tagged_corpus(40, 3)) {
    const std::vector<float> own = model.distribution(sentence.words, pool);
    all.insert(all.end(), own.begin(), own.end());
  }
  return all;
}

inline double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(a[i] - b[i])));
  return largest;
}

}  // namespace seqlab::tests
