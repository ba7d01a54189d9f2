#include "parts.h"

namespace seqlab::benchmark {

const std::vector<Goal>& goals() {
  constexpr bool at_most = true;
  static const std::vector<Goal> all = {
      {"versus", "training, words 100, 1 x 100, batch 32 / peer", "", 2.5, 3.5},
      {"training", "words 100, 1 x 100, batch 32", "%", 50, 50},
      {"versus", "training, words 100, 1 x 100, gru, batch 32 / peer", "", 2.5, 3.5},
      {"versus", "training, words 100, 1 x 100, rnn, batch 32 / peer", "", 2.5, 3.5},
      {"versus", "labelling file to file, words 100, 1 x 100, gru / loop", "", 2, 3},
      {"versus", "labelling file to file, words 100, 1 x 100, rnn / loop", "", 2, 3},
      {"versus", "training, words 100, 1 x 100, batch 8 / peer", "", 3, 5},
      {"versus", "training, words 100, 2 x 256, batch 32 / peer", "", 1.25, 1.5},
      {"training", "words 100, 2 x 256, batch 32", "%", 68, 80},
      {"training", "words 100 + cnn 30, 1 x 100, crf, batch 10", "%", 22, 45},
      {"labelling", "words 100 + cnn 30, 1 x 100, crf, in memory", "%", 40, 60},
      {"versus", "labelling file to file, words 100, 1 x 100 / loop", "", 2, 3},
      {"versus", "labelling file to file, words 100, 1 x 100 / script", "", 5, 10},
      {"versus", "labelling file to file, words 100, 2 x 256 / loop", "", 1.2, 1.4},
      {"versus", "labelling file to file, words 100, 2 x 256, int8 / loop", "", 2.5, 4},
      {"versus", "one sentence of 10 tokens, p50, words 100, 1 x 100 / peer", "", 6, 10},
      {"versus", "training, sentiment, words 50, 1 x 128, last, batch 32 / peer", "", 2, 3},
      {"versus", "training, sentiment, words 50, 1 x 128, mean, batch 32 / peer", "", 2, 3},
      {"versus", "labelling file to file, sentiment, words 50, 1 x 128, last / loop", "", 2, 3},
      {"versus", "labelling file to file, sentiment, words 50, 1 x 128, last / loop, packed", "", 2, 3},
      {"versus", "labelling file to file, sentiment, words 50, 1 x 128, last / script", "", 2, 3},
      {"versus", "labelling file to file, sentiment, words 50, 1 x 128, last, int8 / loop", "", 2, 3},
      {"versus", "labelling file to file, sentiment, words 50, 1 x 128, mean / loop", "", 2, 3},
      {"versus", "labelling file to file, sentiment, words 50, 1 x 128, mean / loop, packed", "", 2, 3},
      {"versus", "labelling file to file, sentiment, words 50, 1 x 128, mean / script", "", 2, 3},
      {"versus", "labelling file to file, sentiment, words 50, 1 x 128, mean, int8 / loop", "", 2, 3},
      {"start-up", "tagger, to the first answer", "", 30, 10, at_most},
      {"embeddings", "glove, 400000 x 50", "", 1000, 500, at_most},
      {"embeddings", "mapped, 400000 x 50", "", 20, 5, at_most},
      {"growth", "training, over length", "", 25, 10, at_most},
      {"growth", "labelling, over length", "", 25, 10, at_most},
      {"growth", "training, over vocabulary", "", 25, 10, at_most},
      {"growth", "labelling, over vocabulary", "", 25, 10, at_most},
      {"growth", "training, words 100, 1 x 100, over threads", "", 1.7, 1.9},
      {"growth", "labelling, words 100, 1 x 100, over threads", "", 1.7, 1.9},
      {"growth", "training, words 100, 2 x 256, over threads", "", 1.7, 1.9},
      {"growth", "labelling, words 100, 2 x 256, over threads", "", 1.7, 1.9}};
  return all;
}

}  // namespace seqlab::benchmark
