// The training loop, for any task: it knows only a loss over batches and a score.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/archive.h"
#include "model/model.h"
#include "training/training.h"
#include "training/training_task.h"

namespace seqlab::training {

struct TrainerCallbacks {
  SessionObserver observer;
  std::string select_by;  // a name of DevResult::scores, or "loss"; checked by check_select_by
};

// Throws UsageError unless `select_by` is "loss" or one of the names.
void check_select_by(const std::string& select_by, std::span<const std::string> names);

// A training that can be paused between epochs, and archived then or by a callback after a step. Neither
// changes its results. One thread at a time.
class Trainer {
 public:
  // All arguments must outlive the trainer. The pool decides the number of threads.
  Trainer(const options::TrainingOptions& options, TrainingTask& task, const TrainerCallbacks& callbacks,
          base::Pool& pool);
  ~Trainer();
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  // Trains until `epochs` epochs in all are complete or training ends. Throws as train_tagger() does.
  void train_until(std::size_t epochs);
  // Whether training has ended: after all epochs, by early stopping or by stop().
  [[nodiscard]] bool ended() const;
  // The model of the best epoch so far; null before the end of the first.
  [[nodiscard]] const std::shared_ptr<const model::Model>& best() const;
  // Everything that training changes: weights, optimiser, averages, schedule, place in the data, best model.
  // A trainer that restores it goes on as the other would have. It has the same options, initial model and
  // data.
  void archive(base::Archive& archive);
  // As in Learner.
  void archive_model(base::Archive& archive, std::shared_ptr<const model::Model>& model);
  // The number of complete epochs, and of steps in all.
  [[nodiscard]] std::size_t epochs() const;
  [[nodiscard]] std::size_t steps() const;

 private:
  class Run;
  std::unique_ptr<Run> run_;
};

// Returns the model of the best epoch. The result depends on options and task alone, not on the number of
// threads. Throws as train_tagger() does.
std::shared_ptr<const model::Model> train(const options::TrainingOptions& options, TrainingTask& task,
                                          const TrainerCallbacks& callbacks);

}  // namespace seqlab::training
