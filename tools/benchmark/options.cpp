#include "options.h"

namespace seqlab::benchmark {

const options::OptionTable<Options>& option_table() {
  static const auto table = [] {
    options::OptionTable<Options> options;
    options
        .add({.name = "threads",
              .short_name = 't',
              .group = "Measuring",
              .help = "threads that are measured, and at which growth with threads ends",
              .range = {.low = 1, .high = 1024}},
             &Options::threads)
        .add({.name = "seconds",
              .group = "Measuring",
              .help = "how long one measurement of a rate takes",
              .unit = "seconds",
              .range = {.low = 0, .high = 3600, .low_open = true}},
             &Options::seconds)
        .add({.name = "repeats",
              .group = "Measuring",
              .help = "measurements of each figure; the median is shown, with the least and the most",
              .range = {.low = 1, .high = 1000}},
             &Options::repeats)
        .add({.name = "quick",
              .group = "Measuring",
              .help =
                  "one short measurement of each figure on little data: shows that all works, not how fast"},
             &Options::quick)
        .add({.name = "only",
              .group = "Measuring",
              .help = "networks whose name holds this text, such as '2 x 256' or 'batch 8'",
              .value = "TEXT"},
             &Options::only)
        .add({.name = "corpus",
              .group = "Data",
              .help =
                  "sentences with labels, in any format that `tagger train` reads; else synthetic words with "
                  "Zipf's frequencies",
              .value = "FILE"},
             &Options::corpus)
        .add({.name = "reviews",
              .group = "Data",
              .help = "texts of tokens with a label each, in any format that `sentiment train` reads; else "
                      "synthetic ones",
              .value = "FILE"},
             &Options::reviews)
        .add({.name = "embeddings",
              .group = "Data",
              .help = "a file of word vectors, to be loaded whole",
              .value = "FILE"},
             &Options::embeddings)
        .add({.name = "versus",
              .group = "Comparing",
              .help = "compare with `torch` (PyTorch, in a virtual environment that is made where it is "
                      "missing) or "
                      "with a program that answers as tools/benchmark/versus_torch.py does",
              .value = "PEER"},
             &Options::versus)
        .add({.name = "json",
              .group = "Output",
              .help = "write every figure to this file too, as a JSON object a line",
              .value = "FILE"},
             &Options::json);
    return options;
  }();
  return table;
}

}  // namespace seqlab::benchmark
