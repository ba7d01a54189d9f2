// The batch losses that training minimises.
#pragma once

#include <string>
#include <vector>

#include "model/labelling/sequence_model.h"
#include "nn/heads/batch_loss.h"
#include "training/labelling/training_data.h"

namespace seqlab::training {

// One batch loss per head, as --batch-loss and --class-weights say. Class weights apply to softmax heads
// only. The balanced weight of a label that occurs n times among N gold labels of K kinds is N / (K n). A
// named weight applies to every softmax head with that label. Throws UsageError for class weights if all
// heads are CRFs, and for a label that no softmax head has.
std::vector<nn::BatchLoss> batch_losses(const options::TrainingOptions& options,
                                        const model::SequenceModel& model, const TrainingData& data);

}  // namespace seqlab::training
