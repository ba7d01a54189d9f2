#include "options.h"

namespace seqlab::benchmark {

const options::OptionTable<Options>& option_table() {
  static const auto table = [] {
    options::OptionTable<Options> options;
    options
        .add({.name = "threads",
              .short_name = 't',
              .group = "Measuring",
              .help = "number of threads; growth with threads is measured up to it",
              .range = {.low = 1, .high = 1024}},
             &Options::threads)
        .add({.name = "seconds",
              .group = "Measuring",
              .help = "duration of one measurement of a rate",
              .unit = "seconds",
              .range = {.low = 0, .high = 3600, .low_open = true}},
             &Options::seconds)
        .add({.name = "repeats",
              .group = "Measuring",
              .help = "measurements of each figure; the median, the least and the most are shown",
              .range = {.low = 1, .high = 1000}},
             &Options::repeats)
        .add({.name = "quick",
              .group = "Measuring",
              .help =
                  "one short measurement of each figure on little data: shows that it works, not how fast"},
             &Options::quick)
        .add({.name = "only",
              .group = "Measuring",
              .help = "only networks whose name contains this text, such as '2 x 256' or 'batch 8'",
              .value = "TEXT"},
             &Options::only)
        .add({.name = "cells",
              .group = "Measuring",
              .help = "recurrent cells; each network is measured with each",
              .value = "CELL,..."},
             &Options::cells)
        .add({.name = "corpus",
              .group = "Data",
              .help = "labelled sentences, in any format that `tagger train` reads",
              .value = "FILE",
              .default_text = "synthetic words with Zipf's frequencies"},
             &Options::corpus)
        .add({.name = "reviews",
              .group = "Data",
              .help = "labelled texts of tokens, in any format that `sentiment train` reads",
              .value = "FILE",
              .default_text = "synthetic texts"},
             &Options::reviews)
        .add({.name = "embeddings", .group = "Data", .help = "file of word vectors to load", .value = "FILE"},
             &Options::embeddings)
        .add(
            {.name = "versus",
             .group = "Comparing",
             .help = "compare with `torch` (PyTorch, in a virtual environment that is made if it is missing) "
                     "or with a program that speaks the protocol of tools/benchmark/versus_torch.py",
             .value = "PEER"},
            &Options::versus)
        .add({.name = "json",
              .group = "Output",
              .help = "also write every figure to this file, one JSON object per line",
              .value = "FILE"},
             &Options::json);
    return options;
  }();
  return table;
}

}  // namespace seqlab::benchmark
