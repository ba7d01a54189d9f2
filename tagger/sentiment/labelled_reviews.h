// Reads texts with labels, for training and for scores.
#pragma once

#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "model/labelling/classifier_model.h"
#include "options/option_table.h"
#include "options/review_input_options.h"
#include "options/training_options.h"
#include "program/console.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

// Notes what the files were read as, sizes, and labels of dev and test that are not in the training data.
// Throws DataError for data from which nothing can be learned: labels that are none or all the same, no dev.
training::TrainingExamples<corpus::Review> read_training_reviews(const TrainingFiles& files,
                                                                 const options::ReviewInputOptions& input,
                                                                 const options::TrainingOptions& training,
                                                                 Console& console);

// Reads labelled texts for a model. Notes as above; throws DataError as note_unknown_labels() does.
std::vector<corpus::Review> read_gold_reviews(const std::vector<std::string>& files,
                                              const options::ReviewInputOptions& input,
                                              const model::ClassifierModel& model, Console& console);

// Notes gold labels that are not in `known`. Throws DataError if none of them is.
void note_unknown_labels(const std::string& what, const std::vector<corpus::Review>& reviews,
                         const std::vector<std::string>& known, Console& console);

}  // namespace seqlab::programs
