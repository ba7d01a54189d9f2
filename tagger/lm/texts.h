// Reads texts, for training and for scores.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "base/pool.h"
#include "corpus/symbols/symbol_streams.h"
#include "model/language/language_model.h"
#include "program/console.h"
#include "verbs/seed_scores.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

// Throws UsageError for several files of one kind.
training::TrainingExamples<corpus::TextPart> read_training_files(const TrainingFiles& files,
                                                                 corpus::SymbolUnit unit, Console& console);

// A text for each file.
std::vector<corpus::TextPart> read_texts(const std::vector<std::string>& files, corpus::SymbolUnit unit);

// Of all texts together, each read by itself. Prints a report if there is a stream.
NamedScores score_texts(const model::LanguageModel& model, const std::vector<corpus::TextPart>& texts,
                        base::Pool& pool, std::ostream* report);

}  // namespace seqlab::programs
