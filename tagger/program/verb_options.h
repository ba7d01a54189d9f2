// Options that several verbs have.
#pragma once

#include <cstddef>
#include <string>

#include "options/option_table.h"

namespace seqlab::programs {

// Of the verbs that run a model.
struct ModelRunOptions {
  std::string model;
  std::size_t batch_size = 64;
  std::size_t threads = 1;
  bool quiet = false;
};
const options::OptionTable<ModelRunOptions>& model_run_option_table();

// Of the verbs that score a model.
struct EvalOptions {
  bool reliability = false;
  bool json = false;
  bool raw_probabilities = false;
};
const options::OptionTable<EvalOptions>& eval_options();

// --raw-probabilities, and --min-confidence for what is withdrawn.
options::OptionInfo raw_probabilities_option();
options::OptionInfo min_confidence_option(const std::string& help);

// --model, --threads, --force and --quiet, for verbs without ModelRunOptions.
options::OptionInfo model_option();
options::OptionInfo threads_option(std::string group);
options::OptionInfo force_option();
options::OptionInfo quiet_option();

}  // namespace seqlab::programs
