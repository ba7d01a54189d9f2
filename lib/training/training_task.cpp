#include "training/training_task.h"

#include "base/errors.h"

namespace seqlab::training {

GradientFlow TrainingTask::measure_gradient_flow(base::Pool& /*pool*/) {
  throw UsageError("how far gradients reach is measured in taggers and classifiers alone");
}

}  // namespace seqlab::training
