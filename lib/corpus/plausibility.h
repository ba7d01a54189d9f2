// Labelled data that cannot be meant as it was read.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "corpus/sentence.h"

namespace seqlab::corpus {

// Throws DataError, which says what to look at, if a sentence is longer than any that people write: the blank
// lines between sentences are missing.
void refuse_giant_sentences(std::span<const Sentence> sentences);

// Throws DataError, which says what to look at, if nothing can be learned from a column of labels: from 20
// labels on, all are the same; or, from 50 on, more than half are different and they follow no tag scheme
// (`spans` says whether they do). `held_out`: whether the sentences are what holding out dev data has left.
void refuse_implausible_labels(std::span<const Sentence> sentences, std::size_t column, bool spans,
                               bool held_out);

// Throws DataError, which says what to look at, if the sentences cannot be scored: giant sentences; no token
// has a label; or the labels of a column, O apart, all differ from those in `known`, a list for each column.
// Types of spans are compared if both follow a tag scheme. `knower`: what has the known ones, "the model" or
// "the training data".
void refuse_implausible_gold(std::span<const Sentence> sentences,
                             std::span<const std::vector<std::string>> known, const std::string& knower);

}  // namespace seqlab::corpus
