#include "classification_task.h"

namespace seqlab::programs {

namespace {

NamedScores score(const tasks::ClassifierModel& model, const std::vector<corpus::Review>& test,
                  const tasks::TrainingOptions& training, std::ostream* output) {
  nn::Pool pool(training.threads);
  const auto scores = tasks::evaluate(model, test, training.batch_size, pool);
  if (output != nullptr) scores.print(*output);
  return {{"accuracy", scores.accuracy()}, {"macro_f1", scores.macro_f1()}};
}

}  // namespace

ClassificationTask classification_task() {
  return {sentiment_models,        tasks::Task::classifier,
          tagger_options,          training_review_table(),
          read_training_reviews,   tasks::begin_classifier_training,
          tasks::train_classifier, score};
}

}  // namespace seqlab::programs
