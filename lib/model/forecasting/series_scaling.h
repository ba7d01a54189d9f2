// What a forecaster learns from its training data beside its weights: columns, means, deviations, scales.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "corpus/series/series.h"
#include "options/training_options.h"

namespace seqlab::model {

struct SeriesScaling {
  std::vector<std::string> columns;  // that are read
  std::vector<std::size_t> targets;  // of these, that are forecast
  // Of what is learned of each column (SeriesView::difference()), over the training part; never 0.
  std::vector<double> means;
  std::vector<double> deviations;
  std::vector<double> scales;  // of MASE, per target, over the rows before the test part; 0: there is none

  [[nodiscard]] const std::string& target(std::size_t i) const { return columns[targets[i]]; }
};

// train: rows that the weights are learned from; known: rows before the test part. Throws UsageError for a
// target that is no column, DataError for rows that are too few for a season before and a row after it.
// The series is named `name` in messages.
SeriesScaling scale_series(const corpus::Series& series, std::size_t train, std::size_t known,
                           const options::ModelOptions& options, const std::string& name);

// The rows of a forecast.
std::size_t horizon_of(const options::ModelOptions& options);
// The season of MASE and of the seasonal naive forecast: 1 for a series without one.
std::size_t scored_season(const options::ModelOptions& options);
// The names in a list option, of which a single empty one means none.
std::vector<std::string> names_in(const options::List<std::string>& list);

}  // namespace seqlab::model
