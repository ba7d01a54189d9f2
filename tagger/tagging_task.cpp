#include "tagging_task.h"

#include <string_view>

#include "tagging_report.h"

namespace seqlab::programs {

namespace {

tasks::OptionTable<InputOptions> input_table() {
  // The column of the labels is an option of the model here, and raw text holds no labels.
  constexpr std::string_view elsewhere[] = {"label-column", "paragraphs"};
  return input_option_table().without(elsewhere);
}

NamedScores score(const tasks::TaggerModel& model, const std::vector<corpus::Sentence>& test,
                  const tasks::TrainingOptions& training, std::ostream* output) {
  nn::Pool pool(training.threads);
  const auto scores = tasks::evaluate_heads(model, test, training.batch_size, pool);
  if (output != nullptr) print_scores(model.heads(), scores, *output);
  return tasks::named_scores(model.heads(), scores);
}

}  // namespace

TaggingTask tagging_task() {
  return {tagger_models,         tasks::Task::tagger,          classifier_options,  input_table(),
          read_training_corpora, tasks::begin_tagger_training, tasks::train_tagger, score};
}

}  // namespace seqlab::programs
