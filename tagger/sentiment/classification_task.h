// What `sentiment train` and `sentiment tune` learn: labels of texts.
#pragma once

#include "model/classifier_model.h"
#include "sentiment/training_reviews.h"
#include "training/training_verbs.h"

namespace seqlab::programs {

using ClassificationTask = LearnedTask<ReviewInputOptions, TrainingReviews, model::ClassifierModel>;
ClassificationTask classification_task();

}  // namespace seqlab::programs
