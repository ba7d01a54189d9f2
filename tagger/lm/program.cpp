#include "lm/verbs.h"

namespace seqlab::programs {

const KnownModels language_models = {"lm", "language-model", {}};

const Program& lm_program() {
  static const Program program = {
      "lm",
      "Language models: predicts the next character or word of a text, and writes.",
      {{"train", "train a model on a text", lm_train, "fewer --threads, a smaller --batch-size and --bptt"},
       {"tune", "search for good options of train within a time budget", lm_tune,
        "fewer --threads, a smaller --batch-size and --bptt"},
       {"generate", "write text, or go on from a given one", lm_generate, "fewer --threads"},
       {"score", "print how probable each line of a text is", lm_score,
        "fewer --threads, a smaller --batch-size and shorter lines"},
       {"eval", "print bits a symbol and perplexity of a text", lm_eval, "fewer --threads"},
       {"models", "list the models known by name",
        [](const Arguments& arguments) { return models_verb(language_models, arguments); }},
       {"quantize", "make a smaller, faster model", lm_quantize, "fewer --threads"},
       {"info", "show facts about a model, and its options as a config file", lm_info}}};
  return program;
}

}  // namespace seqlab::programs
