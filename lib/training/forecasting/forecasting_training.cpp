#include "training/forecasting/forecasting_training.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/errors.h"
#include "options/training_option_table.h"
#include "training/forecasting/forecasting_task.h"
#include "training/kept_options.h"
#include "training/trainer.h"

namespace seqlab::training {

namespace {

// The part of the rows before test that is dev unless its size is given.
constexpr std::size_t dev_share = 10;

void check_part(std::size_t rows, std::size_t horizon, const std::string& option) {
  if (rows >= horizon) return;
  throw UsageError("--" + option + " " + std::to_string(rows) + ": fewer rows than a forecast, which has " +
                   std::to_string(horizon));
}

}  // namespace

SeriesParts cut_series(std::shared_ptr<const corpus::Series> series, const std::string& name,
                       const options::ModelOptions& options, const PartSizes& sizes) {
  const std::size_t horizon = model::horizon_of(options);
  const std::size_t rows = series->rows();
  if (sizes.test > 0) check_part(sizes.test, horizon, "test-rows");
  const std::size_t known = rows - std::min(sizes.test, rows);
  const bool apart = !sizes.dev || *sizes.dev > 0;
  const std::size_t dev = sizes.dev.value_or(std::max(horizon, known / dev_share));
  if (apart) check_part(dev, horizon, "dev-rows");
  const std::size_t train = known - std::min(dev, known);
  const std::size_t before = options.season * options.seasons + options.window;
  const std::size_t least = before + horizon;
  if (train < least) {
    throw DataError({name, 0, 0},
                    "of " + std::to_string(rows) + " rows, " + std::to_string(train) +
                        " are left to train on; the windows and forecasts of this model need " +
                        std::to_string(least) +
                        ", so give it a smaller --window, --horizon, --season, --dev-rows or --test-rows");
  }
  return {
      name, {series, 0, train}, {series, apart ? train : before, known}, {series, known, rows}, sizes.every};
}

std::unique_ptr<TrainingSession> begin_forecasting_training(
    const options::TrainingOptions& options, const SeriesParts& parts, const Provenance& provenance,
    const SessionObserver& observer, const model::Model* from, std::shared_ptr<base::Pool> pool) {
  options::training_option_table().check(options);
  const auto* const start = dynamic_cast<const model::Forecaster*>(from);
  if (start != nullptr) check_continuable(options, *start);
  std::optional<model::Forecaster> model;
  if (start != nullptr) {
    model = *start;
    model->facts.clear();
  } else {
    model.emplace(options.model, model::scale_series(*parts.train.series, parts.train.end, parts.dev.end,
                                                     options.model, parts.name));
    model->initialise(options.seed);
  }
  model->training_options = options::training_option_table()
                                .of(model::Task::forecaster)
                                .values(options, {options::OptionScope::training});
  add_provenance(provenance, *model);
  if (!provenance.from.empty()) model->facts.emplace_back("from", provenance.from);
  TrainerCallbacks callbacks{observer, options.select_by};
  // A series that never differs from a season before has no scaled error.
  const std::vector<double>& scales = model->scaling().scales;
  if (callbacks.select_by == "mase" && std::ranges::count(scales, 0.0) > 0) callbacks.select_by = "mae";
  check_select_by(callbacks.select_by, std::array<std::string, 3>{"mase", "mae", "rmse"});
  auto task = std::make_unique<ForecastingTask>(options, std::move(*model), parts);
  observer.note(std::to_string(task->windows()) + " windows to train on, of rows 1 to " +
                std::to_string(parts.train.end) + "; dev is rows " + std::to_string(parts.dev.begin + 1) +
                " to " + std::to_string(parts.dev.end));
  return std::make_unique<TrainingSession>(options, std::move(task), std::move(callbacks), std::move(pool));
}

model::Forecaster train_forecaster(const options::TrainingOptions& options, const SeriesParts& parts,
                                   const Provenance& provenance, const SessionObserver& observer,
                                   const model::Model* from) {
  const auto session = begin_forecasting_training(options, parts, provenance, observer, from);
  session->train_until(options.epochs);
  return *model::as<model::Forecaster>(session->finished(session->best()));
}

}  // namespace seqlab::training
