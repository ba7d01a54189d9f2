// Trains a language model on a text.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/pool.h"
#include "corpus/symbols/symbol_streams.h"
#include "model/language/language_model.h"
#include "options/training_options.h"
#include "training/training.h"
#include "training/training_session.h"

namespace seqlab::training {

// The texts of a training.
struct TrainingTexts {
  corpus::TextPart train;
  corpus::TextPart dev;
};

// Reads a text for training and one for dev; without a file for dev, the last twentieth of the training text
// is dev. Throws DataError for a text that has less than two symbols, and as corpus::SymbolText does.
TrainingTexts read_training_texts(const std::string& train, const std::optional<std::string>& dev,
                                  corpus::SymbolUnit unit, const Note& note);

// Does everything that comes before the first epoch. `from`: a language model to continue, with its
// vocabulary, or null. Throws UsageError for invalid options.
std::unique_ptr<TrainingSession> begin_language_training(const options::TrainingOptions& options,
                                                         const TrainingTexts& texts,
                                                         const Provenance& provenance,
                                                         const SessionObserver& observer,
                                                         const model::Model* from = nullptr,
                                                         std::shared_ptr<base::Pool> pool = nullptr);

// Trains to the end.
model::LanguageModel train_language_model(const options::TrainingOptions& options, const TrainingTexts& texts,
                                          const Provenance& provenance, const SessionObserver& observer,
                                          const model::Model* from = nullptr);

}  // namespace seqlab::training
