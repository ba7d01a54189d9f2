// A training that owns all it needs and that its caller may pause. train_tagger() and train_classifier() run
// one to the end.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "options/training_options.h"
#include "training/training.h"

namespace seqlab::base {
class Archive;
class Pool;
}  // namespace seqlab::base

namespace seqlab::training {

class TrainingTask;
struct TrainerCallbacks;

// A Trainer that owns its task. Its memory is that of the model, of the best model so far, of the
// optimiser and of the training data as numbers.
class TrainingSession {
 public:
  // pool: may be shared by sessions that do not train at the same time; null: a new one of options.threads.
  TrainingSession(const options::TrainingOptions& options, std::unique_ptr<TrainingTask> task,
                  TrainerCallbacks callbacks, std::shared_ptr<base::Pool> pool);
  ~TrainingSession();
  TrainingSession(const TrainingSession&) = delete;
  TrainingSession& operator=(const TrainingSession&) = delete;

  // As in Trainer.
  void train_until(std::size_t epochs);
  [[nodiscard]] bool ended() const;
  [[nodiscard]] const std::shared_ptr<const model::Model>& best() const;
  // The model as a training gives it when it has ended: with what is fitted on dev, such as temperatures.
  // `model`: best(), or that of a session that differs only in its seed.
  [[nodiscard]] std::shared_ptr<const model::Model> finished(
      const std::shared_ptr<const model::Model>& model) const;
  void archive(base::Archive& archive);
  void archive_model(base::Archive& archive, std::shared_ptr<const model::Model>& model);
  [[nodiscard]] std::size_t epochs() const;
  [[nodiscard]] std::size_t steps() const;
  // A hash of all that training reads: the examples and the initial weights, among them the word vectors. To
  // be called before training begins.
  [[nodiscard]] std::string data_hash() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// The observer of a session that informs `observer`, which must outlive it.
template <class Labeller>
SessionObserver session_observer(const TrainingObserver<Labeller>& observer) {
  return {observer.note,
          observer.sample,
          observer.progress,
          observer.epoch,
          [&observer](const std::shared_ptr<const model::Model>& best, const EpochReport& report) {
            observer.improved(Labeller(best), report);
          },
          observer.stop,
          observer.gradient_flow};
}

// Does everything that train_tagger() and train_classifier() do before the first epoch, and throws as they
// do. `dev` must outlive the session.
std::unique_ptr<TrainingSession> begin_tagger_training(
    const options::TrainingOptions& options, const std::vector<corpus::Sentence>& train,
    const std::vector<corpus::Sentence>& dev, const embeddings::PretrainedTables& vectors,
    const Provenance& provenance, const SessionObserver& observer, const model::Model* from = nullptr,
    std::shared_ptr<base::Pool> pool = nullptr);

std::unique_ptr<TrainingSession> begin_classifier_training(
    const options::TrainingOptions& options, const std::vector<corpus::Review>& train,
    const std::vector<corpus::Review>& dev, const embeddings::PretrainedTables& vectors,
    const Provenance& provenance, const SessionObserver& observer, const model::Model* from = nullptr,
    std::shared_ptr<base::Pool> pool = nullptr);

}  // namespace seqlab::training
