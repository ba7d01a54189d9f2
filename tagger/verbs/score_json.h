// Scores of a model on labelled data as JSON.
#pragma once

#include <span>
#include <string>

#include "evaluation/calibration.h"
#include "evaluation/classification_score.h"
#include "evaluation/tagging_score.h"

namespace seqlab::programs {

// An object with the list "heads": for each its name, counts and scores in [0, 1], in all and by type or
// label, and its calibration. calibrations: one per head.
std::string score_json(std::span<const std::string> heads, std::span<const evaluation::TaggingScore> scores,
                       std::span<const evaluation::Calibration> calibrations);

// An object with the scores of a classifier, its confusion (gold, predicted, number) and calibration.
std::string score_json(const evaluation::ClassificationScore& score,
                       const evaluation::Calibration& calibration);

}  // namespace seqlab::programs
