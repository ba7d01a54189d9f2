// The loss of a batch that training lowers.
#pragma once

#include <string>
#include <vector>

#include "model/sequence_model.h"
#include "nn/heads/batch_loss.h"
#include "training/trainer.h"

namespace seqlab::training {

// Of each head, by --batch-loss and --class-weights, which heads with a softmax have. Balanced weights are
// N / (K n): a label that n of the N labels in the data are, of K different ones. A named weight holds for
// every such head that has the label. Throws UsageError for weights where each head is a CRF, and for a label
// that the model does not have.
std::vector<nn::BatchLoss> batch_losses(const options::TrainingOptions& options,
                                        const model::SequenceModel& model, const TrainingData& data);

}  // namespace seqlab::training
