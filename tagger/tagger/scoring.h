// Reads gold labels for a model and prints scores.
#pragma once

#include <cstddef>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "corpus/sentence.h"
#include "evaluation/calibration.h"
#include "evaluation/tagging_score.h"
#include "model/labelling/tagger_model.h"
#include "options/input_options.h"
#include "program/console.h"

namespace seqlab::programs {

// Reads sentences with the gold labels of all heads and the feature columns of a model. Notes labels that the
// model does not know.
std::vector<corpus::Sentence> read_gold(const std::vector<std::string>& files,
                                        const options::InputOptions& input, const model::TaggerModel& model,
                                        Console& console);

// Notes the gold labels of a head that are not in `known`.
void note_unknown_labels(const std::string& what, const std::vector<corpus::Sentence>& sentences,
                         std::size_t head, const std::vector<std::string>& known, Console& console);

// Prints a score, then the accuracy on seen and unseen words if known.
void print_score(const evaluation::TaggingScore& score, std::ostream& output);
// The same for each head, under its name if there are several.
void print_scores(std::span<const std::string> heads, std::span<const evaluation::TaggingScore> scores,
                  std::ostream& output);
// The same with the calibration of each head, and its bins if they are asked for.
void print_scores(std::span<const std::string> heads, std::span<const evaluation::TaggingScore> scores,
                  std::span<const evaluation::Calibration> calibrations, bool reliability,
                  std::ostream& output);

// How far the probabilities of each head say how often it is right.
std::vector<evaluation::Calibration> calibrations_of(std::span<const corpus::Sentence> gold,
                                                     std::span<const corpus::Predicted> predicted,
                                                     std::size_t heads);

}  // namespace seqlab::programs
