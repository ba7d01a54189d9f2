// A hash of labelled examples, by which a checkpoint knows its data.
#pragma once

#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"

namespace seqlab::training {

// Of what training reads: words, labels and feature columns, in their order.
std::string hash_of(const std::vector<corpus::Sentence>& train, const std::vector<corpus::Sentence>& dev);
std::string hash_of(const std::vector<corpus::Review>& train, const std::vector<corpus::Review>& dev);

}  // namespace seqlab::training
