// A hash of labelled examples, by which a checkpoint knows its data.
#pragma once

#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "training/training.h"

namespace seqlab::training {

// Of what training reads: words, labels and feature columns, in their order.
// Of sentences also their corpora and how often an epoch sees them.
std::string hash_of(const std::vector<corpus::Sentence>& train, const std::vector<corpus::Sentence>& dev,
                    const std::vector<CorpusShare>& corpora = {});
std::string hash_of(const std::vector<corpus::Review>& train, const std::vector<corpus::Review>& dev);

}  // namespace seqlab::training
