// The task of `sentiment`, labelling texts, and the verbs that need nothing but its description.
#include "base/pool.h"
#include "model/labelling/calibration.h"
#include "model/labelling/classifier_model.h"
#include "model/labelling/sequence_model.h"
#include "options/review_input_options.h"
#include "sentiment/labelled_reviews.h"
#include "sentiment/verbs.h"
#include "verbs/info.h"
#include "verbs/quantize.h"
#include "verbs/task_description.h"
#include "verbs/train.h"
#include "verbs/tune.h"

namespace seqlab::programs {

namespace {

constexpr std::string_view not_for_training[] = {"tokens"};  // an option of the model there

NamedScores score(const SharedModel& shared, const std::vector<corpus::Review>& gold, std::size_t batch_size,
                  std::size_t threads, std::ostream* report) {
  const model::ClassifierModel model(shared);
  base::Pool pool(threads);
  const auto scores = model::evaluate(model, gold, batch_size, pool);
  if (report != nullptr) scores.print(*report);
  return {{"accuracy", scores.accuracy()}, {"macro_f1", scores.macro_f1()}};
}

std::vector<corpus::Review> read_gold_for(const std::vector<std::string>& files,
                                          const options::ReviewInputOptions& input, const SharedModel& model,
                                          Console& console) {
  return read_gold_reviews(files, input, model::ClassifierModel(model), console);
}

SharedModel fitted(const SharedModel& model, const std::vector<corpus::Review>& dev, std::size_t batch_size,
                   std::size_t threads) {
  base::Pool pool(threads);
  return model::calibrated(model::ClassifierModel(model), dev, batch_size, pool).sequence_model();
}

TaskDescription<options::ReviewInputOptions, corpus::Review> classification() {
  return {.models = sentiment_models,
          .task = options::Task::classifier,
          .unused = {},
          .training_input = options::gold_review_table().without(not_for_training),
          .gold_input = options::gold_review_table(),
          .corpora = nullptr,
          .read_training_data = read_training_reviews,
          .read_gold = read_gold_for,
          .begin_training = training::begin_classifier_training,
          .score = score,
          .fitted = fitted};
}

}  // namespace

Exit sentiment_train(const Arguments& arguments) {
  const VerbUsage usage = {
      "sentiment train --train FILE [--dev FILE] --model FILE [options]",
      "Trains a classifier on texts with one label each: a file of texts, or a folder with a folder per\n"
      "label and a file per text. Writes the model of the best epoch on the dev data as soon as it is\n"
      "found; Ctrl-C ends training and keeps it.",
      0,
      false,
      {{"a classifier of reviews", "sentiment train --train train.tsv --dev dev.tsv --model reviews.model"}}};
  return train_verb(classification(), usage, arguments);
}

Exit sentiment_tune(const Arguments& arguments) {
  return tune_verb(classification(), arguments);
}

Exit sentiment_info(const Arguments& arguments) {
  return info_verb(sentiment_models, options::Task::classifier, arguments);
}

Exit sentiment_quantize(const Arguments& arguments) {
  return quantize_verb(classification(), arguments);
}

}  // namespace seqlab::programs
