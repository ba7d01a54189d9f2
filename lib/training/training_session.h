// A training with everything that it needs, which goes on as far as its caller says: what train_tagger() and
// train_classifier() run to the end.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "options/training_options.h"
#include "training/training.h"

namespace seqlab::base {
class Pool;
}
namespace seqlab::model {
class SequenceModel;
}

namespace seqlab::training {

struct TrainerCalls;
struct TrainingData;

// As Trainer, but owning what it trains and learns from. The memory of a session is that of its model, of the
// best of its models, of the optimiser and of the training data as numbers.
class TrainingSession {
 public:
  // pool: may be shared with sessions that do not train at the same time; null: one of options.threads.
  TrainingSession(const options::TrainingOptions& options, model::SequenceModel model, TrainingData data,
                  TrainerCalls calls, std::shared_ptr<base::Pool> pool);
  ~TrainingSession();
  TrainingSession(const TrainingSession&) = delete;
  TrainingSession& operator=(const TrainingSession&) = delete;

  // See Trainer.
  void train_until(std::size_t epochs);
  [[nodiscard]] bool ended() const;
  [[nodiscard]] const std::shared_ptr<const model::SequenceModel>& best() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

using SessionObserver = TrainingObserver<std::shared_ptr<const model::SequenceModel>>;

// The same observer for sessions; `observer` must outlive what it is given to.
template <class Model>
SessionObserver session_observer(const TrainingObserver<Model>& observer) {
  return {observer.note, observer.progress, observer.epoch,
          [&observer](const std::shared_ptr<const model::SequenceModel>& best) {
            observer.improved(Model(best));
          },
          observer.stop};
}

// Everything before the first epoch of train_tagger() and train_classifier(), which say what is thrown. `dev`
// must outlive the session.
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
