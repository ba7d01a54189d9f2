#include "program/verb_options.h"

#include <utility>

namespace seqlab::programs {

options::OptionInfo model_option() {
  return {.name = "model",
          .short_name = 'm',
          .group = "Model",
          .help = "model file, or a name that the verb models lists",
          .value = "MODEL"};
}

options::OptionInfo threads_option(std::string group) {
  return {.name = "threads",
          .short_name = 't',
          .group = std::move(group),
          .help = "number of threads; does not change the result",
          .range = {.low = 1, .high = 1024}};
}

options::OptionInfo force_option() {
  return {.name = "force", .group = "Output", .help = "overwrite existing files"};
}

options::OptionInfo quiet_option() {
  return {.name = "quiet", .short_name = 'q', .group = "General", .help = "print errors only"};
}

const options::OptionTable<ModelRunOptions>& model_run_option_table() {
  static const auto table = [] {
    using R = ModelRunOptions;
    options::OptionTable<R> options;
    options.add(model_option(), &R::model)
        .add({.name = "batch-size",
              .group = "Model",
              .help = "sentences or texts per batch; does not change the result",
              .range = {.low = 1, .high = 1e6}},
             &R::batch_size)
        .add(threads_option("Model"), &R::threads)
        .add(quiet_option(), &R::quiet);
    return options;
  }();
  return table;
}

}  // namespace seqlab::programs
