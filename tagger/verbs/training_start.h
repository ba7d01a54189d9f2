// Everything that is read before training begins.
#pragma once

#include <memory>
#include <ostream>
#include <utility>
#include <vector>

#include "embeddings/table.h"
#include "options/training_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/word_vectors.h"
#include "training/training_session.h"
#include "verbs/seed_scores.h"
#include "verbs/task_description.h"
#include "verbs/test_sets.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

using TrainedModel = SharedModel;

// Begins trainings on the data of a task and scores their models.
class TrainingStart {
 public:
  virtual ~TrainingStart() = default;
  // Begins a training with these options. Without a pool it makes its own.
  [[nodiscard]] virtual std::unique_ptr<training::TrainingSession> begin(
      const options::TrainingOptions& options, const training::SessionObserver& observer,
      std::shared_ptr<base::Pool> pool) const = 0;
  [[nodiscard]] virtual bool has_test() const = 0;
  // The scores of a model on the test data. Prints the full report if there is a stream.
  virtual NamedScores score_on_test(const TrainedModel& model, std::ostream* report) const = 0;
};

template <class Input, class Example>
class TaskStart : public TrainingStart {
 public:
  using Description = TaskDescription<Input, Example>;

  // `task` and `training` must outlive it. Sets the options in `training` that the model of --from decides.
  TaskStart(const Description& task, const TrainingFiles& files, const Input& input, const Given& given,
            options::TrainingOptions& training, Console& console)
      : task_(task),
        training_(training),
        from_(load_start(files, task.task, task.models, given, training)),
        data_(task.read_training_data(files, input, training, console)),
        vectors_(read_vectors(files.embeddings, training.threads, console)),
        provenance_(provenance_of(files)),
        tests_(test_sets(std::move(data_.test), data_.corpora)) {}

  [[nodiscard]] std::unique_ptr<training::TrainingSession> begin(
      const options::TrainingOptions& options, const training::SessionObserver& observer,
      std::shared_ptr<base::Pool> pool) const override {
    return task_.begin_training(options, data_.train, data_.dev,
                                embeddings::PretrainedTables(std::span(vectors_)), provenance_, observer,
                                from_.get(), std::move(pool));
  }
  [[nodiscard]] bool has_test() const override { return !tests_.empty(); }
  NamedScores score_on_test(const TrainedModel& model, std::ostream* report) const override {
    NamedScores all;
    for (const TestSet<Example>& test : tests_) {
      if (report != nullptr && !test.name.empty()) *report << '[' << test.name << "]\n";
      const std::string prefix = test.name.empty() ? "" : test.name + "_";
      for (const auto& [name, score] :
           task_.score(model, test.examples, training_.batch_size, training_.threads, report)) {
        all.emplace_back(prefix + name, score);
      }
    }
    return all;
  }

 private:
  const Description& task_;
  const options::TrainingOptions& training_;
  std::shared_ptr<const model::Model> from_;
  training::TrainingExamples<Example> data_;
  std::vector<embeddings::LoadedVectors> vectors_;
  training::Provenance provenance_;
  std::vector<TestSet<Example>> tests_;
};

}  // namespace seqlab::programs
