// Reads the texts for `sentiment train` and `sentiment tune`.
#pragma once

#include <vector>

#include "corpus/reviews/reviews.h"
#include "options/option_table.h"
#include "options/training_options.h"
#include "program/console.h"
#include "sentiment/review_input.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

// Notes sizes, and labels of dev and test that are not in the training data. Throws UsageError if an option
// for parse trees is given and the training data are no trees.
TrainingExamples<corpus::Review> read_training_reviews(const TrainingFiles& files,
                                                       const ReviewInputOptions& input,
                                                       const options::TrainingOptions& training,
                                                       Console& console);

}  // namespace seqlab::programs
