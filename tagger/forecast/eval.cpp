#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "forecast/series_input.h"
#include "forecast/verbs.h"
#include "program/command_line.h"
#include "program/data_output.h"
#include "program/verb_options.h"

namespace seqlab::programs {

namespace {

struct ForecastEvalVerb {
  std::string model;
  options::SeriesInputOptions input;
  std::size_t threads = 1;
  bool quiet = false;
};

options::OptionTable<ForecastEvalVerb> forecast_eval_option_table() {
  options::OptionTable<ForecastEvalVerb> table;
  table.add(model_option(), &ForecastEvalVerb::model)
      .include(options::series_gold_table(), &ForecastEvalVerb::input)
      .add(threads_option("Model"), &ForecastEvalVerb::threads)
      .add(quiet_option(), &ForecastEvalVerb::quiet);
  return table;
}

}  // namespace

Exit forecast_eval(const Arguments& arguments) {
  const VerbUsage usage = {
      "forecast eval -m MODEL [--test-rows N] [--every N] FILE...",
      "Forecasts the last rows of series from a rolling origin: each forecast knows all rows before it. "
      "Prints\n"
      "the mean absolute scaled error (MASE), mean absolute error (MAE) and root mean squared error (RMSE),\n"
      "and those of the seasonal naive forecast, which repeats the last season.",
      most_files,
      false,
      {{"two years of months", "forecast eval --model air.model --test-rows 24 air.csv"}}};
  ForecastEvalVerb verb;
  const auto given = parse(usage, forecast_eval_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  const auto model = model::Forecaster::load(find_model(verb.model, forecasters));
  base::Pool pool(verb.threads);
  DataOutput output;
  std::vector<training::SeriesParts> series;
  for (const std::string& file : given->inputs()) series.push_back(read_gold_series(file, verb.input, model));
  score_series(model, series, pool, &output.stream());
  output.finish();
  return Exit::fine;
}

}  // namespace seqlab::programs
