// The training of a forecaster, as the trainer sees it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "model/forecasting/forecaster.h"
#include "options/training_options.h"
#include "training/forecasting/forecasting_training.h"
#include "training/training_task.h"

namespace seqlab::training {

// Reads each window of the training part once an epoch, in a random order. What follows a window lies in the
// training part, too.
class ForecastingTask : public TrainingTask {
 public:
  // Throws DataError for a training part without a window and the rows that follow it, and for a dev part
  // that cannot be forecast.
  ForecastingTask(const options::TrainingOptions& options, model::Forecaster model, SeriesParts parts);

  [[nodiscard]] std::size_t windows() const { return order_.size(); }

  [[nodiscard]] model::Model& model() override { return model_; }
  std::vector<std::size_t> begin_epoch(const base::Noise& noise) override;
  [[nodiscard]] std::size_t most_steps() const override;
  [[nodiscard]] std::unique_ptr<StepBatch> make_batch(std::size_t step,
                                                      const base::Noise& noise) const override;
  std::vector<nn::LossSum> loss(const StepBatch& batch, const StepNumbers& numbers,
                                base::Pool& pool) override;
  [[nodiscard]] std::size_t touchable_rows(std::size_t /*table*/) const override { return 0; }
  [[nodiscard]] DevResult evaluate(const model::Model& model, base::Pool& pool) const override;
  [[nodiscard]] std::string examples_hash() const override;

 private:
  options::TrainingOptions options_;
  model::Forecaster model_;
  SeriesParts parts_;
  model::SeriesView view_;
  std::vector<std::size_t> order_;  // the origins of the training part, in the order of the epoch
  std::vector<std::size_t> dev_;    // the origins of the dev part
  nn::ForecastingNetwork<float>::Workspace workspace_;
};

// MASE (the mean over targets, of those that have a scale), MAE and RMSE (over all targets).
std::vector<std::pair<std::string, double>> named_scores(
    const std::vector<evaluation::ForecastScore>& targets);

}  // namespace seqlab::training
