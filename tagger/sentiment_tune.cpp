#include <array>
#include <chrono>

#include "command_line.h"
#include "console.h"
#include "review_input.h"
#include "sentiment_verbs.h"
#include "tasks/training_option_table.h"
#include "tasks/training_session.h"
#include "training_reviews.h"
#include "training_run.h"
#include "tuning_options.h"
#include "tuning_run.h"

namespace seqlab::programs {

namespace {

struct TuneVerb {
  TrainingFiles files;
  ReviewInputOptions input;
  tasks::TrainingOptions training;
  std::string dropout;
  TuningOptions tuning;
};

tasks::OptionTable<TuneVerb> option_table() {
  tasks::OptionTable<TuneVerb> table;
  table.include(tuning_option_table(), &TuneVerb::tuning)
      .include(training_file_table().without(no_tuning_files), &TuneVerb::files)
      .include(training_review_table(), &TuneVerb::input)
      .include(tasks::training_option_table().without(tagger_options), &TuneVerb::training)
      .add(dropout_option(), &TuneVerb::dropout);
  return table;
}

}  // namespace

Exit sentiment_tune(std::span<const std::string> arguments) {
  const auto begin = TuningRun::Clock::now();
  const VerbUsage usage = {
      "sentiment tune --train FILE [--dev FILE] --search NAME=VALUES... --budget TIME [options]",
      "Searches options of train that do well on the dev data: trains many configurations for a few epochs,\n"
      "and goes on with the best of them only. Writes the options that train reads with --config. Ctrl-C "
      "ends\n"
      "the search and keeps what was found.",
      0};
  TuneVerb verb;
  const auto table = option_table();
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  spread_dropout(verb.dropout, *given, verb.training);
  tasks::SearchSpace space = make_search_space(verb.tuning, verb.files, verb.training, table.options());
  check_tuning(verb.files, verb.tuning);
  const auto from = load_start(verb.files, tasks::Task::classifier, sentiment_models, *given, verb.training);

  Console console(verb.files.quiet);
  const TrainingReviews data = read_training_reviews(verb.files, verb.input, verb.training, console);
  const auto vectors = read_vectors(verb.files.embeddings, verb.training.threads, console);
  TuningRun run(verb.files, verb.tuning, verb.training, std::move(space), tagger_options, begin, console);
  return run.search([&](const tasks::TrainingOptions& options, const tasks::SessionObserver& observer,
                        std::shared_ptr<nn::Pool> pool) {
    return tasks::begin_classifier_training(options, data.train, data.dev, tables_of(vectors),
                                            provenance(verb.files), observer, from ? &*from : nullptr,
                                            std::move(pool));
  });
}

}  // namespace seqlab::programs
