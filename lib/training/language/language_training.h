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
#include "training/language/line_task.h"
#include "training/training.h"
#include "training/training_session.h"

namespace seqlab::training {

// The texts of a training.
struct TrainingTexts {
  corpus::TextPart train;
  corpus::TextPart dev;
  // If the lines have conditions: the lines of both.
  ConditionedPart train_lines = {};
  ConditionedPart dev_lines = {};
};

// The files of conditions, a vector for each line of a text.
struct ConditionFiles {
  std::string train;  // empty: the lines have no conditions
  std::string dev;    // of a dev text that is given
};

// The lines of a text with their conditions. Throws UsageError without a file, DataError unless it has a
// vector for each line.
ConditionedPart read_conditioned(const std::shared_ptr<const corpus::SymbolText>& text,
                                 const std::string& file, const std::string& option);

// Reads a text for training and one for dev; without a file for dev, the last twentieth of the training text
// is dev. Throws DataError for a text that has less than two symbols, and as corpus::SymbolText does.
// With conditions, the last twentieth is that of the lines.
TrainingTexts read_training_texts(const std::string& train, const std::optional<std::string>& dev,
                                  corpus::SymbolUnit unit, const Note& note,
                                  const ConditionFiles& conditions = {});

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
