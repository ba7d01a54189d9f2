// Reads texts, for training and for scores.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "base/pool.h"
#include "corpus/symbols/symbol_streams.h"
#include "model/language/language_model.h"
#include "options/option_info.h"
#include "program/console.h"
#include "training/language/line_task.h"
#include "verbs/seed_scores.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

// A text, or its lines with their conditions.
struct LanguageText {
  corpus::TextPart part;
  training::ConditionedPart lines = {};
};

// How texts are read: what their symbols are is an option of the model.
struct TextInput {
  std::string condition;
  std::string dev_condition;
};
options::OptionInfo condition_option();

// Throws UsageError for several files of one kind.
training::TrainingExamples<LanguageText> read_training_files(const TrainingFiles& files,
                                                             const TextInput& input, corpus::SymbolUnit unit,
                                                             Console& console);

// A text for each file. condition: a file of vectors for the lines of the only one, or empty. Throws
// UsageError for conditions that are not those of the model, and for several files with one.
std::vector<LanguageText> read_texts(const std::vector<std::string>& files, const std::string& condition,
                                     const model::LanguageModel& model);

// The vectors of a file, or none without one. Throws UsageError for conditions that are not those of the
// model.
std::optional<corpus::LineVectors> read_conditions(const std::string& file,
                                                   const model::LanguageModel& model);

// Of all texts together, each read by itself. Prints a report if there is a stream.
NamedScores score_texts(const model::LanguageModel& model, const std::vector<LanguageText>& texts,
                        base::Pool& pool, std::ostream* report);

}  // namespace seqlab::programs
