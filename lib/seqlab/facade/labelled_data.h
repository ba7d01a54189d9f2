// Labelled data of callers as training and evaluation take it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "options/training_options.h"
#include "seqlab/classifier.h"
#include "seqlab/facade/input.h"
#include "seqlab/tagger.h"

namespace seqlab {

// Throws BadInput if tokens are not as input.h says, or if a sentence has not `heads` lists of labels with
// one label per token, in UTF-8.
std::vector<corpus::Sentence> corpus_of(std::span<const LabelledSentence> sentences,
                                        const WordReading& reading, std::size_t heads);

// With tokens as a model with these options reads them. Throws BadInput for a text without a label, and if
// text, tokens or label are not as input.h says.
std::vector<corpus::Review> corpus_of(std::span<const LabelledText> texts,
                                      const options::ModelOptions& options);

}  // namespace seqlab
