// What the trainer knows of a kind of model: a loss over batches, and scores on dev.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/archive.h"
#include "base/noise.h"
#include "base/pool.h"
#include "model/model.h"
#include "nn/heads/batch_loss.h"
#include "nn/network.h"
#include "training/training.h"

namespace seqlab::training {

// What a step of the optimiser reads. Each task derives its own.
struct StepBatch {
  virtual ~StepBatch() = default;
};

// The numbers that a step computes its loss from, and where the gradient goes.
struct StepNumbers {
  const float* weights = nullptr;                    // of the model's layout
  std::span<const nn::TrainingTable<float>> tables;  // of the model
  base::Noise noise;                                 // of this step
  const nn::DropoutRates& dropout;
  float* gradient = nullptr;  // of the weights; is added to
};

// A model in training with its data. One thread at a time, except for make_batch().
class TrainingTask {
 public:
  virtual ~TrainingTask() = default;

  // The model that is trained, in place.
  [[nodiscard]] virtual model::Model& model() = 0;

  // Cuts an epoch into steps and returns the number of tokens of each. noise: of the epoch.
  virtual std::vector<std::size_t> begin_epoch(const base::Noise& noise) = 0;
  // The most steps that an epoch can have.
  [[nodiscard]] virtual std::size_t most_steps() const = 0;
  // What a step of the epoch reads. Another thread may call it during loss(). noise: of this step.
  [[nodiscard]] virtual std::unique_ptr<StepBatch> make_batch(std::size_t step,
                                                              const base::Noise& noise) const = 0;
  // The loss of each head, whose number never changes. Adds the gradient of the weighted sum of their batch
  // losses, and writes those of the tables that learn.
  virtual std::vector<nn::LossSum> loss(const StepBatch& batch, const StepNumbers& numbers,
                                        base::Pool& pool) = 0;
  [[nodiscard]] virtual std::size_t heads() const { return 1; }
  // The loss that stands for those of all heads.
  [[nodiscard]] virtual double mean_loss(std::span<const nn::LossSum> losses) const {
    return losses.front().mean();
  }
  // What the steps of an epoch carry on from one to the next.
  virtual void archive(base::Archive& /*archive*/) {}

  // The number of rows of a table up to the last that training can touch.
  [[nodiscard]] virtual std::size_t touchable_rows(std::size_t table) const = 0;
  // Adam's beta1 for the tables.
  [[nodiscard]] virtual double table_beta1(const options::TrainingOptions& options) const {
    return options.word_beta1.value_or(options.beta1);
  }

  // Scores a model of this kind on dev.
  [[nodiscard]] virtual DevResult evaluate(const model::Model& model, base::Pool& pool) const = 0;
  // The model as a training gives it when it has ended: with what is fitted on dev.
  [[nodiscard]] virtual std::shared_ptr<const model::Model> finished(
      const std::shared_ptr<const model::Model>& model, base::Pool& /*pool*/) const {
    return model;
  }
  // How far gradients reach back. Throws UsageError for a task that cannot measure it.
  [[nodiscard]] virtual GradientFlow measure_gradient_flow(base::Pool& pool);
  // Of the examples, for training and dev.
  [[nodiscard]] virtual std::string examples_hash() const = 0;
};

}  // namespace seqlab::training
