// The training loop: all that it knows of a task is a loss over batches and a score.
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

#include "model/sequence_model.h"
#include "training/training.h"
#include "training/training_data.h"

namespace seqlab::training {

struct TrainerCalls {
  // Scores the model on dev.
  std::function<DevResult(const model::SequenceModel&, base::Pool&)> evaluate;
  std::string select_by;  // a name of DevResult::scores, or "loss"; checked by check_select_by
  std::function<void(std::size_t, std::size_t)> progress;
  std::function<void(const EpochReport&)> epoch;
  std::function<void(const std::shared_ptr<const model::SequenceModel>&)> improved;
  std::function<bool()> stop;
  // Rows of words that occur once in the training data, rising; each is now and then read as unknown.
  std::vector<std::uint32_t> singletons;
};

// Throws UsageError when `select_by` is neither "loss" nor one of the names.
void check_select_by(const std::string& select_by, std::span<const std::string> names);

// A training that can be paused between epochs: going on later, it does what it would have done at once. One
// thread at a time.
class Trainer {
 public:
  // Trains `model` in place; everything must outlive it. The number of threads is the pool's.
  Trainer(const options::TrainingOptions& options, model::SequenceModel& model, const TrainingData& data,
          const TrainerCalls& calls, base::Pool& pool);
  ~Trainer();
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  // Trains until so many epochs are over in all, or until training has ended. Throws as train_tagger.
  void train_until(std::size_t epochs);
  // Nothing is left to train: all epochs are over, or early stopping or stop() has ended it.
  [[nodiscard]] bool ended() const;
  // The model of the best epoch; null before the end of the first.
  [[nodiscard]] const std::shared_ptr<const model::SequenceModel>& best() const;

 private:
  class Run;
  std::unique_ptr<Run> run_;
};

// Trains `model` in place and returns the model of the best epoch. The result is a function of options, model
// and data alone, the number of threads not among them. Throws as train_tagger.
std::shared_ptr<const model::SequenceModel> train(const options::TrainingOptions& options,
                                                  model::SequenceModel& model, const TrainingData& data,
                                                  const TrainerCalls& calls);

}  // namespace seqlab::training
