// What `sentiment train` and `sentiment tune` learn: labels of texts.
#pragma once

#include "tasks/classifier_model.h"
#include "training_reviews.h"
#include "training_verbs.h"

namespace seqlab::programs {

using ClassificationTask = LearnedTask<ReviewInputOptions, TrainingReviews, tasks::ClassifierModel>;
ClassificationTask classification_task();

}  // namespace seqlab::programs
