// Tagging the words of a corpus.
#pragma once

#include <string>
#include <vector>

#include "compare/task.h"

namespace seqlab::compare {

struct CorpusFiles {
  std::vector<std::string> train;
  std::vector<std::string> dev;
  std::string embeddings;  // a table of word vectors, in any format; empty: random ones
};

// The label of each word, which in CoNLL-U is its UPOS, from its frozen vector, with words left of it as the
// only context; the test set is `dev`. Without a table, a word's vector is a function of its spelling:
// [50 x 1], uniform in [-1, 1). With one, a word is looked up as a tagger does, and an unknown one is 0.
// Labels that `train` lacks are never right.
Task corpus_task(const CorpusFiles& files);

}  // namespace seqlab::compare
