// A training step: loss, gradients, clipping, optimiser, averages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "base/archive.h"
#include "base/noise.h"
#include "base/pool.h"
#include "model/model.h"
#include "nn/learning/optimizer.h"
#include "nn/learning/weight_averaging.h"
#include "nn/network.h"
#include "options/training_options.h"
#include "training/training_task.h"

namespace seqlab::training {

// A loss or gradient that is not finite; what() says which.
class Divergence : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Trains a model; holds the gradients, moments and averages of its trainable weights and tables.
class Learner {
 public:
  // All arguments must outlive the learner. Throws UsageError as rate_factors() does.
  Learner(const options::TrainingOptions& options, TrainingTask& task, base::Pool& pool);

  // Learns from a batch of the task and adds its loss to that of each head. noise: of this step. Throws
  // Divergence, with the weights unchanged.
  void step(const StepBatch& batch, double rate, const base::Noise& noise, std::span<nn::LossSum> losses);

  // Whether weights are averaged.
  [[nodiscard]] bool averages() const { return parts_.front().averaging.has_value(); }
  // The model with averaged weights; null if there is no average yet. Valid until the next call. Call it once
  // at the end of each epoch.
  const model::Model* average();

  // The weights, moments, averages and what the task carries on.
  void archive(base::Archive& archive);
  // A model with the structure and the frozen tables of the one that is trained, or null.
  void archive_model(base::Archive& archive, std::shared_ptr<const model::Model>& model);

 private:
  // A trainable table of word vectors. The first part also has the flat weights, and no table if none is
  // trainable.
  struct Part {
    std::optional<std::size_t> table;  // its index in the model
    std::size_t rows;                  // how many of the table's rows can be trained
    nn::Optimizer<float> optimizer;
    std::optional<nn::WeightAveraging<float>> averaging;
    nn::SparseGradient<float> gradient;  // of the table
  };

  void add_part(std::optional<std::size_t> table, std::size_t dimension, std::size_t rows,
                const nn::RateFactors& factors);
  // Null for a part without a table.
  static nn::Matrix<float>* table_of(const Part& part, model::ModelWeights& weights);
  // The numbers that training can change.
  void archive_weights(base::Archive& archive, model::ModelWeights& weights);
  // The flat weights if this part has them, else null.
  float* network_of(const Part& part, model::ModelWeights& weights) const;

  // The flat gradient in pieces for the pool; the cut depends on its size alone.
  [[nodiscard]] std::size_t gradient_pieces() const;
  std::span<float> gradient_piece(std::size_t piece);
  // Calls work(gradient) for each table row that has a gradient.
  template <class Work>
  void each_gradient_row(const Work& work);
  // Clips all gradients by value, in place, and returns the factor that clips their common norm.
  float clip();
  void clear_gradient();
  // Throws Divergence, ready for another step.
  [[noreturn]] void diverge(const char* what);
  // Of all gradients together.
  double squared_norm();

  const options::TrainingOptions& options_;
  TrainingTask& task_;
  model::Model& model_;
  base::Pool& pool_;
  std::vector<Part> parts_;                       // at least one
  std::shared_ptr<model::Model> averaged_;        // the model with averaged weights
  std::vector<float> gradient_;                   // of the flat vector, zero between steps
  std::vector<nn::TrainingTable<float>> tables_;  // of the model
};

}  // namespace seqlab::training
