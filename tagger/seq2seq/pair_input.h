// How pairs are read from files and standard input.
#pragma once

#include <string>
#include <vector>

#include "corpus/pairs/pair_reader.h"
#include "options/input_options.h"
#include "options/option_table.h"
#include "options/training_options.h"
#include "program/console.h"

namespace seqlab::programs {

struct PairInput {
  corpus::PairFormat format = corpus::PairFormat::automatic;
  options::InvalidUtf8 invalid = options::InvalidUtf8::error;
  std::string encoding;
};

options::OptionTable<PairInput> pair_input_table();

// With the columns of CoNLL-U that a model reads and writes.
corpus::PairOptions pair_options(const PairInput& input, const options::ModelOptions& model);

// All pairs of files, which have targets.
std::vector<corpus::Pair> read_pair_files(const std::vector<std::string>& files, const PairInput& input,
                                          const options::ModelOptions& model, Console& console);

}  // namespace seqlab::programs
