// A tagging score as the programs print it.
#pragma once

#include <ostream>
#include <span>
#include <string>

#include "evaluation/tagging_score.h"

namespace seqlab::programs {

// What TaggingScore::print() prints, then accuracy on seen and unseen words where these are known.
void print_score(const evaluation::TaggingScore& score, std::ostream& output);
// The same for each of some heads, their names above where there are several.
void print_scores(std::span<const std::string> heads, std::span<const evaluation::TaggingScore> scores,
                  std::ostream& output);

}  // namespace seqlab::programs
