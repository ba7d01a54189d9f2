// The tag schemes of labelled data for training.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "corpus/schemes/tag_scheme.h"
#include "corpus/sentence.h"
#include "model/labelling/model_head.h"
#include "options/training_options.h"
#include "training/labelling/training_examples.h"

namespace seqlab::training {

// Gives the labels of all columns one scheme each, that of the training data as `from` wants it read: types
// without a prefix become iob2, and different separators and prefixes become the same. Notes what it changed.
// Throws as corpus::CorpusScheme::reading(), and UsageError for a scheme that is given for several columns.
void read_label_schemes(TrainingExamples<corpus::Sentence>& examples, corpus::FromScheme from,
                        const Note& note);

// The scheme of a column of labels that read_label_schemes() has read.
corpus::SchemeStyle scheme_of(const std::vector<corpus::Sentence>& sentences, std::size_t column,
                              corpus::FromScheme from);

// Notes how many labels of a head the training rewrites because their scheme does not allow them in their
// place, with the first.
void note_rewritten_labels(const model::LabelSet& labels, const std::vector<corpus::Sentence>& sentences,
                           std::size_t head, const std::function<void(const std::string&)>& note);

}  // namespace seqlab::training
