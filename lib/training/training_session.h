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
namespace seqlab::model {
class SequenceModel;
}

namespace seqlab::training {

struct TrainerCallbacks;
struct TrainingData;

// A Trainer that owns its model and data. Its memory is that of the model, of the best model so far, of the
// optimiser and of the training data as numbers.
class TrainingSession {
 public:
  // pool: may be shared by sessions that do not train at the same time; null: a new one of options.threads.
  TrainingSession(const options::TrainingOptions& options, model::SequenceModel model, TrainingData data,
                  TrainerCallbacks callbacks, std::shared_ptr<base::Pool> pool);
  ~TrainingSession();
  TrainingSession(const TrainingSession&) = delete;
  TrainingSession& operator=(const TrainingSession&) = delete;

  // As in Trainer.
  void train_until(std::size_t epochs);
  [[nodiscard]] bool ended() const;
  [[nodiscard]] const std::shared_ptr<const model::SequenceModel>& best() const;
  // The model with temperatures fitted on dev, as a training gives it when it has ended. `model`: best(), or
  // that of a session that differs only in its seed.
  [[nodiscard]] std::shared_ptr<const model::SequenceModel> calibrated(
      const std::shared_ptr<const model::SequenceModel>& model) const;
  void archive(base::Archive& archive);
  void archive_model(base::Archive& archive, std::shared_ptr<const model::SequenceModel>& model);
  [[nodiscard]] std::size_t epochs() const;
  [[nodiscard]] std::size_t steps() const;
  // A hash of all that training reads: the examples and the initial weights, among them the word vectors. To
  // be called before training begins.
  [[nodiscard]] std::string data_hash() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

using SessionObserver = TrainingObserver<std::shared_ptr<const model::SequenceModel>>;

// The observer of a session that informs `observer`, which must outlive it.
template <class Model>
SessionObserver session_observer(const TrainingObserver<Model>& observer) {
  return {observer.note,
          observer.progress,
          observer.epoch,
          [&observer](const std::shared_ptr<const model::SequenceModel>& best, const EpochReport& report) {
            observer.improved(Model(best), report);
          },
          observer.stop,
          observer.gradient_flow};
}

// Does everything that train_tagger() and train_classifier() do before the first epoch, and throws as they
// do. `dev` must outlive the session.
std::unique_ptr<TrainingSession> begin_tagger_training(
    const options::TrainingOptions& options, const std::vector<corpus::Sentence>& train,
    const std::vector<corpus::Sentence>& dev, const embeddings::PretrainedTables& vectors,
    const Provenance& provenance, const SessionObserver& observer, const model::SequenceModel* from = nullptr,
    std::shared_ptr<base::Pool> pool = nullptr);

std::unique_ptr<TrainingSession> begin_classifier_training(
    const options::TrainingOptions& options, const std::vector<corpus::Review>& train,
    const std::vector<corpus::Review>& dev, const embeddings::PretrainedTables& vectors,
    const Provenance& provenance, const SessionObserver& observer, const model::SequenceModel* from = nullptr,
    std::shared_ptr<base::Pool> pool = nullptr);

}  // namespace seqlab::training
