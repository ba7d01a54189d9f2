#include "training/training_session.h"

#include <utility>

#include "base/pool.h"
#include "model/sequence_model.h"
#include "training/trainer.h"
#include "training/training_data.h"

namespace seqlab::training {

struct TrainingSession::Parts {
  options::TrainingOptions options;
  model::SequenceModel model;
  TrainingData data;
  TrainerCallbacks callbacks;
  std::shared_ptr<base::Pool> pool;
  Trainer trainer{options, model, data, callbacks, *pool};
};

TrainingSession::TrainingSession(const options::TrainingOptions& options, model::SequenceModel model,
                                 TrainingData data, TrainerCallbacks callbacks,
                                 std::shared_ptr<base::Pool> pool)
    : parts_(new Parts{options, std::move(model), std::move(data), std::move(callbacks),
                       pool ? std::move(pool) : std::make_shared<base::Pool>(options.threads)}) {}

TrainingSession::~TrainingSession() = default;

void TrainingSession::train_until(std::size_t epochs) {
  parts_->trainer.train_until(epochs);
}

bool TrainingSession::ended() const {
  return parts_->trainer.ended();
}

const std::shared_ptr<const model::SequenceModel>& TrainingSession::best() const {
  return parts_->trainer.best();
}

}  // namespace seqlab::training
