// The texts that `sentiment train` and `sentiment tune` learn from.
#pragma once

#include <vector>

#include "corpus/reviews/reviews.h"
#include "options/option_table.h"
#include "options/training_options.h"
#include "program/console.h"
#include "sentiment/review_input.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

// Tells the console of sizes, and labels of dev and test that training does not have. Throws UsageError where
// an option for trees would do nothing.
TrainingExamples<corpus::Review> read_training_reviews(const TrainingFiles& files,
                                                       const ReviewInputOptions& input,
                                                       const options::TrainingOptions& training,
                                                       Console& console);

}  // namespace seqlab::programs
