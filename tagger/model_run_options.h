// Options of the verbs that use a model.
#pragma once

#include <cstddef>
#include <string>

#include "tasks/option_table.h"

namespace seqlab::programs {

struct ModelRunOptions {
  std::string model;
  std::size_t batch_size = 64;
  std::size_t threads = 1;
  bool quiet = false;
};
const tasks::OptionTable<ModelRunOptions>& model_run_option_table();

// "--model", "--threads", "--force" and "--quiet", for verbs that bind them elsewhere.
tasks::OptionInfo model_option();
tasks::OptionInfo threads_option(std::string group);
tasks::OptionInfo force_option();
tasks::OptionInfo quiet_option();

}  // namespace seqlab::programs
