// Checks that a model to continue can learn the labels of the training data.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "model/labelling/sequence_model.h"
#include "options/training_options.h"

namespace seqlab::training {

// Throws UsageError unless the options name one column per head, and DataError for data without labels, with
// labels that the model does not have or with labels of another tag scheme. Notes labels that the model has,
// but not in the form that they take in the scheme it learns; their tokens count as unlabelled.
void check_labels(const model::SequenceModel& from, const options::ModelOptions& options,
                  const std::vector<corpus::Sentence>& sentences,
                  const std::function<void(const std::string&)>& note);

// Throws DataError for labels that the model does not have.
void check_labels(const model::SequenceModel& from, const std::vector<corpus::Review>& reviews);

}  // namespace seqlab::training
