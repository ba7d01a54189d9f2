// Reads series, for training, scores and forecasts.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "base/pool.h"
#include "corpus/series/series.h"
#include "model/forecasting/forecaster.h"
#include "options/series_input_options.h"
#include "training/forecasting/forecasting_training.h"
#include "verbs/seed_scores.h"

namespace seqlab::programs {

// columns: names of those to read; none: all.
corpus::Series read_series_file(const std::string& file, const std::vector<std::string>& columns,
                                const std::string& encoding);

// A series whose last rows are to be forecast.
training::SeriesParts read_gold_series(const std::string& file, const options::SeriesInputOptions& input,
                                       const model::Forecaster& model);

// Of the test parts of all series together. Prints a report if there is a stream: the errors of the forecasts
// of each target, and those of the seasonal naive forecast.
NamedScores score_series(const model::Forecaster& model, const std::vector<training::SeriesParts>& series,
                         base::Pool& pool, std::ostream* report);

}  // namespace seqlab::programs
