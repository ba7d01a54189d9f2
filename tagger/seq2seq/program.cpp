#include "seq2seq/verbs.h"

namespace seqlab::programs {

const KnownModels transducers = {"seq2seq", "transducer", {}};

const Program& seq2seq_program() {
  static const Program program = {
      "seq2seq",
      "Sequence to sequence: reads a text, tags or vectors, and writes another text.",
      {{"train", "train a model on pairs of source and target", seq2seq_train,
        "fewer --threads and a smaller --batch-size"},
       {"tune", "search for good options of train within a time budget", seq2seq_tune,
        "fewer --threads and a smaller --batch-size"},
       {"run", "write the target of each source", seq2seq_run,
        "fewer --threads, a smaller --batch-size and shorter sources"},
       {"eval", "print how many targets are right", seq2seq_eval,
        "fewer --threads and a smaller --batch-size"},
       {"models", "list the models known by name",
        [](const Arguments& arguments) { return models_verb(transducers, arguments); }},
       {"quantize", "make a smaller, faster model", seq2seq_quantize,
        "fewer --threads and a smaller --batch-size"},
       {"info", "show facts about a model, and its options as a config file", seq2seq_info}}};
  return program;
}

}  // namespace seqlab::programs
