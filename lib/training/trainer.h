// The training loop, for any task: it knows only a loss over batches and a score.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/archive.h"
#include "model/sequence_model.h"
#include "training/training.h"
#include "training/training_data.h"

namespace seqlab::training {

struct TrainerCallbacks {
  // Scores the model on dev.
  std::function<DevResult(const model::SequenceModel&, base::Pool&)> evaluate;
  // The model with temperatures fitted on dev.
  std::function<std::shared_ptr<const model::SequenceModel>(
      const std::shared_ptr<const model::SequenceModel>&, base::Pool&)>
      calibrate;
  std::string select_by;  // a name of DevResult::scores, or "loss"; checked by check_select_by
  std::function<void(std::size_t, std::size_t)> progress;
  std::function<void(const EpochReport&)> epoch;
  std::function<void(const std::shared_ptr<const model::SequenceModel>&, const EpochReport&)> improved;
  std::function<void(const std::string&)> note;
  std::function<bool()> stop;
  std::function<void(const GradientFlow&)> gradient_flow;  // may be empty
  std::string examples_hash;                               // of the labelled examples, for training and dev
  // Rows of words that occur once in the training data, ascending; they are sometimes read as unknown.
  std::vector<std::uint32_t> singletons;
};

// Throws UsageError unless `select_by` is "loss" or one of the names.
void check_select_by(const std::string& select_by, std::span<const std::string> names);

// A training that can be paused between epochs, and archived then or by a callback after a step. Neither
// changes its results. One thread at a time.
class Trainer {
 public:
  // Trains `model` in place. All arguments must outlive the trainer. The pool decides the number of threads.
  Trainer(const options::TrainingOptions& options, model::SequenceModel& model, const TrainingData& data,
          const TrainerCallbacks& callbacks, base::Pool& pool);
  ~Trainer();
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  // Trains until `epochs` epochs in all are complete or training ends. Throws as train_tagger() does.
  void train_until(std::size_t epochs);
  // Whether training has ended: after all epochs, by early stopping or by stop().
  [[nodiscard]] bool ended() const;
  // The model of the best epoch so far; null before the end of the first.
  [[nodiscard]] const std::shared_ptr<const model::SequenceModel>& best() const;
  // Everything that training changes: weights, optimiser, averages, schedule, place in the data, best model.
  // A trainer that restores it goes on as the other would have. It has the same options, initial model and
  // data.
  void archive(base::Archive& archive);
  // As in Learner.
  void archive_model(base::Archive& archive, std::shared_ptr<const model::SequenceModel>& model);
  // The number of complete epochs, and of steps in all.
  [[nodiscard]] std::size_t epochs() const;
  [[nodiscard]] std::size_t steps() const;

 private:
  class Run;
  std::unique_ptr<Run> run_;
};

// Trains `model` in place and returns the model of the best epoch. The result depends on options, model and
// data alone, not on the number of threads. Throws as train_tagger() does.
std::shared_ptr<const model::SequenceModel> train(const options::TrainingOptions& options,
                                                  model::SequenceModel& model, const TrainingData& data,
                                                  const TrainerCallbacks& callbacks);

}  // namespace seqlab::training
