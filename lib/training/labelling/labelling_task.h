// The training of a tagger or classifier, as the trainer sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/labelling/sequence_model.h"
#include "options/training_options.h"
#include "training/carried_states.h"
#include "training/labelling/context_cache.h"
#include "training/labelling/epoch_steps.h"
#include "training/labelling/training_data.h"
#include "training/training_task.h"

namespace seqlab::training {

// What taggers and classifiers do in their own ways.
struct LabellingDev {
  using Shared = std::shared_ptr<const model::SequenceModel>;

  // Scores the model on dev.
  std::function<DevResult(const model::SequenceModel&, base::Pool&)> evaluate;
  // The model with temperatures fitted on dev.
  std::function<Shared(const Shared&, base::Pool&)> calibrate;
  std::string examples_hash;  // of the labelled examples, for training and dev
};

class LabellingTask : public TrainingTask {
 public:
  // singletons: rows of words that occur once in the training data, ascending; they are sometimes read as
  // unknown. Throws UsageError as batch_losses() does.
  LabellingTask(const options::TrainingOptions& options, model::SequenceModel model, TrainingData data,
                std::vector<std::uint32_t> singletons, LabellingDev dev);

  [[nodiscard]] model::SequenceModel& model() override { return model_; }
  std::vector<std::size_t> begin_epoch(const base::Noise& noise) override;
  [[nodiscard]] std::size_t most_steps() const override;
  [[nodiscard]] std::unique_ptr<StepBatch> make_batch(std::size_t step,
                                                      const base::Noise& noise) const override;
  std::vector<nn::LossSum> loss(const StepBatch& batch, const StepNumbers& numbers,
                                base::Pool& pool) override;
  [[nodiscard]] std::size_t heads() const override { return model_.heads().size(); }
  [[nodiscard]] double mean_loss(std::span<const nn::LossSum> losses) const override {
    return model::mean_loss(model_.heads(), losses);
  }
  void archive(base::Archive& archive) override;
  [[nodiscard]] std::size_t touchable_rows(std::size_t table) const override;
  [[nodiscard]] double table_beta1(const options::TrainingOptions& options) const override;
  [[nodiscard]] DevResult evaluate(const model::Model& model, base::Pool& pool) const override;
  [[nodiscard]] std::shared_ptr<const model::Model> finished(const std::shared_ptr<const model::Model>& model,
                                                             base::Pool& pool) const override;
  [[nodiscard]] GradientFlow measure_gradient_flow(base::Pool& pool) override;
  [[nodiscard]] std::string examples_hash() const override { return dev_.examples_hash; }

 private:
  // The tokens of each sequence that a step reads; 0: all.
  [[nodiscard]] std::size_t tokens_of_step() const { return options_.stateful ? options_.bptt : 0; }

  options::TrainingOptions options_;
  model::SequenceModel model_;
  TrainingData data_;
  std::vector<std::uint32_t> singletons_;
  LabellingDev dev_;
  std::vector<nn::BatchLoss> batch_losses_;
  std::vector<bool> unknown_keeps_;         // WordNoise::kept
  std::vector<EpochStep> steps_;            // of the epoch
  std::unique_ptr<ContextCache> contexts_;  // null without language models
  CarriedStates states_;
  nn::Network<float>::Workspace workspace_;
};

}  // namespace seqlab::training
