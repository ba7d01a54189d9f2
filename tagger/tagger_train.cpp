#include "command_line.h"
#include "console.h"
#include "data_output.h"
#include "input_options.h"
#include "interruption.h"
#include "nn/pool.h"
#include "tagger_verbs.h"
#include "tagging_report.h"
#include "tasks/tagger_model.h"
#include "tasks/training.h"
#include "tasks/training_option_table.h"
#include "training_corpora.h"
#include "training_run.h"

namespace seqlab::programs {

namespace {

struct TrainVerb {
  TrainingFiles files;
  InputOptions input;
  tasks::TrainingOptions training;
  std::string dropout;
  std::size_t seeds = 1;
};

tasks::OptionTable<TrainVerb> option_table() {
  // The column of the labels is an option of the model here, and raw text holds no labels.
  constexpr std::string_view elsewhere[] = {"label-column", "paragraphs"};
  tasks::OptionTable<TrainVerb> table;
  table.include(training_file_table(), &TrainVerb::files)
      .include(input_option_table().without(elsewhere), &TrainVerb::input)
      .include(tasks::training_option_table().without(classifier_options), &TrainVerb::training)
      .add(dropout_option(), &TrainVerb::dropout)
      .add(seeds_option(), &TrainVerb::seeds);
  return table;
}

}  // namespace

Exit tagger_train(std::span<const std::string> arguments) {
  const VerbUsage usage = {
      "tagger train --train FILE [--dev FILE] --model FILE [options]",
      "Learns to label tokens from labelled sentences in CoNLL columns, CoNLL-U or JSON Lines. The model of\n"
      "the epoch that does best on the dev data is written as soon as it is found; Ctrl-C ends training and\n"
      "keeps it.",
      0};
  TrainVerb verb;
  const auto given = parse(usage, option_table(), arguments, verb);
  if (!given) return Exit::fine;
  spread_dropout(verb.dropout, *given, verb.training);
  check_files(verb.files);
  const auto from = load_start(verb.files, tasks::Task::tagger, tagger_models, *given, verb.training);

  Console console(verb.files.quiet);
  const TrainingCorpora data = read_training_corpora(verb.files, verb.input, verb.training, console);
  const auto vectors = read_vectors(verb.files.embeddings, verb.training.threads, console);

  const auto train_one = [&](const tasks::TrainingOptions& options,
                             const tasks::TrainingObserver<tasks::TaggerModel>& observer) {
    return tasks::train_tagger(options, data.train, data.dev, tables_of(vectors), provenance(verb.files),
                               observer, from ? &*from : nullptr);
  };
  const auto score = [&](const tasks::TaggerModel& model, std::ostream* output) {
    nn::Pool pool(verb.training.threads);
    const auto scores = tasks::evaluate_heads(model, data.test, verb.training.batch_size, pool);
    if (output != nullptr) print_scores(model.heads(), scores, *output);
    return tasks::named_scores(model.heads(), scores);
  };
  using Score = std::function<NamedScores(const tasks::TaggerModel&, std::ostream*)>;
  return train_models<tasks::TaggerModel>(verb.files, verb.seeds, verb.training, console, train_one,
                                          data.test.empty() ? Score() : Score(score));
}

}  // namespace seqlab::programs
