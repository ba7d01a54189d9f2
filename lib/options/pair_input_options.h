// How pairs are read from files and standard input.
#pragma once

#include <string>

#include "corpus/pairs/pair_reader.h"
#include "options/input_options.h"
#include "options/option_table.h"
#include "options/training_options.h"

namespace seqlab::options {

struct PairInputOptions {
  corpus::PairFormat format = corpus::PairFormat::automatic;
  InvalidUtf8 invalid = InvalidUtf8::error;
  std::string encoding;
};

const OptionTable<PairInputOptions>& pair_input_table();

// With the columns of CoNLL-U that a model reads and writes.
corpus::PairOptions pair_options(const PairInputOptions& input, const ModelOptions& model);

}  // namespace seqlab::options
