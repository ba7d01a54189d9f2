// The verb `train`.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>

#include "base/pool.h"
#include "options/training_option_table.h"
#include "options/training_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/program.h"
#include "program/word_vectors.h"
#include "training/training_session.h"
#include "verbs/seed_scores.h"
#include "verbs/task_description.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

// See TrainingStart::begin().
using BeginTraining = std::function<std::unique_ptr<training::TrainingSession>(
    const options::TrainingOptions&, const training::SessionObserver&, std::shared_ptr<base::Pool>)>;

using TrainedModel = std::shared_ptr<const model::SequenceModel>;
// The scores of a model on the test data. Prints the full report if there is a stream.
using ScoreOnTest = std::function<NamedScores(const TrainedModel&, std::ostream* report)>;

// --seeds.
options::OptionInfo seeds_option();

// Trains `seeds` models with consecutive seeds, the first of them that of the options, and keeps the one that
// is best on dev. Prints its test report or, for several seeds, a table of their scores, to standard output.
// score_on_test is empty without test data.
Exit train_models(const TrainingFiles& files, std::size_t seeds, options::TrainingOptions options,
                  Console& console, const BeginTraining& begin, const ScoreOnTest& score_on_test);

// Everything that is read before training begins.
template <class Input, class Example, class Model>
class TrainingStart {
 public:
  using Description = TaskDescription<Input, Example, Model>;

  // `task` must outlive it. Sets the options in `training` that the model of --from decides.
  TrainingStart(const Description& task, const TrainingFiles& files, const Input& input, const Given& given,
                options::TrainingOptions& training, Console& console)
      : task_(task),
        from_(load_start(files, task.task, task.models, given, training)),
        data_(task.read_training_data(files, input, training, console)),
        vectors_(read_vectors(files.embeddings, training.threads, console)),
        provenance_(provenance(files)) {}

  [[nodiscard]] const TrainingExamples<Example>& data() const { return data_; }
  // Begins a training with these options. Without a pool it makes its own.
  std::unique_ptr<training::TrainingSession> begin(const options::TrainingOptions& options,
                                                   const training::SessionObserver& observer,
                                                   std::shared_ptr<base::Pool> pool) const {
    return task_.begin_training(options, data_.train, data_.dev, tables_of(vectors_), provenance_, observer,
                                from_.get(), std::move(pool));
  }

 private:
  const Description& task_;
  std::shared_ptr<const model::SequenceModel> from_;
  TrainingExamples<Example> data_;
  std::vector<embeddings::LoadedVectors> vectors_;
  training::Provenance provenance_;
};

// usage: the first lines of the help.
template <class Input, class Example, class Model>
Exit train_verb(const TaskDescription<Input, Example, Model>& task, const VerbUsage& usage,
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
      .include(task.training_input, &Verb::input)
      .include(options::training_option_table().of(task.task), &Verb::training)
      .add(dropout_option(), &Verb::dropout)
      .add(seeds_option(), &Verb::seeds);
  Verb verb;
  const auto given = parse(usage, table, arguments, verb);
  if (!given) return Exit::fine;
  spread_dropout(verb.dropout, *given, verb.training);
  check_files(verb.files);
  Console console(verb.files.quiet);
  const TrainingStart start(task, verb.files, verb.input, *given, verb.training, console);
  const auto begin = [&](const options::TrainingOptions& options, const training::SessionObserver& observer,
                         std::shared_ptr<base::Pool> pool) {
    return start.begin(options, observer, std::move(pool));
  };
  ScoreOnTest score_on_test;
  if (!start.data().test.empty()) {
    score_on_test = [&](const TrainedModel& model, std::ostream* report) {
      return task.score(Model(model), start.data().test, verb.training.batch_size, verb.training.threads,
                        report);
    };
  }
  return train_models(verb.files, verb.seeds, verb.training, console, begin, score_on_test);
}

}  // namespace seqlab::programs
