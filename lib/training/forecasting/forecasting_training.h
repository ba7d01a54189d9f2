// Trains a forecaster on a series.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/pool.h"
#include "corpus/series/series.h"
#include "model/forecasting/forecaster.h"
#include "options/training_options.h"
#include "training/training.h"
#include "training/training_session.h"

namespace seqlab::training {

// A series in the order of time: rows to learn from, then dev, then test. Each part is forecast from all rows
// before.
struct SeriesParts {
  std::string name;  // of the series, for messages
  corpus::SeriesPart train;
  corpus::SeriesPart dev;
  corpus::SeriesPart test;  // may be empty
  std::size_t every = 1;    // rows from an origin of dev or test to the next
};

// Sizes of the last parts, in rows. No dev: as long as a forecast, or a tenth of the rows if that is more; 0:
// all rows are learned from, and all forecasts within them are dev.
struct PartSizes {
  std::optional<std::size_t> dev;
  std::size_t test = 0;
  std::size_t every = 1;
};

// Throws DataError for a series that is too short, UsageError for a dev or test part that is shorter than a
// forecast.
SeriesParts cut_series(std::shared_ptr<const corpus::Series> series, const std::string& name,
                       const options::ModelOptions& options, const PartSizes& sizes);

// Does everything that comes before the first epoch. `from`: a forecaster to continue, with its scaling, or
// null. Throws UsageError for invalid options, DataError for a series without a window and the rows that
// follow it.
std::unique_ptr<TrainingSession> begin_forecasting_training(const options::TrainingOptions& options,
                                                            const SeriesParts& parts,
                                                            const Provenance& provenance,
                                                            const SessionObserver& observer,
                                                            const model::Model* from = nullptr,
                                                            std::shared_ptr<base::Pool> pool = nullptr);

// The forecaster of the epoch that does best on dev.
model::Forecaster train_forecaster(const options::TrainingOptions& options, const SeriesParts& parts,
                                   const Provenance& provenance, const SessionObserver& observer,
                                   const model::Model* from = nullptr);

}  // namespace seqlab::training
