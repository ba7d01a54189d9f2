// The verbs `train` and `tune` of both programs, which differ in what they read and in the model.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "options/training_option_table.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/program.h"
#include "program/shipped_models.h"
#include "training/training.h"
#include "training/training_run.h"
#include "training/training_session.h"
#include "training/tuning_options.h"
#include "training/tuning_run.h"

namespace seqlab::programs {

// What a program learns. Input: the options of how data are read. Data: the examples to `train` on, `dev`,
// and `test`, which may be empty.
template <class Input, class Data, class Model>
struct LearnedTask {
  using Examples = decltype(Data::train);

  const KnownModels& known;
  model::Task task;
  options::OptionTable<Input> input;
  Data (*read)(const TrainingFiles& files, const Input& input, const options::TrainingOptions& training,
               Console& console);
  // begin_tagger_training() or begin_classifier_training(), and what runs it to its end.
  std::unique_ptr<training::TrainingSession> (*begin)(const options::TrainingOptions&, const Examples&,
                                                      const Examples&, const embeddings::PretrainedTables&,
                                                      const training::Provenance&,
                                                      const training::SessionObserver&,
                                                      const model::SequenceModel*,
                                                      std::shared_ptr<base::Pool>);
  Model (*train)(const options::TrainingOptions&, const Examples&, const Examples&,
                 const embeddings::PretrainedTables&, const training::Provenance&,
                 const training::TrainingObserver<Model>&, const model::SequenceModel*);
  // Scores of a model on test data; prints what there is to be said of it where there is a stream.
  NamedScores (*score)(const Model& model, const Examples& test, const options::TrainingOptions& training,
                       std::ostream* output);
};

// usage: what the verb's help begins with.
template <class Input, class Data, class Model>
Exit train_verb(const LearnedTask<Input, Data, Model>& task, const VerbUsage& usage,
                std::span<const std::string> arguments) {
  struct Verb {
    TrainingFiles files;
    Input input;
    options::TrainingOptions training;
    std::optional<double> dropout;
    std::size_t seeds = 1;
  };
  options::OptionTable<Verb> table;
  table.include(training_file_table(), &Verb::files)
      .include(task.input, &Verb::input)
      .include(options::training_option_table().of(task.task), &Verb::training)
      .add(dropout_option(), &Verb::dropout)
      .add(seeds_option(), &Verb::seeds);
  Verb verb;
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  spread_dropout(verb.dropout, *given, verb.training);
  check_files(verb.files);
  const auto from = load_start(verb.files, task.task, task.known, *given, verb.training);

  Console console(verb.files.quiet);
  const Data data = task.read(verb.files, verb.input, verb.training, console);
  const auto vectors = read_vectors(verb.files.embeddings, verb.training.threads, console);
  const auto train_one = [&](const options::TrainingOptions& options,
                             const training::TrainingObserver<Model>& observer) {
    return task.train(options, data.train, data.dev, tables_of(vectors), provenance(verb.files), observer,
                      from ? &*from : nullptr);
  };
  std::function<NamedScores(const Model&, std::ostream*)> test;
  if (!data.test.empty()) {
    test = [&](const Model& model, std::ostream* output) {
      return task.score(model, data.test, verb.training, output);
    };
  }
  return train_models<Model>(verb.files, verb.seeds, verb.training, console, train_one, test);
}

template <class Input, class Data, class Model>
Exit tune_verb(const LearnedTask<Input, Data, Model>& task, std::span<const std::string> arguments) {
  struct Verb {
    TrainingFiles files;
    Input input;
    options::TrainingOptions training;
    std::optional<double> dropout;
    TuningOptions tuning;
  };
  const auto begin = TuningRun::Clock::now();
  options::OptionTable<Verb> table;
  table.include(tuning_option_table(), &Verb::tuning)
      .include(training_file_table().without(no_tuning_files), &Verb::files)
      .include(task.input, &Verb::input)
      .include(options::training_option_table().of(task.task), &Verb::training)
      .add(dropout_option(), &Verb::dropout);
  const VerbUsage usage = {
      std::string(task.known.program) +
          " tune --train FILE [--dev FILE] --search NAME=VALUES... --budget TIME [options]",
      "Searches options of train that do well on the dev data: trains many configurations for a few epochs,\n"
      "and goes on with the best of them only. Writes the options that train reads with --config. Ctrl-C\n"
      "ends the search and keeps what was found.",
      0};
  Verb verb;
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  spread_dropout(verb.dropout, *given, verb.training);
  search::SearchSpace space = make_search_space(verb.tuning, verb.files, verb.training, table.options());
  check_tuning(verb.files, verb.tuning);
  const auto from = load_start(verb.files, task.task, task.known, *given, verb.training);

  Console console(verb.files.quiet);
  const Data data = task.read(verb.files, verb.input, verb.training, console);
  const auto vectors = read_vectors(verb.files.embeddings, verb.training.threads, console);
  TuningRun run(verb.files, verb.tuning, verb.training, std::move(space), task.task, begin, console);
  return run.search([&](const options::TrainingOptions& options, const training::SessionObserver& observer,
                        std::shared_ptr<base::Pool> pool) {
    return task.begin(options, data.train, data.dev, tables_of(vectors), provenance(verb.files), observer,
                      from ? &*from : nullptr, std::move(pool));
  });
}

}  // namespace seqlab::programs
