// Holding out a part of the training data for development.
#pragma once

#include <cstdint>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

struct HeldOut {
  std::vector<Sentence> train;
  std::vector<Sentence> dev;
  bool by_documents = true;  // false: there were too few documents, so sentences were drawn one by one
};

// Draws a tenth of the sentences (rounded up) by whole documents, a document being a number in one file; less
// where the documents' sizes do not fit. Where documents would give less than half of that, sentences are
// drawn one by one. Both parts keep their order. The same sentences and seed give the same parts on any
// machine. Of one sentence, none is held out.
HeldOut hold_out(std::vector<Sentence> sentences, std::uint64_t seed);

struct HeldOutReviews {
  std::vector<Review> train;
  std::vector<Review> dev;
};

// The same for texts, drawn one by one.
HeldOutReviews hold_out(std::vector<Review> reviews, std::uint64_t seed);

}  // namespace seqlab::corpus
