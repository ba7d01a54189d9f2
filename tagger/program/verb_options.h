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

// --model, --threads, --force and --quiet, for verbs without ModelRunOptions.
options::OptionInfo model_option();
options::OptionInfo threads_option(std::string group);
options::OptionInfo force_option();
options::OptionInfo quiet_option();

}  // namespace seqlab::programs
