// Trains a transducer on pairs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/pool.h"
#include "corpus/pairs/pair_reader.h"
#include "model/transduction/transducer_model.h"
#include "options/training_options.h"
#include "training/training.h"
#include "training/training_session.h"

namespace seqlab::training {

struct TrainingPairs {
  std::vector<corpus::Pair> train;
  std::vector<corpus::Pair> dev;
};

// Draws a tenth of the distinct sources, with all their pairs, as dev. Throws DataError if nothing is left
// for one of the two.
TrainingPairs hold_out_pairs(std::vector<corpus::Pair> pairs, std::uint64_t seed, const Note& note);

// Does everything that comes before the first epoch. All pairs must have a target; `dev` must outlive the
// session. `from`: a transducer to continue, with its vocabularies, or null. Throws UsageError for invalid
// options, DataError for sources that the model cannot read.
std::unique_ptr<TrainingSession> begin_transducer_training(
    const options::TrainingOptions& options, const std::vector<corpus::Pair>& train,
    const std::vector<corpus::Pair>& dev, const Provenance& provenance, const SessionObserver& observer,
    const model::Model* from = nullptr, std::shared_ptr<base::Pool> pool = nullptr);

// Trains to the end and returns the model of the best epoch on dev.
model::TransducerModel train_transducer(const options::TrainingOptions& options,
                                        const std::vector<corpus::Pair>& train,
                                        const std::vector<corpus::Pair>& dev, const Provenance& provenance,
                                        const SessionObserver& observer, const model::Model* from = nullptr);

}  // namespace seqlab::training
