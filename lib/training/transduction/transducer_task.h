// The training of a transducer, as the trainer sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "corpus/pairs/pairs.h"
#include "model/transduction/transducer_model.h"
#include "nn/transduction/transducer.h"
#include "options/training_options.h"
#include "training/training_task.h"

namespace seqlab::training {

// Reads each pair once an epoch (each distinct one with options.distinct), in batches of pairs of similar
// length. The decoder reads the gold target. Dev is scored by greedy search.
class TransducerTask : public TrainingTask {
 public:
  // All pairs must have targets. `dev` must outlive the task.
  TransducerTask(const options::TrainingOptions& options, model::TransducerModel model,
                 const std::vector<corpus::Pair>& train, const std::vector<corpus::Pair>& dev);

  [[nodiscard]] model::TransducerModel& model() override { return model_; }
  std::vector<std::size_t> begin_epoch(const base::Noise& noise) override;
  [[nodiscard]] std::size_t most_steps() const override;
  [[nodiscard]] std::unique_ptr<StepBatch> make_batch(std::size_t step,
                                                      const base::Noise& noise) const override;
  std::vector<nn::LossSum> loss(const StepBatch& batch, const StepNumbers& numbers,
                                base::Pool& pool) override;
  [[nodiscard]] std::size_t touchable_rows(std::size_t /*table*/) const override { return 0; }
  [[nodiscard]] DevResult evaluate(const model::Model& model, base::Pool& pool) const override;
  [[nodiscard]] std::string examples_hash() const override { return hash_; }

 private:
  void take(const std::vector<corpus::Pair>& train);

  options::TrainingOptions options_;
  model::TransducerModel model_;
  const std::vector<corpus::Pair>& dev_;
  std::string hash_;
  std::vector<model::SourceRows> sources_;
  std::vector<std::vector<std::uint32_t>> targets_;
  std::vector<std::size_t> lengths_;               // of source and target together
  std::vector<std::vector<std::size_t>> batches_;  // of the epoch
  nn::Transducer<float>::Workspace workspace_;
};

}  // namespace seqlab::training
