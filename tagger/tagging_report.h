// A tagging score as the programs print it.
#pragma once

#include <ostream>

#include "tasks/evaluation.h"

namespace seqlab::programs {

// What TaggingScore::print() prints, then accuracy on seen and unseen words where these are known.
void print_score(const tasks::TaggingScore& score, std::ostream& output);

}  // namespace seqlab::programs
