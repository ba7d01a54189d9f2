#include "tasks/training_session.h"

#include <utility>

namespace seqlab::tasks {

TrainingSession::TrainingSession(const TrainingOptions& options, SequenceModel model, TrainingData data,
                                 TrainerCalls calls, std::shared_ptr<nn::Pool> pool)
    : options_(options),
      model_(std::move(model)),
      data_(std::move(data)),
      calls_(std::move(calls)),
      pool_(pool ? std::move(pool) : std::make_shared<nn::Pool>(options.threads)),
      trainer_(options_, model_, data_, calls_, *pool_) {}

}  // namespace seqlab::tasks
