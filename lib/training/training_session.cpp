#include "training/training_session.h"

#include <utility>

namespace seqlab::training {

TrainingSession::TrainingSession(const options::TrainingOptions& options, model::SequenceModel model,
                                 TrainingData data, TrainerCalls calls, std::shared_ptr<base::Pool> pool)
    : options_(options),
      model_(std::move(model)),
      data_(std::move(data)),
      calls_(std::move(calls)),
      pool_(pool ? std::move(pool) : std::make_shared<base::Pool>(options.threads)),
      trainer_(options_, model_, data_, calls_, *pool_) {}

}  // namespace seqlab::training
