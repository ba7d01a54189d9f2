#include <string_view>

#include "sentiment/verbs.h"

namespace seqlab::programs {

namespace {
constexpr std::string_view default_models[] = {"en-sentiment"};
}  // namespace

const KnownModels sentiment_models = {"sentiment", "classifier", default_models};

const Program& sentiment_program() {
  static const Program program = {
      "sentiment",
      "Labels whole texts, such as reviews as positive or negative.",
      {{"train", "train a model on labelled texts", sentiment_train,
        "fewer --threads, a smaller --batch-size and shorter texts"},
       {"tune", "search for good options of train within a time budget", sentiment_tune,
        "fewer --threads, a smaller --batch-size and shorter texts"},
       {"classify", "label texts from standard input or files", sentiment_classify,
        "fewer --threads, a smaller --batch-size and shorter texts"},
       {"eval", "score a model on labelled texts", sentiment_eval,
        "fewer --threads and a smaller --batch-size"},
       {"models", "list the models known by name",
        [](const Arguments& arguments) { return models_verb(sentiment_models, arguments); }},
       {"quantize", "make a smaller, faster model", sentiment_quantize,
        "fewer --threads and a smaller --batch-size"},
       {"info", "show facts about a model, and its options as a config file", sentiment_info}}};
  return program;
}

}  // namespace seqlab::programs
