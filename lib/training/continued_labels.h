// Whether a model can go on to learn what data are labelled with.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "model/sequence_model.h"
#include "options/training_options.h"

namespace seqlab::training {

// Throws UsageError where the options name another number of columns than the model has heads, and DataError
// for data without a label, with labels that the model does not have, and with labels of another tag scheme.
// Notes labels that only the scheme in which the model learned them lacks: their tokens count as not
// annotated.
void check_labels(const model::SequenceModel& from, const options::ModelOptions& options,
                  const std::vector<corpus::Sentence>& sentences,
                  const std::function<void(const std::string&)>& note);

// Throws DataError for labels that the model does not have.
void check_labels(const model::SequenceModel& from, const std::vector<corpus::Review>& reviews);

}  // namespace seqlab::training
