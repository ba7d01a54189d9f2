#include "command_line.h"
#include "console.h"
#include "data_output.h"
#include "interruption.h"
#include "io/errors.h"
#include "nn/pool.h"
#include "review_input.h"
#include "sentiment_verbs.h"
#include "tasks/classifier_model.h"
#include "tasks/training.h"
#include "tasks/training_option_table.h"
#include "training_reviews.h"
#include "training_run.h"

namespace seqlab::programs {

namespace {

struct TrainVerb {
  TrainingFiles files;
  ReviewInputOptions input;
  tasks::TrainingOptions training;
  std::string dropout;
  std::size_t seeds = 1;
};

tasks::OptionTable<TrainVerb> option_table() {
  tasks::OptionTable<TrainVerb> table;
  table.include(training_file_table(), &TrainVerb::files)
      .include(training_review_table(), &TrainVerb::input)
      .include(tasks::training_option_table().without(tagger_options), &TrainVerb::training)
      .add(dropout_option(), &TrainVerb::dropout)
      .add(seeds_option(), &TrainVerb::seeds);
  return table;
}

}  // namespace

Exit sentiment_train(std::span<const std::string> arguments) {
  const VerbUsage usage = {
      "sentiment train --train FILE [--dev FILE] --model FILE [options]",
      "Learns to label texts from texts with one label each: a file of them, or a "
      "folder that has a folder a\n"
      "label with a file a text. The model of the epoch that does best on the dev data is "
      "written as soon as it\n"
      "is found; Ctrl-C ends training and keeps it.",
      0};
  TrainVerb verb;
  const auto given = parse(usage, option_table(), arguments, verb);
  if (!given) return Exit::fine;
  spread_dropout(verb.dropout, *given, verb.training);
  check_files(verb.files);
  const auto from = load_start(verb.files, tasks::Task::classifier, sentiment_models, *given, verb.training);

  Console console(verb.files.quiet);
  const TrainingReviews data = read_training_reviews(verb.files, verb.input, verb.training, console);
  const auto vectors = read_vectors(verb.files.embeddings, verb.training.threads, console);

  const auto train_one = [&](const tasks::TrainingOptions& options,
                             const tasks::TrainingObserver<tasks::ClassifierModel>& observer) {
    return tasks::train_classifier(options, data.train, data.dev, tables_of(vectors), provenance(verb.files),
                                   observer, from ? &*from : nullptr);
  };
  const auto score = [&](const tasks::ClassifierModel& model, std::ostream* output) -> NamedScores {
    nn::Pool pool(verb.training.threads);
    const auto scores = tasks::evaluate(model, data.test, verb.training.batch_size, pool);
    if (output != nullptr) scores.print(*output);
    return {{"accuracy", scores.accuracy()}, {"macro_f1", scores.macro_f1()}};
  };
  using Score = std::function<NamedScores(const tasks::ClassifierModel&, std::ostream*)>;
  return train_models<tasks::ClassifierModel>(verb.files, verb.seeds, verb.training, console, train_one,
                                              data.test.empty() ? Score() : Score(score));
}

}  // namespace seqlab::programs
