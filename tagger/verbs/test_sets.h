// Test data apart for each corpus.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "corpus/symbols/symbol_streams.h"
#include "training/forecasting/forecasting_training.h"
#include "training/training.h"

namespace seqlab::programs {

// The test data of a corpus; without a name if there is only one.
template <class Example>
struct TestSet {
  std::string name;
  std::vector<Example> examples;
};

inline std::size_t corpus_of(const corpus::Sentence& sentence) {
  return sentence.corpus;
}
inline std::size_t corpus_of(const corpus::Review& /*review*/) {
  return 0;
}

inline std::size_t corpus_of(const corpus::TextPart& /*part*/) {
  return 0;
}

inline std::size_t corpus_of(const training::SeriesParts& /*parts*/) {
  return 0;
}

// Those that are not empty. corpora: none if there is only one.
template <class Example>
std::vector<TestSet<Example>> test_sets(std::vector<Example> examples,
                                        const std::vector<training::CorpusShare>& corpora) {
  std::vector<TestSet<Example>> sets;
  for (const training::CorpusShare& corpus : corpora) sets.push_back({corpus.name, {}});
  if (sets.empty()) sets.emplace_back();
  for (Example& example : examples) sets[corpus_of(example)].examples.push_back(std::move(example));
  std::erase_if(sets, [](const TestSet<Example>& set) { return set.examples.empty(); });
  return sets;
}

}  // namespace seqlab::programs
