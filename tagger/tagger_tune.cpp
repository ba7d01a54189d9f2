#include <array>
#include <chrono>

#include "command_line.h"
#include "console.h"
#include "input_options.h"
#include "tagger_verbs.h"
#include "tasks/training_option_table.h"
#include "tasks/training_session.h"
#include "training_corpora.h"
#include "training_run.h"
#include "tuning_options.h"
#include "tuning_run.h"

namespace seqlab::programs {

namespace {

struct TuneVerb {
  TrainingFiles files;
  InputOptions input;
  tasks::TrainingOptions training;
  std::string dropout;
  TuningOptions tuning;
};

tasks::OptionTable<TuneVerb> option_table() {
  constexpr std::string_view elsewhere[] = {"label-column", "paragraphs"};
  tasks::OptionTable<TuneVerb> table;
  table.include(tuning_option_table(), &TuneVerb::tuning)
      .include(training_file_table().without(no_tuning_files), &TuneVerb::files)
      .include(input_option_table().without(elsewhere), &TuneVerb::input)
      .include(tasks::training_option_table().without(classifier_options), &TuneVerb::training)
      .add(dropout_option(), &TuneVerb::dropout);
  return table;
}

}  // namespace

Exit tagger_tune(std::span<const std::string> arguments) {
  const auto begin = TuningRun::Clock::now();
  const VerbUsage usage = {
      "tagger tune --train FILE [--dev FILE] --search NAME=VALUES... --budget TIME [options]",
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
  const auto from = load_start(verb.files, tasks::Task::tagger, tagger_models, *given, verb.training);

  Console console(verb.files.quiet);
  const TrainingCorpora data = read_training_corpora(verb.files, verb.input, verb.training, console);
  const auto vectors = read_vectors(verb.files.embeddings, verb.training.threads, console);
  TuningRun run(verb.files, verb.tuning, verb.training, std::move(space), classifier_options, begin, console);
  return run.search([&](const tasks::TrainingOptions& options, const tasks::SessionObserver& observer,
                        std::shared_ptr<nn::Pool> pool) {
    return tasks::begin_tagger_training(options, data.train, data.dev, tables_of(vectors),
                                        provenance(verb.files), observer, from ? &*from : nullptr,
                                        std::move(pool));
  });
}

}  // namespace seqlab::programs
