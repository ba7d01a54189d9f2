#include "compare/options.h"

#include "base/errors.h"

namespace seqlab::compare {

namespace {

options::OptionTable<Setup> setup_table() {
  constexpr double most = 1e6;
  const std::string group = "Network and training, the same for all";
  options::OptionTable<Setup> table;
  table
      .add({.name = "hidden",
            .group = group,
            .help = "number of units of a layer, a multiple of 4",
            .range = {.low = 4, .high = most}},
           &Setup::hidden)
      .add({.name = "layers", .group = group, .help = "number of layers", .range = {.low = 1, .high = 100}},
           &Setup::layers)
      .add({.name = "steps",
            .group = group,
            .help = "steps of the optimiser, Adam",
            .range = {.low = 0, .high = 1e9}},
           &Setup::steps)
      .add({.name = "batch-size",
            .group = group,
            .help = "sequences of a step",
            .range = {.low = 1, .high = most}},
           &Setup::batch_size)
      .add({.name = "learning-rate",
            .group = group,
            .help = "learning rate",
            .range = {.low = 0, .high = 1000, .low_open = true}},
           &Setup::learning_rate)
      .add({.name = "clip-norm",
            .group = group,
            .help = "largest norm of a step's gradient; 0: no limit",
            .range = {.low = 0, .high = most}},
           &Setup::clip_norm)
      .add({.name = "vanishing-penalty",
            .group = group,
            .help = "factor of the penalty on vanishing gradients, for the network that is trained with it",
            .range = {.low = 0, .high = most}},
           &Setup::vanishing_penalty)
      .add({.name = "gaussian-scale",
            .group = group,
            .help = "S: a Gaussian U has elements of N(0, S^2 / units)",
            .range = {.low = 0, .high = most}},
           &Setup::gaussian_scale)
      .add({.name = "test-every",
            .group = group,
            .help = "steps between tests",
            .range = {.low = 1, .high = 1e9}},
           &Setup::test_every);
  return table;
}

}  // namespace

const options::OptionTable<Options>& option_table() {
  static const auto table = [] {
    const std::string tasks = "Tasks";
    const std::string runs = "Runs";
    options::OptionTable<Options> options;
    options
        .add({.name = "tasks",
              .group = tasks,
              .help = "copy: the first of many tokens; adding: the sum of two marked numbers; corpus: the "
                      "label of each word",
              .value = "TASK,..."},
             &Options::tasks)
        .add({.name = "lengths",
              .group = tasks,
              .help = "lengths of the sequences of copy and adding",
              .value = "N,...",
              .range = {.low = 2, .high = 1e5}},
             &Options::lengths)
        .include(
            [] {
              options::OptionTable<CorpusFiles> files;
              files
                  .add({.name = "train",
                        .group = "Tasks",
                        .help = "labelled sentences, in any format that `tagger train` reads; task corpus",
                        .value = "FILE"},
                       &CorpusFiles::train)
                  .add({.name = "dev",
                        .group = "Tasks",
                        .help = "sentences to test on; task corpus",
                        .value = "FILE"},
                       &CorpusFiles::dev)
                  .add({.name = "embeddings",
                        .group = "Tasks",
                        .help = "word vectors; task corpus",
                        .value = "FILE",
                        .default_text = "random vectors"},
                       &CorpusFiles::embeddings);
              return files;
            }(),
            &Options::corpus)
        .include(setup_table(), &Options::setup)
        .add({.name = "cells",
              .group = runs,
              .help = "networks, by the names above",
              .value = "NETWORK,...",
              .default_text = "all"},
             &Options::cells)
        .add({.name = "seeds",
              .group = runs,
              .help = "trainings of each network on each task",
              .range = {.low = 1, .high = 1000}},
             &Options::seeds)
        .add({.name = "threads",
              .short_name = 't',
              .group = runs,
              .help = "trainings at a time; no result depends on it",
              .range = {.low = 1, .high = 1024}},
             &Options::threads)
        .add({.name = "output",
              .short_name = 'o',
              .group = runs,
              .help = "folder for the tables, and for the pictures made of them",
              .value = "FOLDER"},
             &Options::output);
    return options;
  }();
  return table;
}

void check(const Options& options) {
  if (options.output.empty()) throw UsageError("no folder for the tables; name one with --output");
  if (options.tasks.empty()) throw UsageError("--tasks: no task; give copy, adding or corpus");
  if (options.lengths.empty()) throw UsageError("--lengths: no length; give some, such as 10,100");
  if (options.setup.hidden % lstm_block_size != 0) {
    throw UsageError("--hidden " + std::to_string(options.setup.hidden) + " is not a multiple of " +
                     std::to_string(lstm_block_size) + ", the block size of one of the networks");
  }
  const bool corpus =
      std::find(options.tasks.begin(), options.tasks.end(), TaskKind::corpus) != options.tasks.end();
  if (corpus && (options.corpus.train.empty() || options.corpus.dev.empty())) {
    throw UsageError("task corpus needs --train and --dev");
  }
  if (!corpus &&
      !(options.corpus.train.empty() && options.corpus.dev.empty() && options.corpus.embeddings.empty())) {
    throw UsageError("--train, --dev and --embeddings are for task corpus; name it in --tasks");
  }
}

}  // namespace seqlab::compare
