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

options::OptionInfo raw_probabilities_option() {
  return {.name = "raw-probabilities",
          .group = "Output",
          .help = "the network's own probabilities, not those that were calibrated on the dev data"};
}

options::OptionInfo min_confidence_option(const std::string& help) {
  return {.name = "min-confidence",
          .group = "Output",
          .help = help,
          .range = {.low = 0, .high = 1},
          .default_text = "0: nothing is withheld"};
}

const options::OptionTable<EvalOptions>& eval_options() {
  static const auto table = [] {
    using E = EvalOptions;
    options::OptionTable<E> options;
    options
        .add({.name = "reliability",
              .group = "Output",
              .help =
                  "also print a table of 15 groups of answers of similar probability: how probable they are "
                  "and how many are right"},
             &E::reliability)
        .add({.name = "json", .group = "Output", .help = "print one JSON object, with everything"}, &E::json)
        .add(raw_probabilities_option(), &E::raw_probabilities);
    return options;
  }();
  return table;
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
