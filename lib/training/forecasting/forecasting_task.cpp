#include "training/forecasting/forecasting_task.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/errors.h"
#include "io/hash.h"
#include "nn/numbers/pieces.h"
#include "training/shuffle.h"

namespace seqlab::training {

namespace {

struct SeriesBatch final : StepBatch {
  nn::WindowBatch<float> windows;
  nn::Matrix<float> gold;
  std::vector<std::uint64_t> identities;  // the origins
};

}  // namespace

ForecastingTask::ForecastingTask(const options::TrainingOptions& options, model::Forecaster model,
                                 SeriesParts parts)
    : options_(options),
      model_(std::move(model)),
      parts_(std::move(parts)),
      view_(*parts_.train.series, model_.options(), parts_.name),
      dev_(model_.origins_of(parts_.dev, parts_.every, parts_.name)) {
  const std::size_t first = view_.first_origin();
  if (parts_.train.end < first + model_.horizon()) {
    throw DataError({parts_.name, 0, 0}, "the part to train on has " + std::to_string(parts_.train.end) +
                                             " rows, less than a window and what follows it");
  }
  order_.resize(parts_.train.end - model_.horizon() - first + 1);
}

std::vector<std::size_t> ForecastingTask::begin_epoch(const base::Noise& noise) {
  std::iota(order_.begin(), order_.end(), view_.first_origin());
  shuffle(std::span(order_), noise);
  std::vector<std::size_t> windows(most_steps(), options_.batch_size);
  windows.back() = order_.size() - (windows.size() - 1) * options_.batch_size;
  return windows;
}

std::size_t ForecastingTask::most_steps() const {
  return nn::pieces_of(order_.size(), options_.batch_size);
}

std::unique_ptr<StepBatch> ForecastingTask::make_batch(std::size_t step, const base::Noise& /*noise*/) const {
  const std::size_t begin = step * options_.batch_size;
  const auto origins = std::span(order_).subspan(begin, std::min(options_.batch_size, order_.size() - begin));
  auto batch = std::make_unique<SeriesBatch>();
  batch->windows = view_.windows(origins, model_.scaling());
  batch->gold = view_.gold(origins, model_.horizon(), model_.scaling());
  batch->identities.assign(origins.begin(), origins.end());
  return batch;
}

std::vector<nn::LossSum> ForecastingTask::loss(const StepBatch& batch, const StepNumbers& numbers,
                                               base::Pool& pool) {
  const auto& own = dynamic_cast<const SeriesBatch&>(batch);
  const nn::ForecastingDropout dropout{numbers.dropout.input, numbers.dropout.layers, numbers.dropout.output,
                                       numbers.dropout.kind};
  return {model_.network().loss(
      {.batch = own.windows,
       .gold = own.gold,
       .identities = own.identities,
       .weights = numbers.weights,
       .noise = numbers.noise,
       .dropout = &dropout,
       .loss = options_.loss,
       .through_time = {.cut_every = options_.bptt, .vanishing_penalty = options_.vanishing_penalty},
       .gradient = numbers.gradient},
      workspace_, pool)};
}

DevResult ForecastingTask::evaluate(const model::Model& model, base::Pool& pool) const {
  const auto& current = dynamic_cast<const model::Forecaster&>(model);
  DevResult result;
  nn::Activations<float> unused;
  result.loss = nn::regression_loss(options_.loss, current.outputs(view_, dev_, pool),
                                    view_.gold(dev_, current.horizon(), current.scaling()), unused)
                    .mean();
  result.scores = named_scores(current.score(parts_.dev, parts_.every, parts_.name, pool));
  return result;
}

std::string ForecastingTask::examples_hash() const {
  io::Hash128 hash;
  hash.update(std::as_bytes(std::span(parts_.train.series->values)));
  const std::string parts = std::to_string(parts_.train.end) + " " + std::to_string(parts_.dev.begin) + " " +
                            std::to_string(parts_.dev.end) + " " + std::to_string(parts_.every);
  hash.update(std::as_bytes(std::span(parts)));
  return hash.digits();
}

std::vector<std::pair<std::string, double>> named_scores(
    const std::vector<evaluation::ForecastScore>& targets) {
  double scaled = 0;
  double absolute = 0;
  double squared = 0;
  std::size_t with_scale = 0;
  for (const evaluation::ForecastScore& target : targets) {
    if (const std::optional<double> mase = target.mase()) {
      scaled += *mase;
      ++with_scale;
    }
    absolute += target.mae();
    squared += target.rmse() * target.rmse();
  }
  const auto count = static_cast<double>(targets.size());
  std::vector<std::pair<std::string, double>> scores;
  if (with_scale > 0) scores.emplace_back("mase", scaled / static_cast<double>(with_scale));
  scores.emplace_back("mae", absolute / count);
  scores.emplace_back("rmse", std::sqrt(squared / count));
  return scores;
}

}  // namespace seqlab::training
