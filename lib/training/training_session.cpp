#include "training/training_session.h"

#include <utility>

#include "base/pool.h"
#include "io/hash.h"
#include "model/model.h"
#include "training/trainer.h"
#include "training/training_task.h"

namespace seqlab::training {

struct TrainingSession::Parts {
  options::TrainingOptions options;
  std::unique_ptr<TrainingTask> task;
  TrainerCallbacks callbacks;
  std::shared_ptr<base::Pool> pool;
  Trainer trainer{options, *task, callbacks, *pool};
};

TrainingSession::TrainingSession(const options::TrainingOptions& options, std::unique_ptr<TrainingTask> task,
                                 TrainerCallbacks callbacks, std::shared_ptr<base::Pool> pool)
    : parts_(new Parts{options, std::move(task), std::move(callbacks),
                       pool ? std::move(pool) : std::make_shared<base::Pool>(options.threads)}) {}

TrainingSession::~TrainingSession() = default;

void TrainingSession::train_until(std::size_t epochs) {
  parts_->trainer.train_until(epochs);
}

bool TrainingSession::ended() const {
  return parts_->trainer.ended();
}

const std::shared_ptr<const model::Model>& TrainingSession::best() const {
  return parts_->trainer.best();
}

std::shared_ptr<const model::Model> TrainingSession::finished(
    const std::shared_ptr<const model::Model>& model) const {
  return parts_->task->finished(model, *parts_->pool);
}

void TrainingSession::archive(base::Archive& archive) {
  parts_->trainer.archive(archive);
}

void TrainingSession::archive_model(base::Archive& archive, std::shared_ptr<const model::Model>& model) {
  parts_->trainer.archive_model(archive, model);
}

std::size_t TrainingSession::epochs() const {
  return parts_->trainer.epochs();
}

std::size_t TrainingSession::steps() const {
  return parts_->trainer.steps();
}

std::string TrainingSession::data_hash() const {
  const std::string examples = parts_->task->examples_hash();
  io::Hash128 hash;
  hash.update(std::as_bytes(std::span(examples)));
  const model::ModelWeights& weights = parts_->task->model().weights();
  hash.update(std::as_bytes(std::span(weights.network)));
  for (const model::VectorTable& table : weights.tables) {
    const nn::Matrix<float> numbers = table.matrix();
    hash.update(std::as_bytes(std::span(numbers.data(), static_cast<std::size_t>(numbers.size()))));
  }
  return hash.digits();
}

}  // namespace seqlab::training
