#include "tagger/tagging_task.h"

#include <string_view>

#include "tagger/tagging_report.h"

namespace seqlab::programs {

namespace {

options::OptionTable<InputOptions> input_table() {
  // The column of the labels is an option of the model here, and raw text holds no labels.
  constexpr std::string_view elsewhere[] = {"label-column", "paragraphs"};
  return input_option_table().without(elsewhere);
}

NamedScores score(const model::TaggerModel& model, const std::vector<corpus::Sentence>& test,
                  const options::TrainingOptions& training, std::ostream* output) {
  base::Pool pool(training.threads);
  const auto scores = model::evaluate_heads(model, test, training.batch_size, pool);
  if (output != nullptr) print_scores(model.heads(), scores, *output);
  return evaluation::named_scores(model.heads(), scores);
}

}  // namespace

TaggingTask tagging_task() {
  return {tagger_models,
          model::Task::tagger,
          input_table(),
          read_training_corpora,
          training::begin_tagger_training,
          training::train_tagger,
          score};
}

}  // namespace seqlab::programs
