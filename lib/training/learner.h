// What of a model learns, and how: one step of training.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "base/noise.h"
#include "base/pool.h"
#include "model/sequence_model.h"
#include "nn/learning/optimizer.h"
#include "nn/learning/weight_averaging.h"
#include "nn/network.h"
#include "training/training.h"
#include "training/training_data.h"

namespace seqlab::training {

// A loss or a gradient that is no finite number; what() names which.
class Divergence : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Holds the gradients, moments and averages of the weights and tables of a model that learn.
class Learner {
 public:
  // Trains `model` in place; everything must outlive it. Throws UsageError as rate_factors() and
  // batch_losses().
  Learner(const options::TrainingOptions& options, model::SequenceModel& model, const TrainingData& data,
          base::Pool& pool);

  // Learns from a batch, whose members are of `data`, and adds to the losses of the heads, one each. noise:
  // of this step. Throws Divergence, which leaves the model as it was.
  void step(const nn::Batch& batch, double rate, const base::Noise& noise, std::span<nn::LossSum> losses);

  // Whether weights are averaged at all.
  [[nodiscard]] bool averages() const { return parts_.front().averaging.has_value(); }
  // The model with the averages of its weights; null where there are none yet. Valid until the next
  // call. To be called once at the end of each epoch.
  const model::SequenceModel* average();

 private:
  // A table of word vectors that learns, and in the first of these parts the flat vector, alone where no
  // table learns.
  struct Part {
    std::optional<std::size_t> table;  // its place in the model
    nn::Optimizer<float> optimizer;
    std::optional<nn::WeightAveraging<float>> averaging;
    nn::SparseGradient<float> gradient;  // of the table
  };

  void add_part(std::optional<std::size_t> table, std::size_t dimension, std::size_t rows,
                const nn::RateFactors& factors);
  // Null for a part without a table.
  static nn::Matrix<float>* table_of(const Part& part, model::ModelWeights& weights);
  // The flat vector, for the part that has it; else null.
  float* network_of(const Part& part, model::ModelWeights& weights) const;

  // The flat gradient in pieces for the pool, cut by its size alone.
  [[nodiscard]] std::size_t gradient_pieces() const;
  std::span<float> gradient_piece(std::size_t piece);
  // work(row): the gradient of a row of a table.
  template <class Work>
  void each_gradient_row(const Work& work);
  // Clips by value in place and gives the factor that clips the norm of all gradients together.
  float clip();
  // Of all gradients together.
  double squared_norm();

  const options::TrainingOptions& options_;
  model::SequenceModel& model_;
  base::Pool& pool_;
  std::vector<nn::BatchLoss> batch_losses_;
  std::vector<Part> parts_;                       // at least one
  std::optional<model::SequenceModel> averaged_;  // the model with the averages of its weights
  std::vector<float> gradient_;                   // of the flat vector, zero between steps
  std::vector<nn::TrainingTable<float>> tables_;  // of the model
  nn::Network<float>::Workspace workspace_;
};

}  // namespace seqlab::training
