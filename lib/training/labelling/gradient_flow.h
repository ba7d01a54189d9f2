// How far gradients reach back through time.
#pragma once

#include <cstddef>
#include <vector>

#include "base/pool.h"
#include "model/labelling/sequence_model.h"
#include "training/labelling/context_cache.h"
#include "training/labelling/training_data.h"
#include "training/training.h"

namespace seqlab::training {

// contexts: of a model with language models, else null. Measures the longest sequences of `data`, at most
// 500, without dropout. Changes nothing of the model. Needs a recurrent cell.
GradientFlow gradient_flow(model::SequenceModel& model, const TrainingData& data, ContextCache* contexts,
                           std::size_t batch_size, base::Pool& pool);

}  // namespace seqlab::training
