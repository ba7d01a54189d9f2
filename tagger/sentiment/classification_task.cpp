#include "sentiment/classification_task.h"

namespace seqlab::programs {

namespace {

NamedScores score(const model::ClassifierModel& model, const std::vector<corpus::Review>& test,
                  const options::TrainingOptions& training, std::ostream* output) {
  base::Pool pool(training.threads);
  const auto scores = model::evaluate(model, test, training.batch_size, pool);
  if (output != nullptr) scores.print(*output);
  return {{"accuracy", scores.accuracy()}, {"macro_f1", scores.macro_f1()}};
}

}  // namespace

ClassificationTask classification_task() {
  return {sentiment_models,
          model::Task::classifier,
          training_review_table(),
          read_training_reviews,
          training::begin_classifier_training,
          training::train_classifier,
          score};
}

}  // namespace seqlab::programs
