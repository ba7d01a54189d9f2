// Reads files of pairs.
#pragma once

#include <string>
#include <vector>

#include "corpus/pairs/pairs.h"
#include "options/pair_input_options.h"
#include "program/console.h"

namespace seqlab::programs {

// All pairs of files, which have targets.
std::vector<corpus::Pair> read_pair_files(const std::vector<std::string>& files,
                                          const options::PairInputOptions& input,
                                          const options::ModelOptions& model, Console& console);

}  // namespace seqlab::programs
