// The task of `sentiment`, labelling texts, and the verbs that need nothing but its description.
#include "base/pool.h"
#include "corpus/reviews/review_files.h"
#include "model/classifier_model.h"
#include "options/review_input_options.h"
#include "sentiment/training_reviews.h"
#include "sentiment/verbs.h"
#include "verbs/eval.h"
#include "verbs/info.h"
#include "verbs/quantize.h"
#include "verbs/task_description.h"
#include "verbs/train.h"
#include "verbs/tune.h"

namespace seqlab::programs {

namespace {

constexpr std::string_view not_for_training[] = {"tokens"};  // an option of the model there

std::vector<corpus::Review> read_gold(const std::vector<std::string>& files,
                                      const options::ReviewInputOptions& input,
                                      const model::ClassifierModel& model, Console& console) {
  const text::Tokeniser tokeniser(model.options().language);
  auto reviews = corpus::read_reviews(files, options::review_options(input, true, model.options(), tokeniser),
                                      [&console](const std::string& remark) { console.note(remark); });
  note_unknown_labels("the file", reviews, model.labels(), console);
  return reviews;
}

NamedScores score(const model::ClassifierModel& model, const std::vector<corpus::Review>& gold,
                  std::size_t batch_size, std::size_t threads, std::ostream* report) {
  base::Pool pool(threads);
  const auto scores = model::evaluate(model, gold, batch_size, pool);
  if (report != nullptr) scores.print(*report);
  return {{"accuracy", scores.accuracy()}, {"macro_f1", scores.macro_f1()}};
}

TaskDescription<options::ReviewInputOptions, corpus::Review, model::ClassifierModel> classification() {
  return {.models = sentiment_models,
          .task = options::Task::classifier,
          .training_input = options::gold_review_table().without(not_for_training),
          .gold_input = options::gold_review_table(),
          .read_training_data = read_training_reviews,
          .read_gold = read_gold,
          .begin_training = training::begin_classifier_training,
          .score = score};
}

}  // namespace

Exit sentiment_train(std::span<const std::string> arguments) {
  const VerbUsage usage = {
      "sentiment train --train FILE [--dev FILE] --model FILE [options]",
      "Trains a classifier on texts with one label each: a file of texts, or a folder with a folder per\n"
      "label and a file per text. Writes the model of the best epoch on the dev data as soon as it is\n"
      "found; Ctrl-C ends training and keeps it.",
      0};
  return train_verb(classification(), usage, arguments);
}

Exit sentiment_tune(std::span<const std::string> arguments) {
  return tune_verb(classification(), arguments);
}

Exit sentiment_eval(std::span<const std::string> arguments) {
  const VerbUsage usage = {
      "sentiment eval [-m MODEL] [options] [FILE...]",
      "Classifies labelled texts and prints accuracy, macro-averaged F1 and a confusion\n"
      "table. A folder needs a folder per label with a file per text.",
      most_files};
  return eval_verb(classification(), usage, arguments);
}

Exit sentiment_info(std::span<const std::string> arguments) {
  return info_verb(classification(), arguments);
}

Exit sentiment_quantize(std::span<const std::string> arguments) {
  return quantize_verb(classification(), arguments);
}

}  // namespace seqlab::programs
