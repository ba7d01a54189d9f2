// The task of `forecast`, predicting the next numbers, and the verbs that need nothing but its description.
#include <string_view>

#include "base/errors.h"
#include "forecast/series_input.h"
#include "forecast/verbs.h"
#include "training/forecasting/forecasting_training.h"
#include "verbs/info.h"
#include "verbs/quantize.h"
#include "verbs/task_description.h"
#include "verbs/train.h"
#include "verbs/tune.h"

namespace seqlab::programs {

namespace {

using training::SeriesParts;

// Dev and test are parts of the series, in the order of time.
constexpr std::string_view not_for_series[] = {"embeddings", "dev", "dev-every", "test", "gradient-flow"};

training::TrainingExamples<SeriesParts> read_training_series(const TrainingFiles& files,
                                                             const options::SeriesInputOptions& input,
                                                             const options::TrainingOptions& training,
                                                             Console& /*console*/) {
  if (files.train.size() > 1) {
    throw UsageError("--train is given twice; a forecaster is trained on one series");
  }
  const std::string& file = files.train.front();
  auto series = std::make_shared<const corpus::Series>(
      read_series_file(file, model::names_in(training.model.columns), input.encoding));
  const SeriesParts parts = training::cut_series(std::move(series), file, training.model,
                                                 {input.dev_rows, input.test_rows, input.every});
  training::TrainingExamples<SeriesParts> examples{{parts}, {}, {}};
  if (parts.test.size() > 0) examples.test.push_back(parts);
  return examples;
}

std::vector<SeriesParts> read_gold_parts(const std::vector<std::string>& files,
                                         const options::SeriesInputOptions& input, const SharedModel& model,
                                         Console& /*console*/) {
  const auto forecaster = model::as<model::Forecaster>(model);
  std::vector<SeriesParts> series;
  for (const std::string& file : files) series.push_back(read_gold_series(file, input, *forecaster));
  return series;
}

std::unique_ptr<training::TrainingSession> begin_series(
    const options::TrainingOptions& options, const std::vector<SeriesParts>& train,
    const std::vector<SeriesParts>& /*dev*/, const embeddings::PretrainedTables& /*vectors*/,
    const training::Provenance& provenance, const training::SessionObserver& observer,
    const model::Model* from, std::shared_ptr<base::Pool> pool) {
  return training::begin_forecasting_training(options, train.front(), provenance, observer, from,
                                              std::move(pool));
}

NamedScores score_parts(const SharedModel& model, const std::vector<SeriesParts>& series,
                        std::size_t /*batch_size*/, std::size_t threads, std::ostream* report) {
  base::Pool pool(threads);
  return score_series(*model::as<model::Forecaster>(model), series, pool, report);
}

TaskDescription<options::SeriesInputOptions, SeriesParts> forecasting() {
  return {.models = forecasters,
          .task = options::Task::forecaster,
          .unused = not_for_series,
          .training_input = options::series_training_table(),
          .gold_input = options::series_gold_table(),
          .corpora = nullptr,
          .read_training_data = read_training_series,
          .read_gold = read_gold_parts,
          .begin_training = begin_series,
          .score = score_parts,
          .fitted = nullptr};
}

}  // namespace

Exit forecast_train(const Arguments& arguments) {
  const VerbUsage usage = {
      "forecast train --train FILE --model FILE [options]",
      "Trains a forecaster on a series: a table in CSV whose first row names the columns, with a row for "
      "each\n"
      "time, in order. The last rows are test, those before them dev, which chooses the best epoch; the\n"
      "weights are learned from the rest. Writes the model of the best epoch as soon as it is found; Ctrl-C\n"
      "ends training and keeps it.",
      0,
      false,
      {{"months, the last two years of which are test",
        "forecast train --train air.csv --season 12 --window 12 --test-rows 24 --model air.model"},
       {"the power used in half an hour, from the last day",
        "forecast train --train power.csv --columns load,temperature --targets load --season 336 --window 48 "
        "--relative --loss absolute --model power.model"}}};
  return train_verb(forecasting(), usage, arguments);
}

Exit forecast_tune(const Arguments& arguments) {
  return tune_verb(forecasting(), arguments);
}

Exit forecast_info(const Arguments& arguments) {
  return info_verb(forecasters, options::Task::forecaster, arguments);
}

Exit forecast_quantize(const Arguments& arguments) {
  return quantize_verb(forecasting(), arguments);
}

}  // namespace seqlab::programs
