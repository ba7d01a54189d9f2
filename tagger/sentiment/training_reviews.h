// The texts that `sentiment train` and `sentiment tune` learn from.
#pragma once

#include <vector>

#include "corpus/reviews/reviews.h"
#include "options/option_table.h"
#include "options/training_options.h"
#include "program/console.h"
#include "sentiment/review_input.h"
#include "training/training_run.h"

namespace seqlab::programs {

// The options of how they are read.
options::OptionTable<ReviewInputOptions> training_review_table();

struct TrainingReviews {
  std::vector<corpus::Review> train;
  std::vector<corpus::Review> dev;   // the file's, or held out of the training data
  std::vector<corpus::Review> test;  // empty when there is no file
};

// Tells the console of sizes, and labels of dev and test that training does not have. Throws UsageError where
// an option for trees would do nothing.
TrainingReviews read_training_reviews(const TrainingFiles& files, const ReviewInputOptions& input,
                                      const options::TrainingOptions& training, Console& console);

}  // namespace seqlab::programs
