#include "forecast/series_input.h"

#include <memory>
#include <utility>

#include "base/errors.h"
#include "evaluation/rolling_origin.h"
#include "evaluation/seasonal_naive.h"
#include "io/input.h"
#include "training/forecasting/forecasting_task.h"

namespace seqlab::programs {

namespace {

// The errors of a model on several series.
struct SeriesScores {
  std::vector<evaluation::ForecastScore> model;
  std::vector<evaluation::ForecastScore> naive;
  std::size_t forecasts = 0;
};

void add_scores(const model::Forecaster& model, const training::SeriesParts& parts, base::Pool& pool,
                SeriesScores& scores) {
  const std::vector<evaluation::ForecastScore> own = model.score(parts.test, parts.every, parts.name, pool);
  const corpus::Series& series = *parts.test.series;
  const std::size_t season = model::scored_season(model.options());
  const evaluation::RollingOrigin plan{parts.test.size(), model.horizon(), parts.every};
  scores.forecasts += evaluation::rolling_origins(parts.test.end, plan).size();
  for (std::size_t target = 0; target < own.size(); ++target) {
    std::vector<double> values;
    for (std::size_t row = 0; row < parts.test.end; ++row) {
      values.push_back(series.value(row, model.scaling().targets[target]));
    }
    const evaluation::ForecastScore naive =
        evaluation::seasonal_naive_score(values, season, plan, model.scaling().scales[target]);
    if (target == scores.model.size()) {
      scores.model.push_back(own[target]);
      scores.naive.push_back(naive);
    } else {
      scores.model[target] += own[target];
      scores.naive[target] += naive;
    }
  }
}

}  // namespace

corpus::Series read_series_file(const std::string& file, const std::vector<std::string>& columns,
                                const std::string& encoding) {
  return corpus::read_series(io::open_input(file), {columns, encoding});
}

training::SeriesParts read_gold_series(const std::string& file, const options::SeriesInputOptions& input,
                                       const model::Forecaster& model) {
  const auto series =
      std::make_shared<const corpus::Series>(read_series_file(file, model.scaling().columns, input.encoding));
  const std::size_t rows = series->rows();
  const std::size_t test = input.test_rows > 0 ? input.test_rows : model.horizon();
  if (test > rows) {
    throw DataError({file, 0, 0}, "the series has " + std::to_string(rows) + " rows, less than the " +
                                      std::to_string(test) + " to forecast");
  }
  return {file, {}, {}, {series, rows - test, rows}, input.every};
}

NamedScores score_series(const model::Forecaster& model, const std::vector<training::SeriesParts>& series,
                         base::Pool& pool, std::ostream* report) {
  SeriesScores scores;
  for (const training::SeriesParts& parts : series) add_scores(model, parts, pool, scores);
  if (report != nullptr) {
    *report << "forecasts: " << scores.forecasts << "; rows of each: " << model.horizon() << '\n';
    for (std::size_t target = 0; target < scores.model.size(); ++target) {
      const std::string of = scores.model.size() > 1 ? " of " + model.scaling().target(target) + ":" : ":";
      scores.model[target].print(*report, "forecast" + of);
      scores.naive[target].print(*report, "seasonal naive" + of);
    }
  }
  return training::named_scores(scores.model);
}

}  // namespace seqlab::programs
