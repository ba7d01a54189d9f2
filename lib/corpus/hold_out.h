// Holds out a part of the training data for development.
#pragma once

#include <cstdint>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

struct HeldOut {
  std::vector<Sentence> train;
  std::vector<Sentence> dev;
  bool by_documents = true;  // false: too few documents, so single sentences were drawn
};

// Draws whole documents (a document is a number in one file) up to a tenth of the sentences, rounded up;
// fewer if the documents' sizes do not fit. If documents would give less than half of that, draws single
// sentences instead. Both parts keep their order, and depend on nothing but the sentences and the seed. Of a
// single sentence, nothing is held out.
HeldOut hold_out(std::vector<Sentence> sentences, std::uint64_t seed);

// Holds out every nth document, or every nth sentence if there are fewer than n documents. Requires n > 0.
HeldOut hold_out_every(std::vector<Sentence> sentences, std::size_t n);

struct HeldOutReviews {
  std::vector<Review> train;
  std::vector<Review> dev;
};

// The same for texts, drawn one by one.
HeldOutReviews hold_out(std::vector<Review> reviews, std::uint64_t seed);
HeldOutReviews hold_out_every(std::vector<Review> reviews, std::size_t n);

}  // namespace seqlab::corpus
