#include <string_view>

#include "sentiment/verbs.h"

namespace seqlab::programs {

namespace {
constexpr std::string_view default_models[] = {"en-sentiment"};
}  // namespace

const KnownModels sentiment_models = {"sentiment", "classifier", default_models};

}  // namespace seqlab::programs

int main(int argc, char** argv) {
  using namespace seqlab::programs;
  const Program program = {
      "sentiment",
      "Learns to put one label on a whole text, such as positive or negative on a review.",
      {{"train", "learn from labelled texts", sentiment_train},
       {"tune", "search options of train that do well, within a time budget", sentiment_tune},
       {"classify", "label texts from standard input or files", sentiment_classify},
       {"eval", "score a model on labelled texts", sentiment_eval},
       {"models", "list the models that have a name",
        [](std::span<const std::string> arguments) { return models_verb(sentiment_models, arguments); }},
       {"quantize", "make a smaller, faster model", sentiment_quantize},
       {"info", "show what a model is made of, as a config file", sentiment_info}}};
  return run(program, argc, argv);
}
